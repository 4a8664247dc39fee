import { runProcess } from '../../../engine/campaigns/runProcess';
import { createSelection, DEFAULT_LIFE } from '../../../engine/selections/createSelection';
import { getSelection } from '../../../engine/selections/getSelection';
import type { Selection } from '../../../engine/selections/Selection';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff, watchedStore } from '../../support/watchedStore';
import { CATALOGUE } from '../segments/World';

const STEP = 'execution 7/node/0';
/** Written in parts of 10,000, each a transaction. */
const BUILD = 'selections.buildFromRecords';

type Refs = readonly { readonly kind: string; readonly id: number }[];

const contacts = (many: number, from: number = 1): Refs => Array.from({ length: many }, (_, index) => ({ kind: 'contact', id: from + index }));

describeStores('a selection asked for again', (newStore) => {
	let store: Store;
	beforeEach(async () => {
		store = await newStore();
	});

	const ask = (records: Refs, askedBy?: string, through: Store = store, now?: number) => createSelection(through, CATALOGUE, { source: { records }, timeZone: 'UTC', askedBy, now });
	const selections = () => count(store, 'SELECT COUNT(*) FROM selection');
	const membersOf = (id: number) => count(store, `SELECT COUNT(*) FROM selection_member WHERE selection_id = ${id}`);

	test('X-03 by the same step with the same records is the same selection, as it was', async () => {
		const records = [...contacts(3), { kind: 'lead', id: 9 }];
		const now = Date.now();
		const first = await ask(records, STEP, store, now);
		expect(await ask(records, STEP, store, now + 60_000)).toEqual(first);
		expect([first.count, first.byKind]).toEqual([4, { contact: 3, lead: 1 }]);
		expect([await selections(), await membersOf(first.id)]).toEqual([1, 4]);
	});

	test('by another step, with other records, or by nobody in particular is another selection', async () => {
		const records = contacts(3);
		const { id } = await ask(records, STEP);
		const others = [await ask(records, 'execution 7/node/1'), await ask(records.slice(1), STEP), await ask(contacts(3, 11), STEP), await ask(records), await ask(records)];
		expect(new Set([id, ...others.map((other) => other.id)]).size).toBe(6);
	});

	test('X-03 killed in the middle leaves nothing half: what was begun can\'t be used, and the retry has all of it, once', async () => {
		const records = contacts(25_000);
		await expect(ask(records, STEP, brokenOff(store, 'before', BUILD, 3))).rejects.toThrow('killed');
		const [half] = await query(store, 'SELECT id, state FROM selection');
		const begun = Number(half?.id);
		expect([half?.state, await membersOf(begun)]).toEqual(['building', 20_000]);

		const retried = await ask(records, STEP);
		expect([retried.id === begun, retried.count, await membersOf(retried.id)]).toEqual([false, 25_000, 25_000]);
		expect((await ask(records, STEP)).id).toBe(retried.id);
		expect(await query(store, 'SELECT id, state, origin_key IS NULL AS free FROM selection ORDER BY id')).toMatchObject([{ id: begun, state: 'building' }, { id: retried.id, state: 'open' }]);

		await expect(getSelection(store, begun, store.id)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not finished') });
		const world = await CampaignWorld.in(store);
		const process = { selectionId: begun, settings: world.tasks, parameters: {}, createAgain: false };
		await expect(runProcess(store, process, { storeId: store.id, dryRun: false })).rejects.toMatchObject({ code: 'conflict' });
		expect(await count(store, 'SELECT COUNT(*) FROM task')).toBe(0);
	});

	test('the members of a half one are dropped a week after its day is over, those of the retry stay', async () => {
		const records = contacts(15_000);
		const now = 1_700_000_000_000;
		await expect(ask(records, STEP, brokenOff(store, 'before', BUILD, 2), now)).rejects.toThrow('killed');
		const [half] = await query(store, 'SELECT id FROM selection');
		const retried = await ask(records, STEP, store, now);
		await ask(contacts(1), undefined, store, now + 8 * 24 * 3_600_000 + 1);
		expect([await membersOf(Number(half?.id)), await membersOf(retried.id)]).toEqual([0, 15_000]);
	});

	test('X-03 killed after the last part, before anybody heard of it, is found by the retry', async () => {
		const records = contacts(15_000);
		await expect(ask(records, STEP, brokenOff(store, 'after', BUILD, 2))).rejects.toThrow('killed');
		const retried = await ask(records, STEP);
		expect([await selections(), retried.count, await membersOf(retried.id)]).toEqual([1, 15_000, 15_000]);
	});

	test('X-03 the retry of a step that still goes on takes it over: one of the two ends with an error, one selection is there', async () => {
		const records = contacts(15_000);
		const retried: Selection[] = [];
		const slow = watchedStore(store, {
			after: async (name) => {
				if (name === BUILD && retried.length === 0) retried.push(await ask(records, STEP));
			},
		});
		await expect(ask(records, STEP, slow)).rejects.toMatchObject({ name: 'EngineError', code: 'conflict' });
		expect(await query(store, `SELECT id, count FROM selection WHERE state = 'open'`)).toEqual([{ id: retried[0]?.id, count: 15_000 }]);
	});

	test('X-03 two that ask at the very same time never make two', async () => {
		const results = await Promise.allSettled([1, 2, 3, 4].map(() => ask(contacts(5), STEP)));
		const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []));
		const failed = results.filter((result) => result.status === 'rejected');
		expect(new Set(made).size).toBe(1);
		for (const { reason } of failed) expect(reason).toMatchObject({ name: 'EngineError', code: 'conflict' });
		expect(await count(store, `SELECT COUNT(*) FROM selection WHERE state = 'open'`)).toBe(1);
	});

	test.each([
		['before', 'asked for', 1],
		['after', 'made', 1],
	] as const)('X-03 a search killed %s it was %s is one selection after its retry, of what the search found', async (moment, _, nth) => {
		await CampaignWorld.in(store).then((world) => world.contacts(3_000));
		const segment = { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'id', operator: 'isAtMost', value: 2_000 } }] };
		const search = (askedBy: string, through: Store = store, of: unknown = segment) => createSelection(through, CATALOGUE, { source: { segment: of }, timeZone: 'UTC', askedBy });
		await expect(search(STEP, brokenOff(store, moment, 'selections.build', nth))).rejects.toThrow('killed');
		const retried = await search(STEP);
		expect(await search(STEP)).toEqual(retried);
		expect([retried.count, await membersOf(retried.id)]).toEqual([2_000, 2_000]);
		expect(await count(store, `SELECT COUNT(*) FROM selection WHERE state = 'open'`)).toBe(1);
		const others = [await search('another'), await search(STEP, store, { tabs: [{ kind: 'contact', allRecords: true }] })];
		expect(new Set([retried.id, ...others.map(({ id }) => id)]).size).toBe(3);
	});

	test('one that has expired is made anew: n8n may begin to count its executions again', async () => {
		const now = 1_700_000_000_000;
		const old = await ask(contacts(2), STEP, store, now);
		expect((await ask(contacts(2), STEP, store, now + DEFAULT_LIFE - 1)).id).toBe(old.id);
		const fresh = await ask(contacts(2), STEP, store, now + DEFAULT_LIFE);
		expect([fresh.id === old.id, fresh.count]).toEqual([false, 2]);
		expect((await getSelection(store, fresh.id, store.id, now + DEFAULT_LIFE)).count).toBe(2);
	});
});
