import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Host } from '.';
import { createHost, fileContent, itemsOf, itemWithFiles } from '.';
import { readCsv, splitByAge, throughHttp, writeCsv } from './workflows';

describe('the host that runs workflows on n8n\'s own engine', () => {
	const userFolder = mkdtempSync(join(tmpdir(), 'harness-'));
	let host: Host;

	beforeAll(async () => {
		host = await createHost({ userFolder });
	});

	afterAll(async () => {
		await host.close();
		rmSync(userFolder, { recursive: true });
	});

	test('starts at the manual trigger and follows IF to both outputs', async () => {
		const result = (await host.run(splitByAge, { inputItems: itemsOf({ name: 'Ada', age: 36 }, { name: 'Bo', age: 7 }) })).expect('success');
		expect(result.json('Old enough?', 0)).toEqual([{ name: 'Ada', age: 36 }]);
		expect(result.json('Old enough?', 1)).toEqual([{ name: 'Bo', age: 7 }]);
		expect(result.json('Greet')).toEqual([{ name: 'Ada', age: 36, greeting: 'Hello Ada' }]);
	});

	test('a schedule starts too, with its own item or with the given ones', async () => {
		const own = await host.run(splitByAge, { startNode: 'Every day' });
		expect(own.expect('success').json('Every day')[0]).toHaveProperty('timestamp');
		const given = await host.run(splitByAge, { startNode: 'Every day', inputItems: itemsOf({ name: 'Cy', age: 50 }), mode: 'trigger' });
		expect(given.expect('success').json('Greet')).toHaveLength(1);
	});

	test('a form hands on what was filled in, a node in the middle gets it as its input', async () => {
		const form = await host.run(splitByAge, { startNode: 'Form', inputItems: itemsOf({ name: 'Di', age: 20 }) });
		expect(form.expect('success').json('Greet')[0]?.greeting).toBe('Hello Di');
		const middle = await host.run(splitByAge, { startNode: 'Greet', inputItems: itemsOf({ name: 'Ed' }) });
		expect(middle.expect('success').json('Greet')).toEqual([{ name: 'Ed', greeting: 'Hello Ed' }]);
	});

	test('files travel in memory: a CSV is read, another is written', async () => {
		const upload = itemWithFiles({}, { file: { name: 'people.csv', mimeType: 'text/csv', content: 'name,age\nÉlan,30\nZoë,41\n' } });
		const read = await host.run(readCsv, { inputItems: [upload] });
		expect(read.expect('success').json('Read')).toEqual([{ name: 'Élan', age: '30' }, { name: 'Zoë', age: '41' }]);

		const written = await host.run(writeCsv, { inputItems: itemsOf({ name: 'Élan' }, { name: 'Zoë' }) });
		const [item] = written.expect('success').items('Write');
		expect(item && fileContent(item, 'data').toString('utf8').trim().split(/\r?\n/)).toEqual(['name', 'Élan', 'Zoë']);
	});

	test('a failure tells the node, the message and what to do', async () => {
		const result = await host.run(throughHttp('http://127.0.0.1:1/'), { credentials: { httpHeaderAuth: { name: 'X-Key', value: 'secret' } } });
		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({ name: 'NodeApiError', node: 'Call' });
		expect(result.error?.message).toContain('refused');
		expect(() => result.expect('success')).toThrow(/node "Call"/);
	});

	test('an error output gets the failed item, and the run goes on', async () => {
		const result = await host.run(throughHttp('http://127.0.0.1:1/', 'continueErrorOutput'), { credentials: { httpHeaderAuth: { name: 'X-Key', value: 'secret' } } });
		result.expect('success');
		expect(result.items('Call', 0)).toHaveLength(0);
		expect(result.items('Call', 1)).toHaveLength(1);
		expect(result.items('Failed')).toHaveLength(1);
	});

	test('a missing credential is said before anything runs', async () => {
		const result = await host.run(throughHttp('http://127.0.0.1:1/'));
		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({ node: 'Call', message: 'Credentials not found' });
	});

	test('pinned nodes don\'t run', async () => {
		const result = await host.run(throughHttp('http://127.0.0.1:1/'), {
			credentials: { httpHeaderAuth: { name: 'X-Key', value: 'secret' } },
			pinData: { Call: itemsOf({ pinned: true }) },
		});
		expect(result.expect('success').json('Call')).toEqual([{ pinned: true }]);
	});

	test('an unknown node type, start node or node name is named', async () => {
		const unknown = await host.run({ name: 'x', nodes: [{ id: '1', name: 'Odd', type: 'n8n-nodes-odd.odd', typeVersion: 1, position: [0, 0], parameters: {} }], connections: {} });
		expect(unknown.error?.message).toContain('n8n-nodes-odd');
		const start = await host.run(splitByAge, { startNode: 'Nowhere' });
		expect(start.error?.message).toContain('"Nowhere"');
		const result = await host.run(splitByAge, { inputItems: itemsOf({ name: 'Ada', age: 36 }) });
		expect(() => result.items('Nowhere')).toThrow('"Nowhere"');
	});
});
