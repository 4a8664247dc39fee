import { renameSync, rmSync, writeFileSync } from 'node:fs';

import { closeStore } from '../../../engine/store/openStore';
import type { PageAnswer } from '../../../nodes/CrmReview/page/protocol';
import * as madePage from '../../../nodes/CrmReview/page/reviewPage';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { ask } from '../shared/http';
import { SCRIPT_PAYLOADS } from '../shared/scriptPayloads';
import { execute } from '../../support/rows';
import { failingAt, ReviewNodes } from './ReviewNodes';

describe('the page of CRM Review', () => {
	let nodes: ReviewNodes;

	beforeEach(async () => {
		nodes = await ReviewNodes.create();
	});
	afterEach(async () => {
		await nodes.close();
	});

	test('VM-06 it fetches nothing, frames nowhere, is kept by nobody, and stays under 300 kB', async () => {
		const waiting = await nodes.waiting(2);
		const { headers, text, body } = await waiting.get();
		const policy = String(headers['content-security-policy']);
		const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
		expect(policy).toMatch(/^sandbox allow-forms allow-scripts allow-modals allow-downloads; default-src 'none'/);
		expect(policy).not.toMatch(/unsafe|allow-same-origin/);
		expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'content-type': 'text/html; charset=utf-8' });
		expect(text.match(/<script[^>]*>/g)).toEqual([`<script type="module" nonce="${nonce}">`]);
		// The name of SVG's namespace is no address that anything is fetched from.
		expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/ style=| on[a-z]+=|https?:\/\//);
		expect(body.length).toBeLessThan(100_000);
		expect((await waiting.get()).headers['content-security-policy']).not.toBe(policy);
	});

	test('VM-06 looking at it, however often, changes nothing; without its signature nobody looks', async () => {
		const waiting = await nodes.waiting(3);
		for (let visit = 0; visit < 10; visit++) expect((await waiting.get()).status).toBe(200);
		expect((await ask(waiting.url.replace(/signature=.*/, 'signature=guess'))).status).toBe(401);
		expect((await ask(waiting.url.replace(/signature=.*/, 'signature=guess'), { method: 'POST', body: JSON.stringify({ action: 'decide', outcome: 'confirmed', by: 'x' }) })).status).toBe(401);
		expect(await waiting.waits()).toBe(true);
	});

	test('VM-06 50 script payloads in names, cities, accounts and titles reach the page as JSON that nothing takes for HTML, and as they are', async () => {
		const waiting = await nodes.waiting(SCRIPT_PAYLOADS.length, { title: SCRIPT_PAYLOADS[0] ?? '' });
		for (const [index, id] of waiting.ids.entries()) {
			const text = `'${(SCRIPT_PAYLOADS[index] ?? '').replaceAll('\'', '\'\'')}'`;
			await execute(nodes.store, `UPDATE contact SET name = ${text}, title = ${text}, city = ${text}, region = ${text}, account_id = ${(await nodes.scene.nodes.record('account', { name: `Account ${id}` })).id} WHERE id = ${id}`);
			await execute(nodes.store, `UPDATE account SET name = ${text} WHERE id = (SELECT account_id FROM contact WHERE id = ${id})`);
		}
		expect((await waiting.get()).text.match(/<script/g)).toHaveLength(1);
		const { headers, text } = await waiting.get({ method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify({ action: 'page', size: 100 }) });
		expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' });
		const { rows } = JSON.parse(text) as PageAnswer;
		expect(rows.map(({ name, title, city, region, account }) => [name, title, city, region, account])).toEqual(SCRIPT_PAYLOADS.map((payload) => [payload, payload, payload, payload, payload]));
		expect(await waiting.waits()).toBe(true);
	});

	test('VM-06 X-09 in the visitor\'s language, with their own days, and words filters are said in', async () => {
		const waiting = await nodes.waiting(1);
		const task = await nodes.scene.nodes.record('task', { name: 'Call', status: 'not_started' });
		const selected = await nodes.scene.nodes.one('crmSegment', { operation: 'search', criteriaBy: 'json', criteriaJson: JSON.stringify({ tabs: [{ kind: 'task', condition: { type: 'field', field: 'id', operator: 'is', value: task.id } }] }) });
		const tasks = (await nodes.run({}, [selected])).expect('waiting');
		const url = nodes.scene.nodes.host.waitingUrl(tasks);
		for (const [language, heading, word, day] of [['en-GB', 'Review the selection', 'not st', /\d{1,2} \w+ 20\d\d at/], ['es', 'Revisar la selección', 'sin emp', /\d{1,2} de \w+ de 20\d\d/], ['it-CH,it;q=0.9', 'Rivedere la selezione', 'non ini', /\d{1,2} \w+ 20\d\d/], ['de', 'Review the selection', 'NOT', /\w+ \d{1,2}, 20\d\d/]] as const) {
			const headers = { 'Accept-Language': language };
			const page = await waiting.get({ headers });
			expect(page.text).toContain(`<bdi>${heading}</bdi>`);
			expect(page.text).toMatch(day);
			const filter = { columns: [{ column: 'status', match: 'all', conditions: [{ operator: 'contains', values: [word] }] }] };
			const counted = await ask(url, { method: 'POST', headers: { ...headers, 'Content-Type': 'text/plain' }, body: JSON.stringify({ action: 'count', filter, steps: [] }) });
			expect(JSON.parse(counted.text)).toMatchObject({ matching: 1 });
		}
	});

	test.each([
		['{"action":"decide"', 400], ['[]', 400], ['{}', 400], ['{"action":"drop"}', 400], ['{"action":"page","size":50,"sort":{"column":"x","direction":"asc"}}', 400],
		['{"action":"page","size":501}', 400], ['{"action":"count","steps":[{"tick":1}]}', 400], ['{"action":"decide","outcome":"perhaps","by":"x"}', 400], ['{"action":"decide","outcome":"confirmed","by":"  "}', 400],
	])('VM-06 %s is refused, and the workflow goes on waiting', async (body, status) => {
		const waiting = await nodes.waiting(1);
		const answer = await waiting.get({ method: 'POST', headers: { 'Content-Type': 'text/plain' }, body });
		expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { failed: 'invalid' }]);
		expect(await waiting.waits()).toBe(true);
	});

	/** What rows, count, summary and decision are answered with, then the page itself and its form; 409: the workflow has gone on. */
	test.each([
		['review.find', [503, 503, 503, 503, 503, 503]],
		['review.gridPage', [503, 200, 200, 200, 409, 409]],
		['review.countWindow', [200, 503, 200, 200, 409, 409]],
		['review.summary', [200, 200, 503, 200, 409, 409]],
		// Nobody has decided: the form, which only carries out what was, shows the page.
		['review.decide', [200, 200, 200, 503, 200, 200]],
		['review.carryOut', [200, 200, 200, 503, 200, 503]],
		['review.handOn', [200, 200, 200, 503, 200, 503]],
	])('VM-06 whatever fails at %s: each request is answered, nothing is processed and the workflow goes on waiting; afterwards all is well', async (name, statuses) => {
		const waiting = await nodes.waiting(3);
		const { store } = nodes;
		const failing = failingAt(store, name);
		const run = jest.spyOn(store, 'run').mockImplementation(failing);
		const asked = [
			await waiting.post({ action: 'page', filter: {}, sort: null, place: { at: 'start' }, size: 50 }),
			await waiting.post({ action: 'count', filter: {} }),
			await waiting.post({ action: 'summary' }),
			await waiting.decide('confirmed', 'Marta'),
		];
		const shown = await waiting.get();
		const form = await waiting.get({ method: 'POST', body: new URLSearchParams({ action: 'goOn' }) });
		run.mockRestore();
		expect([...asked, shown, form].map(({ status }) => status)).toEqual(statuses);
		for (const { status, answer } of asked) if (status === 503) expect(answer).toEqual({ failed: 'unavailable' });
		expect(shown.text + form.text).not.toContain('boom');
		for (const { status, text } of [shown, form]) if (status === 503) expect(text).toContain('the workflow is still waiting');
		const undecided = ['review.decide', 'review.carryOut', 'review.handOn', 'review.find'].includes(name);
		if (undecided) {
			expect(await waiting.waits()).toBe(true);
			expect(await nodes.called()).toEqual([]);
			// Said once more it is done, or was already.
			expect(await waiting.decide('confirmed', 'Marta')).toMatchObject({ status: 200, answer: { over: 'decided', mine: true, count: 3 } });
		}
		(await waiting.resumed()).expect('success');
		expect(await nodes.called()).toEqual(waiting.ids);
	});

	test('VM-06 an exception inside any handler, while a page is made too, lets no workflow go on', async () => {
		const waiting = await nodes.waiting(2);
		const thrown = () => {
			throw new Error('boom');
		};
		const ways = [
			jest.spyOn(nodes.store, 'run').mockImplementation(thrown),
			jest.spyOn(madePage, 'reviewPage').mockImplementation(thrown),
		];
		for (const made of [true, false]) {
			if (!made) ways[1]?.mockRestore();
			const shown = [await waiting.get(), await waiting.get({ method: 'POST', body: new URLSearchParams({ action: 'goOn' }) })];
			expect(shown.map(({ status }) => status)).toEqual([503, 503]);
			// Without a page there are words at least.
			for (const { text } of shown) expect(text).toContain('the workflow is still waiting');
			for (const action of ['page', 'count', 'summary', 'decide']) {
				expect(await waiting.post({ action, filter: {}, place: { at: 'start' }, size: 50, outcome: 'confirmed', by: 'Marta' })).toEqual({ status: 503, answer: { failed: 'unavailable' } });
			}
			expect(await waiting.waits()).toBe(true);
		}
		ways[0]?.mockRestore();
		expect(await nodes.called()).toEqual([]);
		expect(await waiting.decide('confirmed', 'Marta')).toMatchObject({ status: 200 });
		(await waiting.resumed()).expect('success');
		expect(await nodes.called()).toEqual(waiting.ids);
	});

	test('VM-06 a store that can\'t be opened while the page is read: it says so, the workflow still waits, and nothing is processed', async () => {
		const waiting = await nodes.waiting(2);
		const { location } = nodes.store;
		await closeStore(defaultStore());
		renameSync(location, `${location}.away`);
		writeFileSync(location, 'this is no database, whatever its name says');
		const page = await waiting.get({ headers: { 'Accept-Language': 'it' } });
		expect([page.status, page.headers['retry-after']]).toEqual([503, '60']);
		expect(page.text).toContain('il flusso di lavoro sta ancora aspettando');
		expect(await waiting.decide('confirmed', 'Marta')).toEqual({ status: 503, answer: { failed: 'unavailable' } });
		expect(await waiting.waits()).toBe(true);
		await closeStore(defaultStore());
		rmSync(location);
		renameSync(`${location}.away`, location);
		expect((await waiting.get()).status).toBe(200);
		expect(await waiting.decide('confirmed', 'Marta')).toMatchObject({ status: 200 });
	});
});
