import { beginRun, type BeginRunInput } from '../../../engine/campaigns/beginRun';
import { processChunk } from '../../../engine/campaigns/processChunk';
import { runProcess } from '../../../engine/campaigns/runProcess';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff } from '../../support/watchedStore';

const STEP = 'execution 1/node/0';
const OTHER = 'execution 2/node/0';

describeStores('a process asked for again by the same step', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	let selectionId: number;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
		selectionId = await world.select(await world.contacts(3), { campaignId: world.campaignId });
	});

	const run = (askedBy: string | undefined, more: Partial<BeginRunInput> = {}, through: Store = store) =>
		runProcess(through, { selectionId, settings: world.tasks, parameters: {}, createAgain: false, askedBy, ...more }, { storeId: store.id, dryRun: false });
	const tasks = () => count(store, `SELECT COUNT(*) FROM task WHERE campaign_id = ${world.campaignId}`);

	test('X-03 Create Again is done once for each step: its retry creates nothing, another step does', async () => {
		const createAgain = true;
		const first = await run(STEP, { createAgain });
		expect(await run(STEP, { createAgain })).toEqual({ ...first, doneBefore: true });
		expect(await tasks()).toBe(3);
		const other = await run(OTHER, { createAgain });
		expect([other.doneBefore, other.runId === first.runId, await tasks()]).toEqual([false, false, 6]);
		await run(undefined, { createAgain });
		await run(undefined, { createAgain });
		expect(await tasks()).toBe(12);
	});

	test('X-03 its retry finds its own run also where another step has created again meanwhile', async () => {
		const createAgain = true;
		const first = await run(STEP, { createAgain });
		await run(OTHER, { createAgain });
		expect(await run(STEP, { createAgain })).toEqual({ ...first, doneBefore: true });
		expect(await tasks()).toBe(6);
	});

	test.each([false, true])('X-03 with a date worked out anew ("now") it is the same run although it is done; another step\'s is another (create again: %s)', async (createAgain) => {
		const first = await run(STEP, { createAgain, parameters: { dateAt: 1_000 } });
		expect(await run(STEP, { createAgain, parameters: { dateAt: 2_000 } })).toEqual({ ...first, doneBefore: true });
		expect(await tasks()).toBe(3);
		expect((await run(OTHER, { createAgain, parameters: { dateAt: 3_000 } })).doneBefore).toBe(false);
		expect(await count(store, `SELECT COUNT(DISTINCT due_at) FROM task WHERE campaign_id = ${world.campaignId}`)).toBe(2);
	});

	test('with other settings it is another run, of the same step too', async () => {
		await run(STEP);
		expect((await run(STEP, { settings: { ...world.tasks, type: 'Visit' } })).doneBefore).toBe(false);
		expect(await tasks()).toBe(6);
	});

	test.each([
		['before anything was made', 'before', processChunk.name],
		['before its answer was heard', 'after', processChunk.name],
		['as it had only begun', 'after', beginRun.name],
	] as const)('X-03 killed %s it is resumed, and makes each task once', async (_, moment, name) => {
		const createAgain = true;
		await run(OTHER);
		await expect(run(STEP, { createAgain }, brokenOff(store, moment, name))).rejects.toThrow('killed');
		const resumed = await run(STEP, { createAgain });
		expect(resumed.counts).toEqual({ selected: 3, done: 3, skipped: {}, notSent: {} });
		expect([await tasks(), await count(store, `SELECT COUNT(*) FROM process_run WHERE selection_id = ${selectionId}`)]).toEqual([6, 2]);
	});
});
