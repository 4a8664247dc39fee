import { runProcess } from '../../../engine/campaigns/runProcess';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { createSelection } from '../../../engine/selections/createSelection';
import { openStore } from '../../../engine/store/openStore';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { itemsOf } from '../../harness';
import { AUTO, byId, NODE, RecordHost } from './recordHost';

describe('CRM Record: find, get related, record event', () => {
	let host: RecordHost;
	const ids: Record<string, unknown> = {};

	beforeAll(async () => {
		host = await RecordHost.create();
		const user = await host.create('user', { name: 'Sal Esman' });
		const account = await host.create('account', { name: 'Acme', city: 'Zürich' });
		const campaign = await host.create('campaign', { name: 'Spring', assigned_user_id: user['id'], start_date: '2026-03-01' });
		const contact = await host.create('contact', { name: 'Élan Vital', email: 'elan@example.com', city: 'Madrid', account_id: account['id'] });
		await host.create('contact', { name: 'Zoe Zen', city: 'madrid', account_id: account['id'], birthday: '1990-01-01' });
		await host.create('contact', { name: 'Ana Ruiz', city: 'Oslo' });
		const message = await host.create('message', { name: 'Élan: Spring', contact_id: contact['id'], campaign_id: campaign['id'] });
		await host.create('task', { name: 'Call Élan', contact_id: contact['id'], campaign_id: campaign['id'], message_id: message['id'], assigned_user_id: user['id'] });
		Object.assign(ids, { user: user['id'], account: account['id'], campaign: campaign['id'], contact: contact['id'], message: message['id'] });
	});

	afterAll(async () => {
		await host.close();
	});

	const find = (kind: string, conditions: readonly (readonly [string, string, string?])[] = [], more = {}) => ({
		operation: 'find',
		kind,
		conditions: { condition: conditions.map(([field, operator, value = '']) => ({ field, operator, value })) },
		...more,
	});
	const names = async (parameters: ReturnType<typeof find>) => (await host.json(parameters)).map((record) => record['name']);
	const sortBy = (field: string, direction: string) => ({ sort: { by: { field, direction } } });

	test('finds records by all or any of the conditions, capitals and accents aside', async () => {
		expect(await names(find('contact', [['city', 'is', 'MADRID']]))).toEqual(['Élan Vital', 'Zoe Zen']);
		expect(await names(find('contact', [['city', 'is', 'Madrid'], ['name', 'contains', 'elan']]))).toEqual(['Élan Vital']);
		expect(await names(find('contact', [['city', 'is', 'Oslo'], ['email', 'isNotEmpty']], { match: 'any' }))).toEqual(['Élan Vital', 'Ana Ruiz']);
		expect(await names(find('contact', [['city', 'isAnyOf', 'Oslo, Rome']]))).toEqual(['Ana Ruiz']);
		expect(await names(find('contact', [['birthday', 'isBetween', '1989-12-31, 1990-01-02']]))).toEqual(['Zoe Zen']);
		expect(await names(find('contact', [['created_at', 'isOn', 'today']]))).toHaveLength(3);
		expect(await names(find('campaign', [['start_date', 'isBefore', '2026-06-01'], ['assigned_user_id', 'is', String(Number(ids['user']))]]))).toEqual(['Spring']);
		expect(await names(find('user'))).toEqual(['Sal Esman']);
	});

	test('VM-04 a value that holds a comma is given in quotes, or by an expression\'s array', async () => {
		await host.create('lead', { name: 'Lea', company: 'Smith, Jones' });
		await host.create('lead', { name: 'Leo', company: 'Smith' });
		expect(await names(find('lead', [['company', 'isAnyOf', 'Acme, "Smith, Jones"']]))).toEqual(['Lea']);
		expect(await names(find('lead', [['company', 'isAnyOf', '={{ ["Smith, Jones"] }}']]))).toEqual(['Lea']);
		expect(await names(find('lead', [['company', 'isAnyOf', 'Smith, Jones']]))).toEqual(['Leo']);
	});

	test('sorts, empty values last either way, and answers what is found for each item', async () => {
		expect(await names(find('contact', [], sortBy('name', 'asc')))).toEqual(['Ana Ruiz', 'Élan Vital', 'Zoe Zen']);
		expect(await names(find('contact', [], sortBy('birthday', 'desc')))).toEqual(['Zoe Zen', expect.any(String), expect.any(String)]);
		const result = await host.run(find('contact', [['city', 'is', '={{ $json.city }}']]), itemsOf({ city: 'Oslo' }, { city: 'Nowhere' }, { city: 'Madrid' }));
		expect(result.expect('success').items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 2 }, { item: 2 }]);
	});

	test.each(['={{ "many" }}', 0])('bad input: a limit of %s is a clear error, for Find and Get Related', async (limit) => {
		for (const asked of [find('contact', [], { limit }), related('account', ids['account'], 'contacts', { limit })]) {
			expect((await host.run(asked)).error).toMatchObject({ message: expect.stringMatching(/^Limit: (many|0) is not possible\.$/), description: 'Give a number, 1 or more.' });
		}
	});

	test('a search that the limit cut off says of how many it is; Return All reads page by page', async () => {
		const cut = await host.run(find('contact', [['city', 'is', 'Madrid']], { limit: 1 }));
		expect(cut.expect('success').json(NODE)).toMatchObject([{ name: 'Élan Vital', search: { found: 2, returned: 1 } }]);
		expect(cut.hints).toMatchObject([{ type: 'warning', message: expect.stringContaining('1 of 2') }]);
		await host.json({ operation: 'create', kind: 'event', fields: AUTO }, itemsOf(...Array.from({ length: 2_100 }, (_, index) => ({ name: `E${index}` }))));
		expect(await host.json(find('event', [], { returnAll: true }))).toHaveLength(2_100);
		expect(await host.json(find('event'))).toHaveLength(50);
	});

	test.each([
		['a field', find('contact', [['shoe_size', 'is', '42']]), 'Contacts have no field "shoe_size".'],
		['an operator', find('contact', [['city', 'isTrue']]), 'City can\'t be compared by "isTrue".'],
		['a day', find('contact', [['birthday', 'isBefore', 'soon']]), 'Birthday'],
		['a condition without a field', find('contact', [['', 'is', 'x']]), 'has no field'],
		['a sort', find('contact', [], sortBy('shoe_size', 'asc')), 'Contacts have no field "shoe_size".'],
		['a sort by what is no value', find('contact', [], sortBy('do_not_email', 'asc')), 'can\'t be sorted by'],
	])('bad input: %s that the catalogue doesn\'t have is a clear error with a way out', async (_, parameters, message) => {
		const result = await host.run(parameters);
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	const related = (kind: string, id: unknown, relation: string, more = {}) => ({ operation: 'getRelated', kind, recordId: byId(id), relation, ...more });

	test('what hangs on a record: contacts of an account, messages and tasks of a contact', async () => {
		expect(await host.json(related('account', ids['account'], 'contacts'))).toMatchObject([{ kind: 'contact', name: 'Élan Vital' }, { name: 'Zoe Zen' }]);
		expect(await host.json(related('contact', ids['contact'], 'messages'))).toMatchObject([{ kind: 'message', name: 'Élan: Spring' }]);
		expect(await host.json(related('user', ids['user'], 'tasks'))).toMatchObject([{ kind: 'task', name: 'Call Élan', contact_name: 'Élan Vital' }]);
		const cut = await host.run(related('account', ids['account'], 'contacts', { limit: 1 }));
		expect(cut.expect('success').json(NODE)).toMatchObject([{ search: { found: 2, returned: 1 } }]);
	});

	test('VM-11 the members of a campaign come with their status and figures', async () => {
		const store = await openStore(defaultStore());
		const records = [{ kind: 'contact', id: Number(ids['contact']) }];
		const selection = await createSelection(store, await catalogueOf(store), { source: { records }, timeZone: 'UTC' });
		const parameters = { reference: null, dateAt: null, campaignId: Number(ids['campaign']), assignedUserId: null, description: null };
		await runProcess(store, { selectionId: selection.id, settings: { operation: 'campaign_link', status: 'Invited' }, parameters, createAgain: false }, { storeId: selection.storeId, dryRun: false });
		expect(await host.json(related('campaign', ids['campaign'], 'members'))).toMatchObject([{ kind: 'contact', id: ids['contact'], name: 'Élan Vital', status: 'Invited', messages: 1, sent: 1 }]);
		expect(await host.json(related('contact', ids['contact'], 'campaigns'))).toMatchObject([{ kind: 'campaign', name: 'Spring' }]);
	});

	test('VM-01 what became of a message is recorded, once for each event ID, and can be read back', async () => {
		const event = (kind: string, eventDetails = {}) => ({ operation: 'recordEvent', messageId: byId(ids['message']), event: kind, eventDetails });
		const opened = await host.run(event('opened', { happenedAt: '2026-11-20T10:00', eventId: 'e1' }));
		expect(opened.expect('success').json(NODE)).toMatchObject([{ kind: 'message', open_count: 1, first_open_at: '2026-11-20T09:00:00.000Z' }]);
		expect(opened.hints.map((hint) => hint.message)).toEqual(['1 recorded']);
		const again = await host.run(event('opened', { happenedAt: '2026-11-20T10:00', eventId: 'e1' }));
		expect(again.expect('success').json(NODE)).toMatchObject([{ open_count: 1 }]);
		expect(again.hints.map((hint) => hint.message)).toEqual(['1 known already']);
		expect(await host.json(event('opened', { machine: true }))).toMatchObject([{ open_count: 1, machine_open_count: 1 }]);
		expect(await host.json(event('clicked', { link: 'https://example.com/offer' }))).toMatchObject([{ click_count: 1, last_link: 'https://example.com/offer' }]);
		expect(await host.json(event('bounced', { bounce: 'soft' }))).toMatchObject([{ bounce_count: 1, bounce_kind: 'soft' }]);

		const clicks = await host.json(related('campaign', ids['campaign'], 'messageEvents', { relatedFilters: { event: 'clicked', link: 'https://example.com/offer' } }));
		expect(clicks).toMatchObject([{ kind: 'contact', id: ids['contact'], event: 'clicked', message_id: ids['message'] }]);
		expect(await host.json(related('message', ids['message'], 'messageEvents', { returnAll: true }))).toHaveLength(4);
	});

	test('X-08 an unsubscribe recorded by hand is a no on the record', async () => {
		await host.json({ operation: 'recordEvent', messageId: byId(ids['message']), event: 'unsubscribed' });
		expect(await host.json({ operation: 'get', kind: 'contact', recordId: byId(ids['contact']) })).toMatchObject([{ do_not_email: true }]);
	});

	test.each([
		['a relation that the kind doesn\'t have', related('user', 1, 'members'), 'Users have no related "members"'],
		['a relation that there isn\'t', related('user', 1, 'pets'), 'No record has anything related called "pets"'],
		['a record that is gone', related('account', 999_999, 'contacts'), 'There is no account with id 999999'],
		['an event that there isn\'t', { operation: 'recordEvent', messageId: byId(1), event: 'eaten' }, 'There is no event "eaten"'],
		['a message that is gone', { operation: 'recordEvent', messageId: byId(999_999), event: 'opened' }, 'There is no message with id 999999'],
		['a time that is none', { operation: 'recordEvent', messageId: byId(1), event: 'opened', eventDetails: { happenedAt: 'soon' } }, '"soon" is no date and time'],
	])('bad input: %s is a clear error with a way out', async (_, parameters, message) => {
		const result = await host.run(parameters);
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('drop-downs: what the chosen kind can be asked for, messages by their reference', async () => {
		const options = await host.nodeType().methods?.loadOptions?.['relations']?.call(host.loadOptions({ kind: 'campaign' }));
		expect(options?.map((option) => option.value)).toEqual(expect.arrayContaining(['members', 'messages', 'messageEvents', 'tasks']));
		const messages = await host.nodeType().methods?.listSearch?.['searchMessages']?.call(host.loadOptions({}), 'spring');
		expect(messages?.results).toEqual([{ name: 'Élan: Spring', value: String(Number(ids['message'])) }]);
	});
});
