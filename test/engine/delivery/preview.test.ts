import { setConsent, type SetConsentInput } from '../../../engine/consent/setConsent';
import { claimMessages } from '../../../engine/delivery/claimMessages';
import { deliver } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { previewDelivery, type DeliveryPreview } from '../../../engine/delivery/previewDelivery';
import { settleAndMark } from '../../../engine/delivery/settleMessages';
import { createCustomField, deleteCustomField } from '../../../engine/records/customFields';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { FakeChannel } from '../../support/FakeChannel';
import { count, execute, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';

const SHOP = 'shop@example.com';
const LATER = Date.now() + 86_400_000;

describeStores('the dry run of a delivery', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store = await newStore();
		world = await CampaignWorld.in(store);
	});

	const preview = (fromAddress: string | null = SHOP, campaignId: number | null = world.campaignId) => store.run(previewDelivery, { campaignId, fromAddress, unsubscribe: { required: false, page: false, channel: false } });
	const no = (who: Pick<SetConsentInput, 'address' | 'record'>, campaignId: number | null = null) =>
		store.run(setConsent, { ...who, decision: 'no', scope: campaignId === null ? 'all' : 'campaign', scopeRef: String(campaignId ?? ''), source: 'user', reason: null, proof: null, happenedAt: null });
	const addressed = (index: number) => ({ address: `person${index}@${world.domain}`, record: null });
	const recorded = (person: Ref | undefined) => ({ address: null, record: { kind: 'contact' as const, id: person?.id ?? 0 } });
	const messageOf = (person: Ref | undefined, set: string) => execute(store, `UPDATE message SET ${set} WHERE campaign_id = ${world.campaignId} AND recipient_id = ${person?.id ?? 0}`);
	const queueWith = async (template: Record<string, string>, people: readonly Ref[]) => {
		const templateId = await insertRow(store, 'template', { name: 'Other', subject: 'x', html: '<p>x</p>', ...template });
		await world.process(await world.select(people), { ...world.messages, templateId }, { campaignId: world.campaignId });
	};

	/** Foretells, looks whether anything was touched, delivers, and holds the one against the other. */
	const foretell = async (fromAddress: string | null, campaignId: number | null = world.campaignId): Promise<DeliveryPreview> => {
		const untouched = await wholeStore(store);
		const foretold = await preview(fromAddress, campaignId);
		expect(await preview(fromAddress, campaignId)).toEqual(foretold);
		expect(await wholeStore(store)).toEqual(untouched);

		const of = campaignId === null ? '' : `AND campaign_id = ${campaignId}`;
		const notSentBefore = await count(store, `SELECT COUNT(*) FROM message WHERE state = 'not_sent' ${of}`);
		const channel = new FakeChannel();
		const result = await deliver(store, channel, { campaignId, from: { name: null, address: fromAddress, replyTo: null }, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null });
		const reasons = await query(store, `SELECT reason, COUNT(*) AS many FROM message WHERE state = 'not_sent' ${of} GROUP BY reason`);
		const waiting = await count(store, `SELECT COUNT(*) FROM message WHERE state = 'queued' ${of}`);
		expect(foretold).toEqual({
			wouldSend: channel.mails.length,
			notSent: result.notSent,
			notSentReasons: notSentBefore > 0 ? foretold.notSentReasons : Object.fromEntries(reasons.map(({ reason, many }) => [reason, many])),
			wouldFail: result.failed,
			withoutSender: result.withoutSender,
			withoutUnsubscribe: result.withoutUnsubscribe,
			later: waiting - result.withoutSender - result.withoutUnsubscribe,
		});
		expect(result).toMatchObject({ sent: foretold.wouldSend, ended: { kind: 'queue empty' } });
		return foretold;
	};

	test.each([
		['an address of the node', SHOP, { wouldSend: 7, withoutSender: 0 }],
		['nobody', null, { wouldSend: 5, withoutSender: 2 }],
		['what is no address', 'shop@', { wouldSend: 5, withoutSender: 2 }],
	])('X-02 says to the message what the delivery then does, by reason, and touches nothing; from %s', async (_, from, senders) => {
		const people = await world.contacts(20);
		await world.queue(people.slice(0, 16));
		// Without a sender of their own; the second of them is opted out, which comes first.
		await queueWith({}, people.slice(16, 19));
		await no(addressed(18));
		// Opted out since: by address, by record, of this campaign in both ways. Of another campaign: still sent.
		await no(addressed(1));
		await no(recorded(people[1]));
		await no(addressed(3), world.campaignId);
		await no(recorded(people[3]), world.campaignId);
		await no(addressed(5), world.campaignId + 1);
		await deleteRecord(store, { kind: 'contact', id: people[5]?.id ?? 0, reassignTo: null });
		// Deleted and opted out: one reason is told.
		await no(addressed(7));
		await deleteRecord(store, { kind: 'contact', id: people[6]?.id ?? 0, reassignTo: null });
		// Not yet; opted out makes no difference then. Due again.
		await messageOf(people[7], `next_attempt_at = ${LATER}`);
		await messageOf(people[8], `next_attempt_at = ${LATER}`);
		await no(addressed(9));
		await messageOf(people[9], 'next_attempt_at = 1, attempts = 2');
		// Settled ones are nobody's business.
		await messageOf(people[10], `state = 'sent'`);
		await messageOf(people[11], `state = 'failed', holds_address = 0`);
		await messageOf(people[12], `state = 'uncertain'`);

		expect(await foretell(from)).toEqual({ notSent: 7, notSentReasons: { 'Opted out': 5, 'Record deleted': 2 }, wouldFail: 0, withoutUnsubscribe: 0, later: 2, ...senders });
	});

	test('X-02 counts what a killed delivery had claimed, once its lease is over, and not what it had on the wire', async () => {
		await world.queue(await world.contacts(10));
		const { messages } = await store.run(claimMessages, { worker: 'dead', limit: 6, campaignId: world.campaignId, afterId: 0 });
		await store.run(settleAndMark, { worker: 'dead', channel: 'fake', settled: [], mark: messages.slice(0, 2).map(({ id }) => id) });
		expect((await preview()).wouldSend).toBe(4);
		await execute(store, `UPDATE message SET lease_until = 1 WHERE claimed_by = 'dead'`);
		expect((await foretell(SHOP)).wouldSend).toBe(8);
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE state = 'uncertain'`)).toBe(2);
	});

	test('X-02 knows a template that can\'t be filled in any more: its messages would fail, who opted out among them would not be sent', async () => {
		await store.run(createCustomField, { kind: 'contact', name: 'colour', label: '', type: 'text', options: [] });
		const people = await world.contacts(5);
		await queueWith({ html: '{{ recipient.custom.colour }}' }, people.slice(0, 3));
		await world.queue(people.slice(3));
		await deleteCustomField(store, { kind: 'contact', name: 'colour' });
		await no(addressed(1));
		expect(await foretell(null)).toEqual({ wouldSend: 2, notSent: 1, notSentReasons: { 'Opted out': 1 }, wouldFail: 2, withoutSender: 0, withoutUnsubscribe: 0, later: 0 });
	});

	test('of one campaign leaves the others out; of all counts each', async () => {
		const people = await world.contacts(3);
		await world.queue(people);
		const other = await world.newCampaign('Other');
		await world.queue(people.slice(0, 2), { campaignId: other });
		await no(addressed(1), other);
		const none = { notSentReasons: {}, wouldFail: 0, withoutSender: 0, withoutUnsubscribe: 0, later: 0 };
		expect(await preview(SHOP, null)).toEqual({ ...none, wouldSend: 4, notSent: 1, notSentReasons: { 'Opted out': 1 } });
		expect(await foretell(SHOP, other)).toMatchObject({ wouldSend: 1, notSent: 1 });
		expect(await foretell(SHOP, null)).toEqual({ ...none, wouldSend: 3, notSent: 0 });
		expect(await foretell(SHOP, null)).toEqual({ ...none, wouldSend: 0, notSent: 0 });
	});
});
