import { itemsOf } from '../../harness';
import { execute } from '../../support/rows';
import { byId, NODE } from '../shared/NodeHost';
import { condition, records, rows } from '../shared/tabs';
import { MailNodes } from './MailNodes';

describe('Campaign Email: send test, queue again, settle, log', () => {
	let scene: MailNodes;

	beforeAll(async () => {
		scene = await MailNodes.create();
	});

	afterAll(async () => {
		await scene.close();
	});

	test('VM-03 a test goes to oneself, filled in with a record, and leaves nothing behind', async () => {
		const sink = await scene.sink();
		const lead = await scene.nodes.record('lead', { name: 'Lea', email: 'lea@example.com' });
		const parameters = { testTemplate: byId(scene.template.id), testTo: 'me@example.com', testKind: 'lead', testRecord: String(lead.id), fromEmail: 'news@example.com' };
		const result = (await scene.run('sendTest', parameters, { port: sink.port })).expect('success');
		expect(result.json(NODE)).toMatchObject([{ to: 'me@example.com', subject: 'For Lea', filledInWith: { kind: 'lead', id: lead.id } }]);
		expect(result.hints.map((hint) => hint.message)).toEqual([`Test sent to me@example.com, filled in with lead ${lead.id}`]);
		expect(sink.byRecipient()).toEqual(new Map([['me@example.com', 1]]));
		expect(await scene.nodes.json('crmSegment', records({ message: [{ allRecords: true }] }))).toEqual([]);
	});

	test('VM-03 each item gets its test: template, recipient and sender as it says; the same is sent once, one that fails leaves the others', async () => {
		const sink = await scene.sink();
		const other = await scene.nodes.record('template', { name: 'Reminder', subject: 'Again', html: '<p>Again</p>' });
		await scene.nodes.record('contact', { name: 'Someone', email: 'someone@example.com' });
		const parameters = { testTemplate: byId('={{ $json.template }}'), testTo: '={{ $json.to }}', fromEmail: '={{ $json.from }}' };
		const items = itemsOf(
			{ template: scene.template.id, to: 'me@example.com', from: 'one@example.com' },
			{ template: 999, to: 'me@example.com', from: 'one@example.com' },
			{ template: other.id, to: 'you@example.com', from: 'two@example.com' },
			{ template: scene.template.id, to: 'me@example.com', from: 'one@example.com' },
		);
		const result = (await scene.run('sendTest', parameters, { port: sink.port, items, node: { onError: 'continueErrorOutput' } })).expect('success');
		expect(result.items(NODE)).toMatchObject([{ json: { to: 'me@example.com' }, pairedItem: { item: 0 } }, { json: { to: 'you@example.com', subject: 'Again' }, pairedItem: { item: 2 } }]);
		expect(result.items(NODE, 1)).toMatchObject([{ json: { error: expect.stringContaining('Template 999 does not exist') }, pairedItem: { item: 1 } }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 tests sent to me@example.com, you@example.com']);
		expect(sink.byRecipient()).toEqual(new Map([['me@example.com', 1], ['you@example.com', 1]]));
	});

	test.each([
		['an address that is none', { testTo: 'me' }, 'To Email: "me" is no email address.'],
		['a template that is gone', { testTemplate: byId(999) }, '999'],
		['a campaign that is gone', { testCampaign: byId(999) }, 'There is no campaign with id 999'],
		['a record that is gone', { testRecord: '999' }, 'There is nobody among the leads'],
		['a kind that gets no mail', { testKind: '={{ "task" }}' }, 'There is no recipient of kind "task".'],
	])('bad input: a test with %s is a clear error', async (_, parameters, message) => {
		const good = { testTemplate: byId(scene.template.id), testTo: 'me@example.com', testKind: 'lead', fromEmail: 'news@example.com' };
		const result = await scene.run('sendTest', { ...good, ...parameters });
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('a test to a server that can\'t be handed over is a clear error', async () => {
		const result = await scene.run('sendTest', { testTemplate: byId(scene.template.id), testTo: 'me@example.com', testKind: 'lead', fromEmail: 'news@example.com' });
		expect(result.error).toMatchObject({ message: expect.stringMatching(/^The test was not sent: /), description: 'Check the SMTP credential and the address.' });
	});

	test('failed messages are queued again, of a campaign or one by one, and then sent', async () => {
		const refuse = { recipient: '*', times: 1, does: { kind: 'refuse-recipient', code: 550, text: '5.7.1 Not today' } } as const;
		const sink = await scene.sink({ mails: [refuse] });
		const campaign = await scene.queued('Failed', 'f1@example.com', 'f2@example.com');
		await scene.deliver(campaign, sink);
		expect(await scene.states(campaign)).toEqual(['failed', 'failed']);
		const [first] = await scene.messages(campaign);
		const one = await scene.run('queueAgain', { whichMessages: 'items' }, { items: itemsOf({ kind: 'message', id: first?.['id'] ?? 0 }) });
		expect(one.expect('success').json(NODE)).toEqual([{ queued: 1 }]);
		expect(await scene.states(campaign)).toEqual(['queued', 'failed']);
		const rest = await scene.run('queueAgain', { ofCampaign: byId(campaign.id) });
		expect(rest.expect('success').hints.map((hint) => hint.message)).toEqual(['1 queued again']);
		await scene.deliver(campaign, sink);
		expect(await scene.states(campaign)).toEqual(['sent', 'sent']);
	});

	test('X-03 a message whose answer was lost waits for a person, who settles it', async () => {
		const sink = await scene.sink({ mails: [{ recipient: '*', times: 1, does: { kind: 'drop-after-storing' } }] });
		const campaign = await scene.queued('Uncertain', 'lost@example.com');
		const result = (await scene.deliver(campaign, sink)).expect('success');
		expect(result.json(NODE)).toMatchObject([{ sent: 0, uncertain: 1 }]);
		expect(result.hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringContaining('1 uncertain') }));
		await scene.deliver(campaign, sink);
		expect(sink.total()).toBe(1);
		const settled = await scene.run('settleUncertain', { ofCampaign: byId(campaign.id), decision: 'sent' });
		expect(settled.expect('success').json(NODE)).toEqual([{ campaignId: campaign.id, settled: 1, decision: 'sent' }]);
		expect(await scene.states(campaign)).toEqual(['sent']);
	});

	test('X-03 each campaign that the items name gets its turn, once: failed messages of all are queued again, uncertain ones settled as each item decides', async () => {
		const [one, two] = [await scene.queued('Turn one', 't1@example.com', 't2@example.com'), await scene.queued('Turn two', 't3@example.com', 't4@example.com')];
		const of = (campaign: typeof one, state: string) => execute(scene.nodes.store, `UPDATE message SET state = '${state}', reason_class = NULL WHERE campaign_id = ${Number(campaign.id)}`);
		await of(one, 'failed');
		await of(two, 'failed');
		const ofCampaign = byId('={{ $json.campaign }}');
		const items = itemsOf({ campaign: one.id, decision: 'sent' }, { campaign: two.id, decision: 'failed' }, { campaign: one.id, decision: 'sent' });
		const dry = (await scene.run('queueAgain', { ofCampaign, options: { dryRun: true } }, { items })).expect('success');
		expect(dry.json(NODE)).toEqual([one, two].map(({ id }) => ({ campaignId: id, dryRun: true, wouldQueue: 2 })));
		const queued = (await scene.run('queueAgain', { ofCampaign }, { items })).expect('success');
		expect(queued.json(NODE)).toEqual([{ campaignId: one.id, queued: 2 }, { campaignId: two.id, queued: 2 }]);
		expect(queued.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(queued.hints.map(({ message }) => message)).toEqual(['4 queued again']);
		expect([...(await scene.states(one)), ...(await scene.states(two))]).toEqual(['queued', 'queued', 'queued', 'queued']);

		await of(one, 'uncertain');
		await of(two, 'uncertain');
		const settled = (await scene.run('settleUncertain', { ofCampaign, decision: '={{ $json.decision }}' }, { items })).expect('success');
		expect(settled.json(NODE)).toEqual([{ campaignId: one.id, settled: 2, decision: 'sent' }, { campaignId: two.id, settled: 2, decision: 'failed' }]);
		expect([...(await scene.states(one)), ...(await scene.states(two))]).toEqual(['sent', 'sent', 'failed', 'failed']);
	});

	test.each(['queueAgain', 'settleUncertain'])('%s does nothing for the first item\'s campaign where another item names none', async (operation) => {
		const campaign = await scene.queued(`Half ${operation}`, 'h1@example.com');
		await execute(scene.nodes.store, `UPDATE message SET state = '${operation === 'queueAgain' ? 'failed' : 'uncertain'}', reason_class = NULL WHERE campaign_id = ${Number(campaign.id)}`);
		const before = await scene.states(campaign);
		const result = await scene.run(operation, { ofCampaign: byId('={{ $json.campaign }}') }, { items: itemsOf({ campaign: campaign.id }, { campaign: '' }) });
		expect(result.error).toMatchObject({ message: expect.stringContaining('Campaign'), description: expect.stringMatching(/\S/) });
		expect(await scene.states(campaign)).toEqual(before);
	});

	test.each(['queueAgain', 'settleUncertain'])('%s refuses items that are no messages: their ids would be somebody else\'s messages', async (operation) => {
		const result = await scene.run(operation, { whichMessages: 'items' }, { items: itemsOf({ kind: 'contact', id: 1 }) });
		expect(result.error).toMatchObject({ message: 'Item 0 is no message.', description: expect.stringContaining('Return Records') });
	});

	test('VM-01 what another node sent is logged with its recipient: contact, else lead, else account; once by its ID', async () => {
		const campaign = await scene.nodes.record('campaign', { name: 'Elsewhere' });
		const contact = await scene.nodes.record('contact', { name: 'Con', email: 'both@example.com' });
		await scene.nodes.record('lead', { name: 'Lead', email: 'both@example.com' });
		const parameters = {
			toEmail: '={{ $json.to }}',
			logFields: { campaign: byId('={{ $json.campaign }}'), subject: 'Hello', externalId: '={{ $json.messageId }}', sentAt: '2026-11-01T10:00:00', description: 'By hand' },
		};
		const items = itemsOf(
			{ to: 'BOTH@example.com', messageId: 'a', campaign: campaign.id },
			{ to: 'nobody@example.com', messageId: 'b', campaign: campaign.id },
			{ to: 'both@example.com', messageId: 'a', campaign: campaign.id },
			{ to: 'both@example.com', messageId: 'c', campaign: '' },
		);
		const result = (await scene.run('log', parameters, { items })).expect('success');
		expect(result.json(NODE)).toMatchObject([{ kind: 'message', logged: true }, { logged: false, reason: expect.stringContaining('no contact') }, { kind: 'message', logged: false }, { logged: true }]);
		expect(result.items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 logged, 1 logged before, 1 left out: no contact, lead or account for their recipient']);
		expect(await scene.messages(campaign)).toMatchObject([{ state: 'sent', contact_id: contact.id, subject: 'Hello', channel: 'email', date_at: '2026-11-01T09:00:00.000Z', description: 'By hand' }]);
	});

	test('VM-01 an SMS is logged by the record it went to', async () => {
		const account = await scene.nodes.record('account', { name: 'Acme' });
		const result = await scene.run('log', { logChannel: 'sms', recipientBy: 'record', recipientKind: 'account', recipientId: String(account.id) });
		result.expect('success');
		const found = await scene.nodes.json('crmSegment', records({ message: [{ all: rows(condition('account_id', 'is', String(account.id))) }] }));
		expect(found).toMatchObject([{ channel: 'sms', state: 'sent', account_name: 'Acme' }]);
	});

	test('VM-01 each item is logged as what it was, and in its own campaign; one whose campaign is gone goes to the error output', async () => {
		const [one, two] = [await scene.nodes.record('campaign', { name: 'Log one' }), await scene.nodes.record('campaign', { name: 'Log two' })];
		const parameters = { logChannel: '={{ $json.what }}', toEmail: 'both@example.com', logFields: { campaign: byId('={{ $json.campaign }}') } };
		const items = itemsOf({ what: 'email', campaign: one.id }, { what: 'sms', campaign: two.id }, { what: 'email', campaign: 4711 }, { what: 'fax', campaign: one.id }, { what: 'sms', campaign: one.id });
		const result = (await scene.run('log', parameters, { items, node: { onError: 'continueErrorOutput' } })).expect('success');
		expect(result.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 4 }]);
		expect(result.items(NODE, 1)).toMatchObject([
			{ json: { error: 'There is no campaign with id 4711: it was deleted, or never existed.' }, pairedItem: { item: 2 } },
			{ json: { error: 'There is nothing to log of the kind "fax".' }, pairedItem: { item: 3 } },
		]);
		expect((await scene.messages(one)).map(({ channel }) => channel)).toEqual(['email', 'sms']);
		expect((await scene.messages(two)).map(({ channel }) => channel)).toEqual(['sms']);
		const stopped = await scene.run('log', { ...parameters, logChannel: 'email' }, { items: itemsOf({ campaign: 4711 }) });
		expect(stopped.error).toMatchObject({ message: 'There is no campaign with id 4711: it was deleted, or never existed.', description: expect.stringMatching(/\S/) });
	});

	test('an item that can\'t be logged goes to the error output, the others are logged', async () => {
		const result = await scene.run('log', { toEmail: '={{ $json.to }}' }, { items: itemsOf({ to: '' }, { to: 'both@example.com' }), node: { onError: 'continueErrorOutput' } });
		result.expect('success');
		expect(result.json(NODE)).toMatchObject([{ logged: true }]);
		expect(result.json(NODE, 1)).toMatchObject([{ error: 'To Email is empty.', message: expect.stringMatching(/^To Email is empty\. \S/) }]);
	});

	test('X-07 is no tool for an AI agent', () => {
		expect(scene.nodes.nodeType('campaignEmail').description.usableAsTool).toBeUndefined();
	});
});
