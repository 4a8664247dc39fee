import { itemsOf } from '../../harness';
import { byId, NODE, RecordHost } from './recordHost';

describe('CRM Record: templates', () => {
	let host: RecordHost;
	let contact: number;

	beforeAll(async () => {
		host = await RecordHost.create();
		const user = await host.create('user', { name: 'Sal Esman' });
		const account = await host.create('account', { name: 'Acme & Sons' });
		const created = await host.create('contact', { first_name: 'Ana', last_name: 'O\'Hara <ana>', email: 'ana@example.com', account_id: account['id'], assigned_user_id: user['id'] });
		contact = Number(created['id']);
	});

	afterAll(async () => {
		await host.close();
	});

	const save = (name: string, subject: string, html: string, templateFields = {}) => ({
		resource: 'template',
		operation: 'upsert',
		templateName: name,
		subject,
		html,
		templateFields,
	});
	const preview = (template: unknown, more = {}) => ({ resource: 'template', operation: 'preview', template: byId(template), kind: 'contact', recordId: byId(contact), ...more });

	test('VM-03 a template is kept under its name, once; previewed with a chosen record; values are escaped', async () => {
		const [draft] = await host.json(save('Offer', 'Draft', '<p>Draft</p>'));
		const saved = await host.run(save('offer', 'News for {{ recipient.first_name }}', '<p>{{ recipient.name }} of {{ account.name }}{{ recipient.city }}</p><p>{{ sender.name }}, {{ campaign.name }}</p>'));
		const [template] = saved.expect('success').json(NODE);
		expect(template).toMatchObject({ kind: 'template', id: draft?.['id'], subject: 'News for {{ recipient.first_name }}' });
		expect(saved.hints.map((hint) => hint.message)).toEqual(['1 updated']);

		const campaign = await host.create('campaign', { name: 'Spring' });
		const [mail] = await host.json(preview(template?.['id'], { previewOptions: { campaign: byId(campaign['id']) } }));
		expect(mail).toMatchObject({
			templateId: template?.['id'],
			recipient: { kind: 'contact', id: contact, email: 'ana@example.com' },
			subject: 'News for Ana',
			html: '<p>Ana O&#39;Hara &lt;ana&gt; of Acme &amp; Sons</p><p>Sal Esman, Spring</p>',
			text: expect.stringContaining('Ana O\'Hara <ana> of Acme & Sons'),
			fieldsUsed: ['recipient.city', 'recipient.first_name', 'recipient.name', 'account.name', 'campaign.name', 'sender.name'],
			emptyFields: ['recipient.city'],
			hasUnsubscribeLink: false,
		});
	});

	test('VM-03 check tells the fields that a template uses', async () => {
		const template = await host.create('template', { name: 'Short', subject: 'Hello', html: '<p>{{ recipient.email }}</p>' });
		const [checked] = await host.json({ resource: 'template', operation: 'check', template: byId(template['id']) });
		expect(checked).toEqual({ templateId: template['id'], template: 'Short', valid: true, fieldsUsed: ['recipient.email'], hasUnsubscribeLink: false });
	});

	test.each([
		['an unknown field', '<p>{{ recipient.frist_name }}</p>', 'Unknown field {{ recipient.frist_name }} in the HTML', 'recipient.first_name'],
		['a tag that is never closed', '<p>{% if recipient.city %}Hi</p>', 'the HTML', ''],
	])('VM-03 %s is a clear error, on saving, on checking and on preview', async (what, html, message, wayOut) => {
		const expected = { name: 'NodeOperationError', message: expect.stringMatching(new RegExp(message.replace(/[{}.]/g, '\\$&'), 'i')), description: expect.stringContaining(wayOut) };
		const saved = await host.run(save(`Bad: ${what}`, 'Hello', html));
		expect(saved.error).toMatchObject(expected);

		// A plain record takes any words: a template may be written in several sittings.
		const template = await host.create('template', { name: `Draft: ${what}`, subject: 'Hello', html });
		const checked = await host.run({ resource: 'template', operation: 'check', template: byId(template['id']) });
		expect(checked.error).toMatchObject(expected);
		const previewed = await host.run(preview(template['id']), itemsOf({}), { onError: 'continueErrorOutput' });
		expect(previewed.expect('success').json(NODE, 1)).toMatchObject([{ error: expected.message, message: expect.stringContaining(wayOut) }]);
	});

	test.each([
		['a sender that is no address', { from_email: 'the office' }, 'From Email of the template "Sent" is "the office", which is no email address.'],
		['answers that go to no address', { reply_to: 'the office' }, 'Reply To of the template "Sent" is "the office", which is no email address.'],
	])('VM-03 a template with %s is a clear error on saving', async (_, templateFields, message) => {
		const saved = await host.run({ ...save('Sent', 'Hello', '<p>Hi</p>'), templateFields });
		expect(saved.error).toMatchObject({ message, description: expect.stringContaining('Template → Create or Update') });
	});

	test.each([
		['campaign', 'There is no campaign with id 999: it was deleted, or never existed.'],
		['sender', 'There is no user with id 999: it was deleted, or never existed.'],
	])('VM-03 a preview for a %s that is gone is a clear error, no empty field', async (option, message) => {
		const template = await host.create('template', { name: `Gone ${option}`, subject: 'Hello', html: '<p>{{ campaign.name }} {{ sender.name }}</p>' });
		expect((await host.run({ ...preview(template['id']), previewOptions: { [option]: byId(999) } })).error).toMatchObject({ message });
	});

	test('VM-03 a template is marked as transactional where it is kept, and meant by its external ID', async () => {
		const kept = await host.run({ ...save('Invoice', 'Your invoice', '<p>Thank you</p>'), templateFields: { transactional: true, external_id: 'inv' } });
		expect(kept.expect('success').json(NODE)).toMatchObject([{ name: 'Invoice', transactional: true, external_id: 'inv' }]);
		const renamed = await host.run({ ...save('Bill', 'Your bill', '<p>Thank you</p>'), templateFields: { external_id: 'inv' } });
		expect(renamed.expect('success').json(NODE)).toMatchObject([{ id: kept.json(NODE)[0]?.['id'], name: 'Bill', transactional: true }]);
	});

	test('a template without a subject, a recipient that is gone and a kind that gets no mail are clear errors', async () => {
		const template = await host.create('template', { name: 'No subject', html: '<p>Hi</p>' });
		expect((await host.run(preview(template['id']))).error).toMatchObject({ message: 'The template "No subject" has no Subject.' });
		const good = await host.create('template', { name: 'Good', subject: 'Hi', html: '<p>Hi</p>' });
		expect((await host.run(preview(good['id'], { recordId: byId(999) }))).error?.message).toContain('There is no contact with id 999');
		expect((await host.run(preview(good['id'], { kind: 'task' }))).error).toMatchObject({ message: 'Nobody sends mail to a task.', description: expect.stringContaining('contact') });
	});
});
