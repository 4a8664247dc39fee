import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExpressionEngine, Host } from '.';
import { createHost, itemsOf } from '.';
import { calledFromOutside, waits } from './workflows';

describe.each<ExpressionEngine>(['legacy', 'vm'])('what nodes serve on the web (expressions by %s)', (expressionEngine) => {
	const userFolder = mkdtempSync(join(tmpdir(), 'harness-web-'));
	let host: Host;

	beforeAll(async () => {
		host = await createHost({ userFolder, expressionEngine });
	});

	afterAll(async () => {
		await host.close();
		rmSync(userFolder, { recursive: true });
	});

	async function post(url: string, body: unknown = {}): Promise<{ status: number; text: string }> {
		const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
		return { status: answer.status, text: await answer.text() };
	}

	test('a waiting execution goes on with a signed call of the right method, once', async () => {
		const result = (await host.run(waits, { inputItems: itemsOf({ a: 1 }) })).expect('waiting');
		const url = host.waitingUrl(result);
		expect((await post(url.replace(/signature=.*/, 'signature=wrong'))).status).toBe(401);
		expect((await fetch(url)).status).toBe(404);
		expect((await post(url, { decision: 'yes' })).status).toBe(200);
		const after = (await host.resumed(result)).expect('success');
		expect(after.json('After')).toEqual([expect.objectContaining({ body: { decision: 'yes' }, went: 'on' })]);
		expect((await post(url)).status).toBe(409);
	});

	test('a wait whose time is up passes on what came in', async () => {
		const result = (await host.run(waits, { inputItems: itemsOf({ a: 1 }) })).expect('waiting');
		const after = (await host.timeOut(result)).expect('success');
		expect(after.json('After')).toEqual([{ a: 1, went: 'on' }]);
		await expect(host.timeOut(result)).rejects.toThrow('isn\'t waiting');
	});

	test('a published workflow answers at its address and runs', async () => {
		const published = await host.publish(calledFromOutside);
		expect(published.url('Called')).toBe(`${host.url}/webhook/orders`);
		expect(await post(published.url('Called'), { order: '4711' })).toEqual({ status: 200, text: '{"message":"Workflow was started"}' });
		const [run] = await published.results();
		expect(run?.expect('success').json('Take')).toEqual([{ order: '4711' }]);
		expect((await post(`${host.url}/webhook/nothing`)).status).toBe(404);
		expect(() => published.url('Take')).toThrow('"Take"');
	});
});
