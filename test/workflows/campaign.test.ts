import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../nodes/shared/parameters';
import { startSmtpSink, type SmtpSink } from '../simulators/smtpSink';
import type { RunResult, WorkflowJson } from '../harness';
import { chosen, parametersOf, shipped, Shipped } from './Shipped';

const FORM = {
	Salespeople: 'Marta Ruiz <marta@example.com>\n\n  Paolo Conti <paolo@example.com>  \nNo Address',
	Campaign: 'Winter offer',
	'From email': 'news@example.com',
	Subject: 'Something for you, {{ recipient.first_name | default: "friend" }}',
	Mail: '<p>Dear {{ recipient.name }} of {{ account.name | default: "nowhere" }}</p><p>{{ campaign.name }}, {{ sender.name }}</p>',
	'Send the test to': 'me@example.com',
};

describe('02, 04 and 05: first campaign, campaign, deliver what is left', () => {
	let workflows: Shipped;
	let sink: SmtpSink;

	beforeEach(async () => {
		workflows = await Shipped.create();
		sink = await startSmtpSink({ keep: 'bodies' });
	});

	afterEach(async () => {
		await sink.stop();
		await workflows.close();
	});

	const people = async () => {
		const account = await workflows.create('account', { name: 'Acme' });
		await workflows.create('contact', { first_name: 'Ana', last_name: 'Ruiz', email: 'ana@example.com', account_id: account.id });
		await workflows.create('contact', { name: 'Ben', email: 'ANA@example.com' });
		await workflows.create('contact', { name: 'Cai' });
		await workflows.create('contact', { name: 'Dan', email: 'dan@' });
		await workflows.create('contact', { name: 'Eva', email: 'eva@example.com', do_not_email: true });
		await workflows.create('contact', { name: 'Flo', email: 'flo@example.com' });
	};

	const ids = (result: RunResult) => ({ campaign: result.json('Save the campaign')[0]?.['id'], template: result.json('Save the template')[0]?.['id'] });

	/** The campaign workflow as a user sets it up. */
	const setUp = (campaign: unknown, template: unknown): WorkflowJson => {
		const workflow = shipped('04-campaign');
		parametersOf(workflow, 'Search the segment')['generalParameters'] = { campaign: chosen(campaign), reference: 'Winter' };
		parametersOf(workflow, 'Create the messages')['template'] = chosen(template);
		return workflow;
	};

	test('VM-03 the form makes salespeople, a campaign and a template, previews it and sends a test', async () => {
		await people();
		const result = (await workflows.firstCampaign(FORM, sink.port)).expect('success');
		expect(result.json('Save the salespeople').map((user) => [user['name'], user['email']])).toEqual([['Marta Ruiz', 'marta@example.com'], ['Paolo Conti', 'paolo@example.com'], ['No Address', null]]);
		expect(result.json('Save the campaign')).toMatchObject([{ name: 'Winter offer', status: 'Active' }]);
		expect(result.json('Preview the template')).toMatchObject([{ subject: 'Something for you, Ana', html: expect.stringContaining('Dear Ana Ruiz of Acme') }]);
		expect(sink.accepted()).toMatchObject([{ to: ['me@example.com'] }]);
		expect(await workflows.all('message')).toEqual([]);
	});

	test('VM-03 filled in again it changes what has the same name and doubles nothing', async () => {
		await people();
		const first = (await workflows.firstCampaign(FORM, sink.port)).expect('success');
		const again = (await workflows.firstCampaign({ ...FORM, Subject: 'Another subject' }, sink.port)).expect('success');
		expect(ids(again)).toEqual(ids(first));
		expect(again.json('Save the salespeople').map((user) => user['id'])).toEqual(first.json('Save the salespeople').map((user) => user['id']));
		expect(again.json('Send me a test')).toMatchObject([{ subject: 'Another subject' }]);
	});

	test('VM-03 a field that does not exist is named, and no test is sent', async () => {
		await people();
		const result = await workflows.firstCampaign({ ...FORM, Mail: '<p>{{ recipient.shoe_size }}</p>' }, sink.port);
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining('shoe_size'), description: expect.stringMatching(/\S/) });
		expect(sink.total()).toBe(0);
	});

	test('VM-03 without any contact yet it says what is missing, and the campaign and the template are there', async () => {
		const result = await workflows.firstCampaign(FORM, sink.port);
		expect(result.error).toMatchObject({ node: 'Say what is missing', message: expect.stringContaining('There is no contact yet') });
		expect(result.json('Save the template')).toHaveLength(1);
		expect(sink.total()).toBe(0);
	});

	test('VM-08 VM-11 VM-12 the campaign searches, links, makes messages and sends them; the numbers add up', async () => {
		await people();
		const { campaign, template } = ids((await workflows.firstCampaign(FORM, sink.port)).expect('success'));
		const before = sink.total();
		const result = (await workflows.runReviewed(setUp(campaign, template), {}, sink.port)).expect('success');
		expect(result.json('Search the segment')).toMatchObject([{ count: 6, mayBeMailed: 2 }]);
		expect(result.json('Link to the campaign')).toMatchObject([{ selected: 6, done: 6 }]);
		const [messages] = result.json('Create the messages');
		expect(messages).toMatchObject({ selected: 6, done: 2, skipped: {} });
		expect(messages?.['notSent']).toEqual({ 'No email address': 1, 'Malformed email address': 1, 'Opted out': 1, 'Address already mailed in this campaign': 1 });
		expect(result.json('Deliver the messages')).toMatchObject([{ campaignId: campaign, sent: 2, failed: 0, left: 0 }]);
		expect(result.hints.filter((hint) => hint.type === 'warning')).toEqual([]);
		expect(sink.total() - before).toBe(2);
		const [mail] = sink.accepted().slice(before);
		expect(mail).toMatchObject({ to: ['ana@example.com'] });
		expect(await states()).toEqual({ sent: 2, not_sent: 4 });
	});

	test('X-03 run twice nobody gets it twice, and who is new gets it', async () => {
		await people();
		const { campaign, template } = ids((await workflows.firstCampaign(FORM, sink.port)).expect('success'));
		(await workflows.runReviewed(setUp(campaign, template), {}, sink.port)).expect('success');
		const before = sink.total();
		const again = (await workflows.runReviewed(setUp(campaign, template), {}, sink.port)).expect('success');
		expect(again.json('Create the messages')).toMatchObject([{ selected: 6, done: 0, skipped: { 'already done': expect.any(Number) } }]);
		expect(again.json('Deliver the messages')).toMatchObject([{ sent: 0 }]);
		expect(sink.total()).toBe(before);
		await workflows.create('contact', { name: 'Gus', email: 'gus@example.com' });
		(await workflows.runReviewed(setUp(campaign, template), {}, sink.port)).expect('success');
		expect(sink.accepted().slice(before)).toMatchObject([{ to: ['gus@example.com'] }]);
		expect([...sink.byRecipient()].filter(([address]) => address !== 'me@example.com').map(([, count]) => count)).toEqual([1, 1, 1]);
	});

	test.each([
		['rejected', async (waits: RunResult) => await workflows.decide(waits, 'rejected')],
		['not decided on in time', async (waits: RunResult) => await workflows.timeOut(waits)],
	])('VM-06 a selection that is %s is not linked, and nobody is mailed', async (_name, decide) => {
		await people();
		const { campaign, template } = ids((await workflows.firstCampaign(FORM, sink.port)).expect('success'));
		const before = sink.total();
		const waits = (await workflows.run(setUp(campaign, template), {}, sink.port)).expect('waiting');
		expect(waits.json('Search the segment')).toMatchObject([{ count: 6 }]);
		const result = (await decide(waits)).expect('success');
		expect(result.items('Not confirmed, nothing goes out')).toHaveLength(1);
		expect(result.items('Link to the campaign')).toEqual([]);
		expect(sink.total()).toBe(before);
		expect(await workflows.all('message')).toEqual([]);
	});

	test('as shipped, without a campaign chosen, it says so and mails nobody', async () => {
		await people();
		const result = await workflows.run('04-campaign', {}, sink.port);
		expect(result.status).toBe('error');
		expect(sink.total()).toBe(0);
	});

	test('what the server refuses for now, or could not be sent, is delivered by the schedule', async () => {
		await people();
		const { campaign, template } = ids((await workflows.firstCampaign(FORM, sink.port)).expect('success'));
		const unreachable = await workflows.runReviewed(setUp(campaign, template));
		expect(unreachable.error).toMatchObject({ node: 'Deliver the messages', message: expect.stringContaining('can\'t be handed over') });
		expect(await states()).toEqual({ queued: 2, not_sent: 4 });
		const before = sink.total();
		const left = (await workflows.run('05-deliver-what-is-left', { startNode: 'Every 15 minutes', mode: 'trigger' }, sink.port)).expect('success');
		expect(left.json('Deliver what is queued')).toMatchObject([{ campaignId: null, sent: 2, left: 0, ended: 'queue empty' }]);
		expect(sink.total() - before).toBe(2);
		const nothing = (await workflows.run('05-deliver-what-is-left', {}, sink.port)).expect('success');
		expect(nothing.json('Deliver what is queued')).toMatchObject([{ sent: 0, ended: 'queue empty' }]);
	});

	test.each([
		['a text', new Date(Date.now() + 86_400_000).toISOString()],
		['an expression with $now', '={{ $now.plus({ days: 1 }).toISO() }}'],
		['an expression with a JavaScript date', '={{ new Date(Date.now() + 86400000) }}'],
	])('VM-07 messages of a later date, given as %s, stay queued until then', async (_, dateAt) => {
		await people();
		const { campaign, template } = ids((await workflows.firstCampaign(FORM, sink.port)).expect('success'));
		const workflow = setUp(campaign, template);
		parametersOf(workflow, 'Create the messages')['generalParameters'] = { dateAt };
		const result = (await workflows.runReviewed(workflow, {}, sink.port)).expect('success');
		expect(result.json('Deliver the messages')).toMatchObject([{ sent: 0, left: 2 }]);
	});

	const states = async (): Promise<IDataObject> => {
		const counts: Record<string, number> = {};
		for (const message of await workflows.all('message')) {
			const state = textOf(message['state']) ?? '';
			counts[state] = (counts[state] ?? 0) + 1;
		}
		return counts;
	};
});
