import { deliver } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { sendTest } from '../../../engine/delivery/sendTest';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { FakeChannel } from '../../support/FakeChannel';
import { insertRow } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';

describeStores('messages of a campaign that nobody sends', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store = await newStore();
		world = await CampaignWorld.in(store);
	});

	const from = (address: string | null) => ({ name: null, address, replyTo: null });
	const deliverFrom = (address: string | null, channel: FakeChannel) =>
		deliver(store, channel, { campaignId: world.campaignId, from: from(address), links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null });
	const template = (fromEmail: string | null) => insertRow(store, 'template', { name: 'Offer', subject: 'x', html: '<p>x</p>', from_email: fromEmail });

	test.each([null, '', 'shop@', 'Shop <shop@example.com>'])('X-03 wait, as they were, while the delivery comes from %j; from an address they are sent, once', async (nobody) => {
		const selection = await world.select(await world.contacts(300));
		await world.process(selection, { ...world.messages, templateId: await template(null) }, { campaignId: world.campaignId });
		const channel = new FakeChannel();
		const { message: before } = await wholeStore(store);
		expect(await deliverFrom(nobody, channel)).toEqual({
			sent: 0, failed: 0, deferred: 0, uncertain: 0, notSent: 0, withoutSender: 300, withoutUnsubscribe: 0, ended: { kind: 'queue empty' },
		});
		expect(channel.mails).toEqual([]);
		expect((await wholeStore(store)).message).toEqual(before);
		expect(await deliverFrom('shop@example.com', channel)).toMatchObject({ sent: 300, withoutSender: 0 });
		expect(Math.max(...channel.byAddress().values())).toBe(1);
	});

	test.each(['shop@', 'shop', 'a@b@example.com'])('are not even made where the template comes from %j: the error names template and address, nothing is created', async (fromEmail) => {
		const templateId = await template(fromEmail);
		const selection = await world.select(await world.contacts(2));
		const before = await wholeStore(store);
		const says = { name: 'EngineError', code: 'invalid-input', message: `From Email of the template "Offer" is "${fromEmail}", which is no email address.` };
		for (const dryRun of [true, false]) {
			await expect(world.process(selection, { ...world.messages, templateId }, { campaignId: world.campaignId }, { dryRun })).rejects.toMatchObject(says);
		}
		const channel = new FakeChannel();
		const test = { templateId, to: 'me@example.com', kind: 'contact', recordId: null, campaignId: null, from: from('shop@example.com') } as const;
		await expect(sendTest(store, channel, test)).rejects.toMatchObject(says);
		expect(channel.mails).toEqual([]);
		expect(await wholeStore(store)).toEqual(before);
	});
});
