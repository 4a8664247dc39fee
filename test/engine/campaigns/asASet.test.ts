import { beginRun } from '../../../engine/campaigns/beginRun';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { watchedChunk, type Statement } from '../../support/watchedChunk';

const RECORDS = 20_000;
/** Windows of set work have 500 rows at least, however slow the machine; the first has 1,000 and each at most four times the last. */
const MOST_WINDOWS = RECORDS / 500;
const STATEMENTS_A_WINDOW = 10;

describeStores('a large selection', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	let selectionId: number;
	beforeAll(async () => {
		store = await newStore();
		world = await CampaignWorld.in(store);
		const people = [];
		for (let at = 0; at < RECORDS; at += 5_000) people.push(...(await world.contacts(5_000, (index) => ({ email: `p${at + index}@example.com` }))));
		selectionId = await world.select(people, { campaignId: world.campaignId });
	});

	test.each(['tasks', 'messages', 'campaign_link'] as const)('X-04 becomes %s in windows of many rows, by statements that no record adds to, and without reading a row', async (operation) => {
		const settings = operation === 'campaign_link' ? ({ operation, status: null } as const) : world[operation];
		const { id: runId } = await store.run(beginRun, { selectionId, settings, parameters: {}, createAgain: false });
		const statements: Statement[] = [];
		for (;;) {
			const chunk = await store.run(watchedChunk, { runId });
			statements.push(...chunk.statements);
			if (chunk.progress.state === 'done') break;
		}
		const table = { tasks: 'task', messages: 'message', campaign_link: 'campaign_member' }[operation];
		expect(await count(store, `SELECT COUNT(*) FROM ${table} WHERE campaign_id = ${world.campaignId}`)).toBe(RECORDS);
		expect(statements.length).toBeLessThanOrEqual(MOST_WINDOWS * STATEMENTS_A_WINDOW);
		expect(statements.filter(({ kind, rows }) => kind === 'insertMany' || rows > 20)).toEqual([]);
		// Not all at once either: nobody else could write meanwhile.
		const large = statements.filter(({ changes }) => changes >= 500);
		expect(large.length).toBeGreaterThanOrEqual(3);
		expect(Math.max(...large.map(({ changes }) => changes))).toBeLessThan(RECORDS);
	});
});
