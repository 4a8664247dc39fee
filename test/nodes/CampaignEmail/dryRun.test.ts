import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { execute } from '../../support/rows';
import { wholeStore } from '../../support/wholeStore';
import { byId, NODE } from '../shared/NodeHost';
import { MailNodes } from './MailNodes';

describe('Campaign Email: dry runs', () => {
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

	test('X-02 says how many calls a service would be asked at least, whatever the template\'s logic; no credential is needed for it', async () => {
		const campaign = await scene.queued('By service', 'c1@example.com', 'c2@example.com');
		const dry = (await scene.run('deliver', { service: 'sendgrid', campaign: byId(campaign.id), fromEmail: 'news@example.com', options: { dryRun: true } })).expect('success');
		expect(dry.json(NODE)).toMatchObject([{ wouldSend: 2, calls: 1 }]);
		expect(dry.hints.map((hint) => hint.message)).toEqual([expect.stringContaining('2 would be sent in at least 1 call,')]);
	});

	test('X-02 tells how many failed messages would be queued again, and how many uncertain ones settled; then they are', async () => {
		const campaign = await scene.queued('Broken', 'b1@example.com', 'b2@example.com', 'b3@example.com');
		const [one, two, three] = (await scene.messages(campaign)).map((message) => Number(message['id']));
		await execute(scene.nodes.store, `UPDATE message SET state = 'failed', reason_class = 'server' WHERE id IN (${one}, ${two})`);
		await execute(scene.nodes.store, `UPDATE message SET state = 'uncertain' WHERE id = ${three}`);
		const before = await wholeStore(scene.nodes.store);
		const ask = async (operation: string, parameters: INodeParameters, items?: INodeExecutionData[]) => (await scene.run(operation, { ...parameters, options: { dryRun: true } }, { items })).expect('success');
		const ofCampaign = byId(campaign.id);
		expect((await ask('queueAgain', { ofCampaign })).json(NODE)).toEqual([{ campaignId: campaign.id, dryRun: true, wouldQueue: 2 }]);
		expect((await ask('queueAgain', { whichMessages: 'items' }, itemsOf({ kind: 'message', id: one ?? 0 }, { kind: 'message', id: three ?? 0 }))).json(NODE)).toEqual([{ dryRun: true, wouldQueue: 1 }]);
		const settle = await ask('settleUncertain', { ofCampaign, decision: 'queue' });
		expect(settle.json(NODE)).toEqual([{ campaignId: campaign.id, dryRun: true, wouldSettle: 1, decision: 'queue' }]);
		expect(settle.hints.map((hint) => hint.message)).toEqual(['Dry run, nothing was changed: 1 would be settled']);
		expect(await wholeStore(scene.nodes.store)).toEqual(before);
		expect((await scene.run('queueAgain', { ofCampaign })).expect('success').json(NODE)).toEqual([{ campaignId: campaign.id, queued: 2 }]);
		expect((await scene.run('settleUncertain', { ofCampaign, decision: 'queue' })).expect('success').json(NODE)).toEqual([{ campaignId: campaign.id, settled: 1, decision: 'queue' }]);
	});

	test('X-02 tells what would be logged of what other nodes sent, and logs nothing', async () => {
		await scene.nodes.record('contact', { name: 'Elsewhere', email: 'elsewhere@example.com' });
		const before = await wholeStore(scene.nodes.store);
		const items = itemsOf({ to: 'elsewhere@example.com' }, { to: 'unknown@example.com' });
		const result = (await scene.run('log', { toEmail: '={{ $json.to }}', options: { dryRun: true } }, { items })).expect('success');
		expect(result.json(NODE)).toEqual([{ logged: false, wouldBeLogged: true }, { logged: false, reason: expect.stringContaining('no contact') }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['Dry run, nothing was logged: 1 would be, 1 left out: no contact, lead or account for their recipient']);
		expect(await wholeStore(scene.nodes.store)).toEqual(before);
	});
});
