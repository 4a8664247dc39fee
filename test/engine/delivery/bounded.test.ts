import type { MessageResume, NamedMessages } from '../../../engine/delivery/messageChunks';
import { queueFailedAgain } from '../../../engine/delivery/queueFailedAgain';
import { settleUncertain } from '../../../engine/delivery/settleUncertain';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count, execute, insertRows, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { plans, queueOneWindow, settleOneWindow } from './boundedSteps';

const WINDOW = 1_000;
const LATER = Date.now() + 3_600_000;

describeStores('bounded work of a delivery', (newStore) => {
	let store: Store;
	let world: CampaignWorld;

	beforeAll(async () => {
		store = await newStore();
	});
	beforeEach(async () => {
		world = await CampaignWorld.in(store);
	});

	const mailed = async (messages: number, state: string) => {
		await world.queue(await world.contacts(messages));
		await execute(store, `UPDATE message SET state = '${state}' WHERE campaign_id = ${world.campaignId}`);
	};
	const ofCampaign = (): NamedMessages => ({ messageIds: null, campaignId: world.campaignId });
	const inState = (state: string) => count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId} AND state = '${state}'`);
	const idsOf = async () => (await query(store, `SELECT id FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`)).map((row) => Number(row.id));

	/** Window after window, each its own transaction; answers what each did. */
	async function windows(step: (resume: MessageResume | null) => Promise<{ changed: number; resume: MessageResume | null }>, between: () => Promise<unknown> = async () => undefined): Promise<number[]> {
		const changed: number[] = [];
		let resume: MessageResume | null = null;
		do {
			const done = await step(resume);
			changed.push(done.changed);
			resume = done.resume;
			await between();
		} while (resume !== null);
		return changed;
	}

	test('X-04 settling uncertain ones of a campaign goes a window at a time, and goes on where it was', async () => {
		await mailed(2 * WINDOW + 300, 'uncertain');
		const input = { ...ofCampaign(), decision: 'sent' as const };
		expect(await windows((resume) => store.run(settleOneWindow, { input, resume }))).toEqual([WINDOW, WINDOW, 300]);
		expect(await inState('sent')).toBe(2 * WINDOW + 300);
	});

	test('X-03 killed after a window and called again, what is left is settled and counted', async () => {
		await mailed(WINDOW + 50, 'uncertain');
		const input = { ...ofCampaign(), decision: 'failed' as const };
		await store.run(settleOneWindow, { input, resume: null });
		expect(await settleUncertain(store, input)).toBe(50);
		expect(await inState('failed')).toBe(WINDOW + 50);
		// Left by a person they may have arrived.
		expect(await queueFailedAgain(store, ofCampaign())).toBe(0);
	});

	test('what becomes uncertain meanwhile is not what the person decided about', async () => {
		await mailed(WINDOW + 2, 'uncertain');
		const last = (await idsOf()).at(-1) ?? 0;
		const input = { ...ofCampaign(), decision: 'sent' as const };
		const becomesUncertain = () => execute(store, `UPDATE message SET updated_at = ${LATER} WHERE id = ${last}`);
		expect(await windows((resume) => store.run(settleOneWindow, { input, resume }), becomesUncertain)).toEqual([WINDOW, 1]);
		expect(await inState('uncertain')).toBe(1);
		await execute(store, `UPDATE message SET state = 'sent' WHERE id = ${last}`);
	});

	test('X-04 queueing failed ones again goes a window at a time; of two that got one address the first takes it', async () => {
		await mailed(WINDOW + 100, 'failed');
		const address = `new@${world.domain}`;
		await execute(store, `UPDATE contact SET email = '${address}', email_key = '${address}' WHERE email IN ('person1@${world.domain}', 'person2@${world.domain}', 'person${WINDOW + 50}@${world.domain}')`);
		const input = ofCampaign();
		expect(await windows((resume) => store.run(queueOneWindow, { input, resume }))).toEqual([WINDOW, 100]);
		const taken = await query(store, `SELECT address FROM message WHERE campaign_id = ${world.campaignId} AND address IN ('${address}', 'person1@${world.domain}', 'person2@${world.domain}', 'person${WINDOW + 50}@${world.domain}') ORDER BY id`);
		expect(taken.map((row) => row.address)).toEqual([address, `person2@${world.domain}`, `person${WINDOW + 50}@${world.domain}`]);
		expect(await inState('queued')).toBe(WINDOW + 100);
		await execute(store, `UPDATE message SET state = 'sent' WHERE campaign_id = ${world.campaignId}`);
	});

	test('messages named one by one are all reached, each once, however many', async () => {
		await mailed(WINDOW + 200, 'uncertain');
		const ids = await idsOf();
		await execute(store, `UPDATE message SET state = 'sent' WHERE id IN (${ids.slice(0, WINDOW + 50).join(', ')})`);
		const named = [...ids.slice(0, -20).reverse(), ...ids];
		expect(await settleUncertain(store, { messageIds: named.filter((id) => id !== ids.at(-1)), campaignId: null, decision: 'failed' })).toBe(149);
		expect(await inState('uncertain')).toBe(1);
		await execute(store, `UPDATE message SET state = 'sent' WHERE campaign_id = ${world.campaignId}`);
	});

	test('X-04 no look-up of a delivery reads what is planned for later, or through: an index serves each', async () => {
		const message = (index: number, more: object) => ({ origin: 'manual', occurrence: '', recipient_kind: 2, recipient_id: index + 1, campaign_id: (index % 40) + 1_000, ...more });
		const many = (length: number, more: object) => insertRows(store, 'message', Array.from({ length }, (_, index) => message(index, more)));
		await many(3_000, { state: 'queued', next_attempt_at: LATER });
		await many(40_000, { state: 'sent' });
		await many(1_000, { state: 'queued' });
		await many(200, { state: 'queued', next_attempt_at: 5 });
		await many(2_000, { state: 'failed' });
		await many(100, { state: 'uncertain' });
		await execute(store, 'ANALYZE message');
		for (const campaignId of [null, 1_007]) {
			const plan = await store.run(plans, { worker: 'w', limit: 250, campaignId, afterId: 100, afterDue: { at: 3, id: 7 } });
			const { sameTime, due, fresh, counts, uncertain, failed } = plan;
			if (store.dialect === 'sqlite') {
				const unsettled = 'SEARCH message USING (COVERING )?INDEX message_by_state_next_attempt_at_id_part';
				expect(sameTime).toMatch(new RegExp(`^${unsettled} \\(state=\\? AND next_attempt_at=\\? AND id>\\?\\)$`));
				expect(due).toMatch(new RegExp(`^${unsettled} \\(state=\\? AND next_attempt_at>\\? AND next_attempt_at<\\?\\)$`));
				expect(fresh).toMatch(new RegExp(`^${unsettled} \\(state=\\? AND next_attempt_at=\\? AND id>\\?\\)$`));
				expect(counts).toMatch(new RegExp(`^${unsettled} \\(state=\\?\\)$`));
				for (const one of [uncertain, failed]) expect(one).toBe('SEARCH message USING INDEX message_by_campaign_id_state_id_part (campaign_id=? AND state=? AND id>?)');
				continue;
			}
			// Of a campaign with few left, PostgreSQL may rather read these by the campaign's index.
			expect(Object.values(plan).join('\n')).not.toContain('Seq Scan');
			if (campaignId !== null) continue;
			const unsettled = String.raw`Index Scan using message_by_state_next_attempt_at_id_part on message.*\n +Index Cond: .*\(state = 'queued'::text\) AND `;
			expect(sameTime).toMatch(new RegExp(String.raw`${unsettled}\(next_attempt_at = '3'::bigint\) AND \(id > '7'::bigint\)`));
			expect(due).toMatch(new RegExp(String.raw`${unsettled}\(next_attempt_at > '3'::bigint\) AND \(next_attempt_at <= '\d+'::bigint\)`));
			expect(fresh).toMatch(new RegExp(String.raw`${unsettled}\(next_attempt_at IS NULL\) AND \(id > '100'::bigint\)`));
			expect(counts).toContain('message_by_state_next_attempt_at_id_part');
			for (const one of [uncertain, failed]) expect(one).toMatch(/message_by_campaign_id_state_id_part.*\n +Index Cond: \(\(campaign_id = .*\(id > /);
			// In the index's own order: nothing is sorted, however much is due.
			expect([sameTime, due, fresh, uncertain, failed].join('\n')).not.toContain('Sort');
		}
	});
});
