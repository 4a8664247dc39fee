import { setConsent } from '../../../engine/consent/setConsent';
import { deliver } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { recordEvent } from '../../../engine/events/recordEvent';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { FakeChannel } from '../../support/FakeChannel';
import { query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('addresses that mails came back from', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store = await newStore();
		world = await CampaignWorld.in(store);
	});

	const send = async (campaignId: number) =>
		await deliver(store, new FakeChannel(), { campaignId, from: { name: null, address: null, replyTo: null }, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null });
	const reasons = (campaignId: number) =>
		query(store, `SELECT address_key, reason_class, reason FROM message WHERE campaign_id = ${campaignId} AND state = 'not_sent' ORDER BY address_key`);
	const no = (address: string) =>
		store.run(setConsent, { decision: 'no', address, record: null, scope: 'all', scopeRef: '', source: 'user', reason: null, proof: null, happenedAt: null });
	const bounce = async (address: string) => {
		const [message] = await query(store, `SELECT id FROM message WHERE address_key = '${address}' AND state = 'sent'`);
		await store.run(recordEvent, { messageId: Number(message?.['id']), kind: 'bounced', happenedAt: null, link: null, bounce: 'hard', machine: false, eventId: null });
	};

	test('VM-12 are not mailed again, as a fault of the address; who opted out besides is told as that', async () => {
		const people = await world.contacts(3);
		await world.queue(people);
		expect(await send(world.campaignId)).toMatchObject({ sent: 3 });
		await bounce(`person1@${world.domain}`);
		await bounce(`person2@${world.domain}`);
		await no(`person2@${world.domain}`);
		const next = await world.newCampaign('Next');
		await world.queue(people, { campaignId: next });
		expect(await send(next)).toMatchObject({ sent: 1, notSent: 0 });
		expect(await reasons(next)).toEqual([
			{ address_key: `person1@${world.domain}`, reason_class: 'address', reason: 'Mails to this address came back' },
			{ address_key: `person2@${world.domain}`, reason_class: 'policy', reason: 'Opted out' },
		]);
	});

	test('VM-12 are not mailed either where the mail came back while the next one was waiting', async () => {
		const people = await world.contacts(2);
		await world.queue(people);
		await send(world.campaignId);
		const next = await world.newCampaign('Next');
		await world.queue(people, { campaignId: next });
		await bounce(`person1@${world.domain}`);
		expect(await send(next)).toMatchObject({ sent: 1, notSent: 1 });
		expect(await reasons(next)).toEqual([{ address_key: `person1@${world.domain}`, reason_class: 'address', reason: 'Mails to this address came back' }]);
	});
});
