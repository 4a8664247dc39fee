import { itemsOf } from '../../harness';
import { execute, query } from '../../support/rows';
import { byId, STORES } from '../shared/NodeHost';
import { failingAt, ReviewNodes } from './ReviewNodes';

describe.each(STORES)('CRM Review (%s)', (dialect) => {
	let nodes: ReviewNodes;

	beforeAll(async () => {
		nodes = await ReviewNodes.create(dialect);
	});
	beforeEach(async () => {
		await execute(nodes.store, 'DELETE FROM task');
	});
	afterAll(async () => {
		await nodes.close();
	});

	test('VM-06 the workflow waits, a person unticks two and confirms, and exactly the others are processed', async () => {
		const waiting = await nodes.waiting(7);
		expect(waiting.result.hints).toMatchObject([{ message: expect.stringContaining(`<a href="${waiting.url}" target="_blank">`) }]);
		// What the editor links to.
		expect(waiting.result.run?.data.resultData.runData['Review']?.[0]?.metadata?.resumeUrl).toBe(waiting.url);
		const page = await waiting.get({ headers: { 'Accept-Language': 'es-ES' } });
		expect([page.status, page.headers['content-language']]).toEqual([200, 'es']);
		expect(page.text).toContain('Revisar la selección');
		const first = await waiting.post({ action: 'page', filter: {}, sort: { column: 'name', direction: 'desc' }, place: { at: 'start' }, size: 3, steps: [] });
		expect(first.answer).toMatchObject({ rows: [{ name: 'Person 7', city: 'Madrid', consent: 'mayBeMailed', ticked: true }, { name: 'Person 6' }, { name: 'Person 5' }], before: false, after: true });
		const city = { columns: [{ column: 'city', match: 'all', conditions: [{ operator: 'contains', values: ['ROM'] }] }] };
		expect((await waiting.post({ action: 'count', filter: city, steps: [{ tick: false, filter: city }] })).answer).toEqual({ rows: 7, ticked: 4, matching: 3, matchingTicked: 0, gone: 0 });
		expect((await waiting.post({ action: 'summary', steps: [] })).answer).toMatchObject({ mayBeMailed: 7, optedOut: 0 });
		expect(await waiting.waits()).toBe(true);

		const [second, third] = [waiting.ids[1] ?? 0, waiting.ids[2] ?? 0];
		const decided = await waiting.decide('confirmed', 'Marta Ruiz', waiting.without(second, third), 'Without these two');
		expect(decided).toMatchObject({ status: 200, answer: { over: 'decided', outcome: 'confirmed', by: 'Marta Ruiz', note: 'Without these two', count: 5, selected: 7, mine: true } });
		const after = (await waiting.resumed()).expect('success');
		expect(after.json('Review', 0)).toEqual([]);
		expect(after.json('Review', 1)).toEqual([
			expect.objectContaining({ selectionId: waiting.selected['selectionId'], storeId: nodes.store.id, state: 'confirmed', count: 5, selected: 7, decidedBy: 'Marta Ruiz', decidedAt: expect.stringMatching(/^\d{4}-.*Z$/), note: 'Without these two', byKind: { contact: 5 } }),
		]);
		expect(after.json('Call')).toMatchObject([{ selected: 5, done: 5 }]);
		expect(await nodes.called()).toEqual(waiting.ids.filter((id) => id !== second && id !== third));
	});

	test('VM-06 an n8n that signs no addresses is refused before anything is opened, with the way out', async () => {
		const { selected } = await nodes.waiting(2);
		await execute(nodes.store, 'DELETE FROM review');
		const refused = await nodes.run({}, [selected], undefined, { unsigned: true });
		expect(refused.error).toMatchObject({ message: expect.stringContaining('CRM Review needs n8n 2.39 or later'), description: expect.stringContaining('Update n8n') });
		expect(await query(nodes.store, 'SELECT id FROM review')).toEqual([]);
	});

	test('VM-06 rejected: it goes on along Not Confirmed, and a process there refuses it', async () => {
		const waiting = await nodes.waiting(3);
		await waiting.decide('rejected', 'Paolo', undefined, 'Wrong people');
		const after = await waiting.resumed();
		expect(after.json('Review', 0)).toMatchObject([{ state: 'rejected', decidedBy: 'Paolo', note: 'Wrong people', count: 3 }]);
		expect(after.json('Review', 1)).toEqual([]);
		expect(after.error).toMatchObject({ node: 'Wrongly call', message: expect.stringContaining('was rejected in review') });
		expect(await nodes.called()).toEqual([]);
	});

	test('VM-06 nobody in time: it goes on along Not Confirmed, a process there refuses it, and nobody can decide later', async () => {
		const waiting = await nodes.waiting(3, { limitWaitTime: true, amount: 2, unit: 'hours' });
		const until = waiting.result.run?.data.waitTill?.getTime() ?? 0;
		expect(Math.abs(until - Date.now() - 2 * 3_600_000)).toBeLessThan(120_000);
		await execute(nodes.store, `UPDATE review SET waits_until = 1 WHERE selection_id = ${Number(waiting.selected['selectionId'])}`);
		expect((await waiting.get()).text).toContain('Time is up');
		expect(await waiting.decide('confirmed', 'Late')).toMatchObject({ status: 409, answer: { over: 'timedOut', until: 1 } });
		expect(await waiting.waits()).toBe(true);
		const after = await waiting.timeOut();
		expect(after.json('Review', 1)).toEqual([]);
		expect(after.json('Review', 0)).toMatchObject([{ selectionId: waiting.selected['selectionId'] }]);
		expect(after.error).toMatchObject({ node: 'Wrongly call', message: expect.stringContaining('nobody has confirmed it') });
		expect(await nodes.called()).toEqual([]);
	});

	test('VM-06 two people at once: the first decision stands, the second is told whose, and the workflow goes on once', async () => {
		const waiting = await nodes.waiting(4);
		const [one, other] = await Promise.all([waiting.decide('confirmed', 'Marta', waiting.without(waiting.ids[0] ?? 0)), waiting.decide('confirmed', 'Paolo', waiting.without(waiting.ids[1] ?? 0))]);
		const [mine, theirs] = one.answer['mine'] === true ? [one, other] : [other, one];
		expect([mine.status, mine.answer['mine']]).toEqual([200, true]);
		// Whoever is slower meets the decision, or n8n's own word that the execution has gone on.
		if (theirs.answer.over !== undefined) expect(theirs).toMatchObject({ status: 409, answer: { over: 'decided', mine: false, by: mine.answer['by'], at: mine.answer['at'] } });
		expect(theirs.status).toBe(409);
		(await waiting.resumed()).expect('success');
		expect(await nodes.called()).toHaveLength(3);
		expect((await waiting.get()).status).toBe(409);
	});

	test('VM-06 decided, and n8n was killed before it heard: the page says so, and anybody lets the workflow go on, to that decision', async () => {
		const waiting = await nodes.waiting(3);
		const { store } = nodes;
		const failing = failingAt(store, 'review.handOn');
		const run = jest.spyOn(store, 'run').mockImplementation(failing);
		expect(await waiting.decide('confirmed', 'Marta', waiting.without(waiting.ids[2] ?? 0))).toEqual({ status: 503, answer: { failed: 'unavailable' } });
		run.mockRestore();
		expect(await waiting.waits()).toBe(true);
		const page = await waiting.get();
		expect(page.text).toContain('Marta');
		expect(page.text).toContain('The workflow has not gone on yet.');
		expect(await waiting.post({ action: 'page', filter: {}, sort: null, place: { at: 'start' }, size: 50 })).toMatchObject({ status: 409, answer: { over: 'decided', by: 'Marta' } });
		const answer = await waiting.get({ method: 'POST', body: new URLSearchParams({ action: 'goOn' }) });
		expect([answer.status, answer.text.includes('<form')]).toEqual([200, false]);
		(await waiting.resumed()).expect('success');
		expect(await nodes.called()).toEqual(waiting.ids.slice(0, 2));
	});

	test.each(['the selection', 'its campaign'])('VM-06 X-07 where %s requires confirmation, as an AI agent\'s selection always does, a person\'s lets it be processed', async (what) => {
		await execute(nodes.store, `UPDATE campaign SET require_confirmation = ${what === 'its campaign' ? 1 : 0}`);
		const waiting = await nodes.waiting(3, {}, what === 'the selection' ? { requireConfirmation: true } : {});
		await execute(nodes.store, `UPDATE selection SET state = 'open' WHERE id = ${Number(waiting.selected['selectionId'])}`);
		expect((await nodes.scene.run('tasks', {}, itemsOf(waiting.selected))).error?.message).toContain('was not confirmed');
		await execute(nodes.store, `UPDATE selection SET state = 'in_review' WHERE id = ${Number(waiting.selected['selectionId'])}`);
		await waiting.decide('confirmed', 'Marta');
		(await waiting.resumed()).expect('success');
		expect(await nodes.called()).toEqual(waiting.ids);
		await execute(nodes.store, 'UPDATE campaign SET require_confirmation = 0');
	});

	test('VM-06 nothing selected: nobody is asked, and it goes on as not confirmed', async () => {
		const nothing = await nodes.scene.nodes.one('crmSegment', { operation: 'search', criteriaBy: 'json', criteriaJson: JSON.stringify({ tabs: [{ kind: 'lead', condition: { type: 'field', field: 'name', operator: 'is', value: 'nobody' } }] }), generalParameters: { campaign: byId(nodes.scene.campaign.id) } });
		const result = await nodes.run({}, [nothing]);
		expect(result.json('Review', 0)).toMatchObject([{ count: 0, state: 'open' }]);
		expect(result.hints.map(({ message }) => message)).toContain('Nothing is selected, so nobody is asked.');
	});

	test('VM-06 what can\'t be reviewed is an error that says what to do, never an item that goes on', async () => {
		const [one, other] = [await nodes.waiting(2), await nodes.waiting(3)];
		const failing = async (items: Parameters<ReviewNodes['run']>[1], message: string) => {
			const result = await nodes.run({}, items);
			expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
			expect([result.json('Review', 0), result.json('Review', 1)]).toEqual([[], []]);
		};
		await failing([one.selected, other.selected], '2 selections came in');
		await failing([one.selected], 'is in review already');
		await failing([{ name: 'nobody' }], 'is neither a selection nor a record');
		await failing([{ ...one.selected, storeId: 'elsewhere' }], 'was made in another store');
		await one.decide('confirmed', 'Marta');
		await one.resumed();
		await failing([one.selected], 'was confirmed already by Marta');
		await execute(nodes.store, `UPDATE selection SET expires_at = 1 WHERE id = ${Number(other.selected['selectionId'])}`);
		expect((await other.get()).text).toContain('This selection has expired');
		await failing([other.selected], 'expired');
	});

	test('VM-06 records that come as items are reviewed as well, and a wait never outlives its selection', async () => {
		const [first, second] = [await nodes.scene.nodes.record('contact', { name: 'Ann' }), await nodes.scene.nodes.record('contact', { name: 'Bo' })];
		const result = (await nodes.run({ limitWaitTime: false, options: { columns: ['city'], size: 100 } }, [{ kind: 'contact', id: first.id }, { kind: 'contact', id: second.id }])).expect('waiting');
		const [row] = await query(nodes.store, 'SELECT r.waits_until, s.expires_at, r.selected FROM review AS r JOIN selection AS s ON s.id = r.selection_id ORDER BY r.id DESC');
		expect(row).toMatchObject({ selected: 2, waits_until: row?.['expires_at'] });
		expect(result.run?.data.waitTill?.getTime()).toBe(Number(row?.['expires_at']) + 10_000);
	});

	test('VM-06 what is decided at the last moment goes on along Confirmed: n8n waits longer than people may decide', async () => {
		const waiting = await nodes.waiting(2);
		const [row] = await query(nodes.store, `SELECT waits_until FROM review WHERE selection_id = ${Number(waiting.selected['selectionId'])}`);
		expect(waiting.result.run?.data.waitTill?.getTime()).toBe(Number(row?.['waits_until']) + 10_000);
	});
});
