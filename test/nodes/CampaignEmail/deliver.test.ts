import { itemsOf } from '../../harness';
import { wholeStore } from '../../support/wholeStore';
import { byId, NODE } from '../shared/NodeHost';
import { MailNodes } from './MailNodes';

const addresses = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index + 1}@example.com`);

describe('Campaign Email: deliver', () => {
	let scene: MailNodes;

	beforeAll(async () => {
		scene = await MailNodes.create();
	});

	afterAll(async () => {
		await scene.close();
	});

	test('VM-08 one mail per message, filled in, from the sender of the node; the messages are sent', async () => {
		const sink = await scene.sink({ keep: 'bodies' });
		const campaign = await scene.queued('First', 'ana@example.com', 'ben@example.com');
		const result = (await scene.deliver(campaign, sink, { fromName: 'The News' })).expect('success');
		expect(result.json(NODE)).toEqual([{ campaignId: campaign.id, sent: 2, failed: 0, deferred: 0, uncertain: 0, notSent: 0, withoutSender: 0, withoutUnsubscribe: 0, ended: 'queue empty', left: 0 }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 sent']);
		expect(sink.byRecipient()).toEqual(new Map([['ana@example.com', 1], ['ben@example.com', 1]]));
		expect(await scene.messages(campaign)).toMatchObject([{ state: 'sent', subject: 'For First ana', channel: 'smtp' }, { state: 'sent', subject: 'For First ben' }]);
	});

	test('X-03 run again it sends nothing', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Again', 'again@example.com');
		await scene.deliver(campaign, sink);
		expect((await scene.deliver(campaign, sink)).expect('success').json(NODE)).toMatchObject([{ sent: 0, ended: 'queue empty' }]);
		expect(sink.total()).toBe(1);
	});

	test('keeps to its rate, and ends at its limits with the rest still queued', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Limits', ...addresses('limit', 12));
		const first = (await scene.deliver(campaign, sink, { maxMessages: 4 })).expect('success');
		expect(first.json(NODE)).toMatchObject([{ sent: 4, ended: 'limit reached', left: 8 }]);
		expect(first.hints.map((hint) => hint.message)).toEqual(['4 sent, 8 still queued']);
		const start = performance.now();
		await scene.deliver(campaign, sink, { maxMessages: 6, rate: 5 });
		expect(performance.now() - start).toBeGreaterThan(900);
		const last = (await scene.deliver(campaign, sink, { maxMinutes: 0.02, rate: 0.5 })).expect('success');
		expect(last.json(NODE)).toMatchObject([{ ended: 'limit reached' }]);
		expect(sink.total()).toBeLessThan(12);
	});

	test('delivers every campaign that the items name, within one limit altogether', async () => {
		const sink = await scene.sink();
		const one = await scene.queued('Many one', ...addresses('mo', 3));
		const two = await scene.queued('Many two', ...addresses('mt', 3));
		const parameters = { campaign: byId('={{ $json.campaignId }}'), fromEmail: 'news@example.com', options: { maxMessages: 4 } };
		const items = itemsOf({ campaignId: one.id }, { campaignId: two.id }, { campaignId: one.id });
		const result = (await scene.run('deliver', parameters, { port: sink.port, items })).expect('success');
		expect(result.json(NODE)).toMatchObject([{ campaignId: one.id, sent: 3 }, { campaignId: two.id, sent: 1, left: 2 }]);
		expect(result.items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const rest = await scene.run('deliver', { which: 'all', fromEmail: 'news@example.com' }, { port: sink.port });
		expect(rest.expect('success').json(NODE)).toMatchObject([{ campaignId: null, ended: 'queue empty' }]);
		expect(await scene.states(two)).toEqual(['sent', 'sent', 'sent']);
	});

	test('VM-08 of several campaigns each comes from the sender its item names, and one that fails leaves the others what they came to', async () => {
		const sink = await scene.sink();
		const one = await scene.queued('Own sender one', 'os1@example.com');
		const two = await scene.queued('Own sender two', 'os2@example.com');
		const parameters = { campaign: byId('={{ $json.campaignId }}'), fromEmail: '={{ $json.from }}' };
		const items = itemsOf({ campaignId: one.id, from: 'north@example.com' }, { campaignId: 4711, from: 'x@example.com' }, { campaignId: two.id, from: 'south@example.com' });
		const result = (await scene.run('deliver', parameters, { port: sink.port, items, node: { onError: 'continueErrorOutput' } })).expect('success');
		expect(result.items(NODE)).toMatchObject([{ json: { campaignId: one.id, sent: 1 }, pairedItem: { item: 0 } }, { json: { campaignId: two.id, sent: 1 }, pairedItem: { item: 2 } }]);
		expect(result.items(NODE, 1)).toMatchObject([{ json: { error: 'There is no campaign with id 4711: it was deleted, or never existed.' }, pairedItem: { item: 1 } }]);
		expect(sink.accepted().map(({ from }) => from)).toEqual(['north@example.com', 'south@example.com']);
	});

	test('without any setting it delivers the campaign that the process before it hands on', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Handed on', 'handed@example.com');
		const result = await scene.run('deliver', { fromEmail: 'news@example.com' }, { port: sink.port, items: itemsOf({ campaignId: campaign.id }) });
		expect(result.expect('success').json(NODE)).toMatchObject([{ campaignId: campaign.id, sent: 1 }]);
	});

	test('an unreachable server is a clear error, and all are queued', async () => {
		const campaign = await scene.queued('Unreachable', 'u1@example.com', 'u2@example.com');
		const result = await scene.run('deliver', { campaign: byId(campaign.id), fromEmail: 'news@example.com' });
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringMatching(/^Mails can't be handed over: /), description: 'Check the credential, and whether the server can be reached. All messages are back in the queue.' });
		expect(await scene.states(campaign)).toEqual(['queued', 'queued']);
	});

	test('nobody to come from is a clear error, and all are queued', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('No sender', 'n1@example.com');
		const { message: before } = await wholeStore(scene.nodes.store);
		const result = await scene.run('deliver', { campaign: byId(campaign.id) }, { port: sink.port });
		expect(result.error).toMatchObject({ message: 'It is not said whom the mails come from (1 message).', description: expect.stringContaining('From Email') });
		expect((await wholeStore(scene.nodes.store)).message).toEqual(before);
		expect(sink.total()).toBe(0);
	});

	test('what the server refuses is failed with its words, what it refuses for now waits', async () => {
		const sink = await scene.sink({
			mails: [
				{ recipient: 'no@example.com', does: { kind: 'refuse-recipient', code: 550, text: '5.1.1 No such mailbox' } },
				{ recipient: 'later@example.com', does: { kind: 'refuse-recipient', code: 451, text: '4.2.0 Greylisted' } },
			],
		});
		const campaign = await scene.queued('Refused', 'no@example.com', 'later@example.com', 'yes@example.com');
		const result = (await scene.deliver(campaign, sink)).expect('success');
		expect(result.json(NODE)).toMatchObject([{ sent: 1, failed: 1, deferred: 1, left: 1 }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['1 sent, 1 failed, 1 refused for now, tried again later, 1 still queued']);
		expect(await scene.messages(campaign)).toMatchObject([
			{ state: 'failed', server_reply: expect.stringContaining('No such mailbox') },
			{ state: 'queued' },
			{ state: 'sent' },
		]);
	});

	test('VM-13 who said no since the message was made gets nothing', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Said no', 'saidno@example.com');
		await scene.nodes.json('crmConsent', { operation: 'set', email: 'saidno@example.com' });
		const result = (await scene.deliver(campaign, sink)).expect('success');
		expect(result.json(NODE)).toMatchObject([{ sent: 0, notSent: 1 }]);
		expect(sink.total()).toBe(0);
	});

	test.each([
		['a campaign that an expression leaves empty', { campaign: byId('={{ $json.none }}') }, 'No Campaign is chosen.'],
		['a sender that is no address', { which: 'all', fromEmail: 'news@' }, 'From Email: "news@" is no email address.'],
		['a reply address that is none', { which: 'all', fromEmail: 'news@example.com', options: { replyTo: 'answers' } }, 'Reply To: "answers" is no email address.'],
		['too many connections', { which: 'all', options: { connections: 500 } }, 'Connections: 500 is not possible.'],
		['a rate that is none', { which: 'all', options: { rate: '={{ "fast" }}' } }, 'Messages per Second: fast is not possible.'],
	])('bad input: %s is a clear error', async (_, parameters, message) => {
		const result = await scene.run('deliver', parameters);
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message, description: expect.stringMatching(/\S/) });
	});
});
