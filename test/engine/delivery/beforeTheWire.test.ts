import { setConsent } from '../../../engine/consent/setConsent';
import { claimMessages } from '../../../engine/delivery/claimMessages';
import { deliver } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { settleAndMark } from '../../../engine/delivery/settleMessages';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { FakeChannel } from '../../support/FakeChannel';
import { query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { watchedStore } from '../../support/watchedStore';

/** Says it of the second of three people. */
type Say = (second: Ref) => Promise<unknown>;

/** Reads what mails are filled in with: between the claim and the mark "sending". */
const RENDERING = 'delivery.renderingFacts';

describeStores('what is said between a message and the wire', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});

	const consent = (decision: 'no' | 'lift', who: 'address' | 'record', campaignId: number | null): Say => (second) =>
		store.run(setConsent, {
			decision,
			address: who === 'address' ? `PERSON2@${world.domain}` : null,
			record: who === 'record' ? { kind: 'contact', id: second.id } : null,
			scope: campaignId === null ? 'all' : 'campaign',
			scopeRef: campaignId === null ? '' : String(campaignId),
			source: 'user', reason: 'said so', proof: null, happenedAt: null,
		});

	/** Three messages, delivered; it is said at that moment, once. Answers what the channel got, and how the messages ended. */
	const deliverWhile = async (moment: Moment, say: Say) => {
		const people = await world.contacts(3);
		const second = people[1] ?? { kind: 'contact', id: 0 };
		await world.queue(people);
		let said = false;
		const sayOnce = async () => {
			if (said) return;
			said = true;
			await say(second);
		};
		if (moment === 'after it was created') await sayOnce();
		const watched = watchedStore(store, {
			before: async (name) => {
				if (moment === 'before the mark' && name === settleAndMark.name) await sayOnce();
			},
			after: async (name) => {
				if (moment === 'after it was claimed' && name === claimMessages.name) await sayOnce();
				if (moment === 'while it was filled in' && name === RENDERING) await sayOnce();
			},
		});
		const channel = new FakeChannel();
		const result = await deliver(watched, channel, {
			campaignId: world.campaignId, from: { name: null, address: null, replyTo: null }, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null,
		});
		expect(said).toBe(true);
		const rows = await query(
			store,
			`SELECT state, reason_class, reason, reason_f, holds_address, claimed_by, lease_until, sending_at, sent_at, attempts FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`,
		);
		return { result, rows, to: channel.mails.map((mail) => mail.to.address.split('@')[0]) };
	};

	type Moment = (typeof MOMENTS)[number];
	const MOMENTS = ['after it was created', 'after it was claimed', 'while it was filled in', 'before the mark'] as const;

	const notSent = (reason: string) => ({
		state: 'not_sent', reason_class: 'policy', reason, reason_f: reason.toLowerCase(), holds_address: 0, claimed_by: null, lease_until: null, sending_at: null, sent_at: null, attempts: 0,
	});

	describe.each(MOMENTS)('%s', (moment) => {
		test.each<[string, string, () => Say]>([
			['a no on the address', 'Opted out', () => consent('no', 'address', null)],
			['a no on the record', 'Opted out', () => consent('no', 'record', null)],
			['a no on the address for this campaign', 'Opted out', () => consent('no', 'address', world.campaignId)],
			['a no on the record for this campaign', 'Opted out', () => consent('no', 'record', world.campaignId)],
			['a deletion', 'Record deleted', () => (second) => deleteRecord(store, { kind: 'contact', id: second.id, reassignTo: null })],
		])('VM-12 %s holds: not sent for "%s", never handed to the channel, the others are sent', async (_, reason, say) => {
			const { result, rows, to } = await deliverWhile(moment, say());
			expect(to).toEqual(['person1', 'person3']);
			expect(result).toMatchObject({ sent: 2, notSent: 1, failed: 0, deferred: 0, uncertain: 0 });
			expect(rows).toEqual([expect.objectContaining({ state: 'sent' }), notSent(reason), expect.objectContaining({ state: 'sent' })]);
		});

		test.each<[string, () => Say]>([
			['a no for another campaign', () => consent('no', 'address', world.campaignId + 1_000)],
			['a no that is lifted again', () => async (second) => {
				await consent('no', 'record', null)(second);
				await consent('lift', 'record', null)(second);
			}],
		])('%s keeps nobody from it', async (_, say) => {
			const { result, to } = await deliverWhile(moment, say());
			expect(to).toEqual(['person1', 'person2', 'person3']);
			expect(result).toMatchObject({ sent: 3, notSent: 0 });
		});
	});
});
