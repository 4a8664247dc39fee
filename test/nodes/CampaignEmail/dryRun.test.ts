import { wholeStore } from '../../support/wholeStore';
import { byId, NODE } from '../shared/NodeHost';
import { MailNodes } from './MailNodes';

describe('Campaign Email: the dry run of a delivery', () => {
	let scene: MailNodes;

	beforeAll(async () => {
		scene = await MailNodes.create();
	});

	afterAll(async () => {
		await scene.close();
	});

	test('X-02 tells what the delivery then does, needs no mail server, and writes nothing', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Foretold', 'f1@example.com', 'f2@example.com', 'f3@example.com');
		await scene.nodes.json('crmConsent', { operation: 'set', email: 'f2@example.com' });
		const before = await wholeStore(scene.nodes.store);
		const parameters = { campaign: byId(campaign.id), fromEmail: 'news@example.com', options: { dryRun: true } };
		const dry = (await scene.run('deliver', parameters)).expect('success');
		expect(dry.json(NODE)).toEqual([
			{ campaignId: campaign.id, dryRun: true, wouldSend: 2, notSent: 1, notSentReasons: { 'Opted out': 1 }, wouldFail: 0, withoutSender: 0, withoutUnsubscribe: 0, later: 0 },
		]);
		expect(dry.hints.map((hint) => hint.message)).toEqual(['Dry run, nothing was sent: 2 would be sent, 1 not any more (opted out or deleted), 0 later, 0 have no sender, 0 no way to unsubscribe']);
		expect(await wholeStore(scene.nodes.store)).toEqual(before);
		expect((await scene.deliver(campaign, sink)).expect('success').json(NODE)).toMatchObject([{ sent: 2, notSent: 1, withoutSender: 0, left: 0 }]);
	});

	test('X-02 says how many nobody sends', async () => {
		const campaign = await scene.queued('Senderless', 's1@example.com');
		const dry = (await scene.run('deliver', { campaign: byId(campaign.id), options: { dryRun: true } })).expect('success');
		expect(dry.json(NODE)).toMatchObject([{ wouldSend: 0, withoutSender: 1 }]);
	});

	test('X-02 says how many calls a service would be asked, whatever the template\'s logic; no credential is needed for it', async () => {
		const campaign = await scene.queued('By service', 'c1@example.com', 'c2@example.com');
		const dry = (await scene.run('deliver', { service: 'sendgrid', campaign: byId(campaign.id), fromEmail: 'news@example.com', options: { dryRun: true } })).expect('success');
		expect(dry.json(NODE)).toMatchObject([{ wouldSend: 2, calls: 1 }]);
		expect(dry.hints.map((hint) => hint.message)).toEqual([expect.stringContaining('2 would be sent in 1 call,')]);
	});
});
