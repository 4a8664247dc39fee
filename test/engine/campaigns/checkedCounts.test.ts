import { beginRun } from '../../../engine/campaigns/beginRun';
import { addsUp, checkedCounts } from '../../../engine/campaigns/checkedCounts';
import { NO_COUNTS, type ProcessCounts } from '../../../engine/campaigns/ProcessRun';
import { EngineError } from '../../../engine/EngineError';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { execute } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';

function faultOf(action: () => unknown): EngineError | null {
	try {
		action();
		return null;
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	}
}

describe('the numbers of a run', () => {
	const right: ProcessCounts = { selected: 10, done: 4, skipped: { gone: 1, duplicate: 2 }, notSent: { 'Opted out': 3 } };

	test('add up where done, skipped and not sent make up all that were selected', () => {
		expect([addsUp(right), addsUp(NO_COUNTS)]).toEqual([true, true]);
		expect(checkedCounts(7, right, 10)).toBe(right);
	});

	test.each<[string, ProcessCounts, number]>([
		['one done too many', { ...right, done: 5 }, 10],
		['one skipped too few', { ...right, skipped: { gone: 1, duplicate: 1 } }, 10],
		['one not sent forgotten', { ...right, notSent: {} }, 10],
		['a row that nobody counted', right, 11],
		['a row that was counted twice', right, 9],
	])('%s is a fault that names the run and its numbers', (_, counts, rows) => {
		const fault = faultOf(() => checkedCounts(7, counts, rows));
		expect(fault).toMatchObject({ code: 'internal-fault', wayOut: expect.stringContaining('report') });
		expect(fault?.message).toMatch(new RegExp(`process run 7 .* of ${rows} rows 10 were counted, ${counts.done} done`));
	});
});

describeStores('a run whose numbers don\'t add up', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store = await newStore();
		world = await CampaignWorld.in(store);
	});

	test.each<[string, (selection: number, run: number) => Promise<unknown>, RegExp]>([
		[
			'because it counted too many before',
			(_, run) => execute(store, `UPDATE process_run SET counts = '{"selected":1,"done":2,"skipped":{},"notSent":{}}' WHERE id = ${run}`),
			/of 5 rows 6 were counted, 7 done, 0 skipped and 0 not sent/,
		],
		[
			'because the selection lost a row',
			(selection) => execute(store, `DELETE FROM selection_member WHERE selection_id = ${selection} AND record_id = (SELECT MIN(record_id) FROM selection_member WHERE selection_id = ${selection})`),
			/of 5 rows 4 were counted, 4 done, 0 skipped and 0 not sent/,
		],
	])('VM-12 %s is stopped before anything of its step is stored', async (_, spoil, says) => {
		for (const settings of [world.tasks, world.messages]) {
			const selectionId = await world.select(await world.contacts(5), { campaignId: world.campaignId });
			const { id } = await store.run(beginRun, { selectionId, settings, parameters: {}, createAgain: false });
			await spoil(selectionId, id);
			const before = await wholeStore(store);
			await expect(world.process(selectionId, settings)).rejects.toMatchObject({ name: 'EngineError', code: 'internal-fault', message: expect.stringMatching(says) });
			await expect(world.process(selectionId, settings)).rejects.toMatchObject({ message: expect.stringContaining(`process run ${id} `) });
			expect(await wholeStore(store)).toEqual(before);
		}
	});
});
