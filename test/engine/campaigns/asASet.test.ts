import { beginRun } from '../../../engine/campaigns/beginRun';
import type { ProcessSettings } from '../../../engine/campaigns/ProcessRun';
import { createCustomField } from '../../../engine/records/customFields';
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
		await store.run(createCustomField, { kind: 'contact', name: 'note', label: 'Note', type: 'text', options: [] });
		world = await CampaignWorld.in(store);
		const people = [];
		for (let at = 0; at < RECORDS; at += 5_000) people.push(...(await world.contacts(5_000, (index) => ({ email: `p${at + index}@example.com` }))));
		selectionId = await world.select(people, { campaignId: world.campaignId });
	});

	const settingsOf = (operation: 'tasks' | 'messages' | 'campaign_link' | 'edit' | 'fair'): ProcessSettings => {
		if (operation === 'campaign_link') return { operation, status: null };
		return operation === 'edit' ? { operation, changes: { contact: [{ field: 'city', value: 'Roma' }, { field: 'custom.note', value: 'Élan' }] } } : world[operation];
	};

	test.each(['tasks', 'messages', 'campaign_link', 'edit', 'fair'] as const)('X-04 becomes %s in windows of many rows, by statements that no record adds to, and without reading a row', async (operation) => {
		const { id: runId } = await store.run(beginRun, { selectionId, settings: settingsOf(operation), parameters: { dateAt: 1_000 }, createAgain: false });
		const statements: Statement[] = [];
		for (;;) {
			const chunk = await store.run(watchedChunk, { runId });
			statements.push(...chunk.statements);
			if (chunk.progress.state === 'done') break;
		}
		const inCampaign = `campaign_id = ${world.campaignId}`;
		const rows = {
			tasks: `task WHERE ${inCampaign}`, messages: `message WHERE ${inCampaign}`, campaign_link: `campaign_member WHERE ${inCampaign}`, edit: `contact WHERE city_f = 'roma'`, fair: 'event_participant',
		}[operation];
		expect(await count(store, `SELECT COUNT(*) FROM ${rows}`)).toBe(RECORDS);
		expect(statements.length).toBeLessThanOrEqual(MOST_WINDOWS * STATEMENTS_A_WINDOW);
		expect(statements.filter(({ kind, rows }) => kind === 'insertMany' || rows > 20)).toEqual([]);
		// Not all at once either: nobody else could write meanwhile.
		const large = statements.filter(({ changes }) => changes >= 500);
		expect(large.length).toBeGreaterThanOrEqual(3);
		expect(Math.max(...large.map(({ changes }) => changes))).toBeLessThan(RECORDS);
	});
});
