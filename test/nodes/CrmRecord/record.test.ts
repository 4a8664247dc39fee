import { itemsOf } from '../../harness';
import { AUTO, byId, mapped, NODE, RecordHost } from './recordHost';

describe('CRM Record: records', () => {
	let host: RecordHost;

	beforeAll(async () => {
		host = await RecordHost.create();
	});

	afterAll(async () => {
		await host.close();
	});

	test('creates a record from fields mapped one by one; a field without any value is not given', async () => {
		const [created] = await host.json({
			operation: 'create',
			kind: 'contact',
			fields: mapped({ first_name: 'Ana', last_name: '={{ $json.surname }}', email: 'ana@example.com', phone: null }),
		}, itemsOf({ surname: 'García' }));
		expect(created).toMatchObject({ kind: 'contact', name: 'Ana García', email: 'ana@example.com', phone: null, do_not_email: false });

		const [read] = await host.json({ operation: 'get', kind: 'contact', recordId: byId(created?.['id']) });
		expect(read).toEqual(created);
	});

	test('creates a record for each item by its keys, pairs each with its item and tells how many', async () => {
		const result = await host.run(
			{ operation: 'create', kind: 'lead', fields: AUTO },
			itemsOf({ 'First Name': 'Bo', last_name: 'Ek', company: 'Ek AB' }, { company: 'Only a Company' }),
		);
		result.expect('success');
		expect(result.json(NODE)).toMatchObject([{ name: 'Bo Ek', status: 'New' }, { name: 'Only a Company' }]);
		expect(result.items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 created']);
	});

	test('creates or updates by email, capitals aside, and by external ID', async () => {
		const upsert = { operation: 'upsert', kind: 'contact', fields: AUTO };
		const first = await host.run(upsert, itemsOf({ email: 'Cy@Example.com', city: 'Oslo' }, { external_id: 'X1', name: 'Di Day' }));
		const again = await host.run(upsert, itemsOf({ email: 'cy@example.COM', city: 'Bergen' }, { external_id: 'X1', name: 'Di Day' }));
		expect(first.expect('success').hints.map((hint) => hint.message)).toEqual(['2 created']);
		expect(again.expect('success').hints.map((hint) => hint.message)).toEqual(['1 updated, 1 unchanged']);
		expect(again.json(NODE).map((record) => record['id'])).toEqual(first.json(NODE).map((record) => record['id']));
		expect(again.json(NODE)[0]).toMatchObject({ city: 'Bergen' });
	});

	test('updates the given fields and no others; an empty text clears a field', async () => {
		const account = await host.create('account', { name: 'Acme', city: 'Rome', website: 'acme.example' });
		const [updated] = await host.json({
			operation: 'update',
			kind: 'account',
			recordId: byId(account['id']),
			fields: mapped({ city: 'Milan', website: '', phone: null }),
		});
		expect(updated).toMatchObject({ name: 'Acme', city: 'Milan', website: null });
	});

	test('a record that came out goes back in as it is: what can\'t be written is left out', async () => {
		const task = await host.create('task', { name: 'Call', due_at: '2026-11-30T09:00' });
		expect(task['due_at']).toBe('2026-11-30T08:00:00.000Z');
		const [same] = await host.json({ operation: 'update', kind: 'task', recordId: byId('={{ $json.id }}'), fields: AUTO }, itemsOf(task));
		expect({ ...same, updated_at: null }).toEqual({ ...task, updated_at: null });
	});

	test('VM-02 a task is a plain record: salesperson, related record, outcome with a note', async () => {
		const user = await host.create('user', { name: 'Sal Esman' });
		const contact = await host.create('contact', { name: 'Eve Ng' });
		const task = await host.create('task', { Subject: 'Visit', type: 'Visit', contact_id: contact['id'], assigned_user_id: user['id'], due_at: '2026-12-01' });
		expect(task).toMatchObject({ status: 'not_started', outcome: 'open', contact_name: 'Eve Ng', assigned_user_name: 'Sal Esman' });
		const [done] = await host.json({
			operation: 'update',
			kind: 'task',
			recordId: byId(task['id']),
			fields: mapped({ status: 'completed', outcome: 'positive', outcome_note: 'Wants an offer' }),
		});
		expect(done).toMatchObject({ status: 'completed', outcome: 'positive', outcome_note: 'Wants an offer', type: 'Visit' });
	});

	test('VM-01 a message is written down by hand: reference, date, campaign, recipient', async () => {
		const campaign = await host.create('campaign', { name: 'Autumn' });
		const contact = await host.create('contact', { name: 'Flo Fox', email: 'flo@example.com' });
		const message = await host.create('message', { name: 'Letter to Flo', campaign_id: campaign['id'], contact_id: contact['id'], date_at: '2026-11-01T10:00:00Z' });
		expect(message).toMatchObject({ state: 'sent', address: 'flo@example.com', campaign_name: 'Autumn', contact_name: 'Flo Fox', date_at: '2026-11-01T10:00:00.000Z' });
	});

	test('X-08 "do not email" is ticked by a mapped field, and never lifted, by a key that says false or by hand', async () => {
		const contact = await host.create('contact', { name: 'Gus Grey', email: 'gus@example.com', do_not_email: true });
		expect(contact['do_not_email']).toBe(true);
		const upsert = { operation: 'upsert', kind: 'contact', fields: AUTO };
		const [kept] = await host.json(upsert, itemsOf({ email: 'gus@example.com', do_not_email: false, city: 'Graz' }));
		expect(kept).toMatchObject({ city: 'Graz', do_not_email: true });
		const [byHand] = await host.json({ operation: 'update', kind: 'contact', recordId: byId(contact['id']), fields: mapped({ do_not_email: false, city: 'Linz' }) });
		expect(byHand).toMatchObject({ city: 'Linz', do_not_email: true });
		const again = await host.create('contact', { name: 'G. Grey', email: 'GUS@example.com', do_not_email: 'no' });
		expect(again['do_not_email']).toBe(true);
	});

	test('deletes a record; a user\'s records are handed over', async () => {
		const [leaving, staying] = [await host.create('user', { name: 'Lea Ving' }), await host.create('user', { name: 'Sta Ying' })];
		const account = await host.create('account', { name: 'Handed over', assigned_user_id: leaving['id'] });
		const remove = { operation: 'delete', kind: 'user', recordId: byId(leaving['id']) };
		const refused = await host.run(remove);
		expect(refused.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining('has 1 accounts assigned'), description: expect.stringContaining('Reassign To') });
		const [deleted] = await host.json({ ...remove, reassignTo: byId(staying['id']) });
		expect(deleted).toMatchObject({ deleted: true, kind: 'user', id: leaving['id'], references: 1 });
		const [read] = await host.json({ operation: 'get', kind: 'account', recordId: byId(account['id']) });
		expect(read).toMatchObject({ assigned_user_name: 'Sta Ying' });
	});

	test('an item that fails goes to the error output, the others go on', async () => {
		const items = itemsOf({ name: 'Good One' }, { name: 'Bad One', birthday: 'yesterday' }, { name: 'Other One' });
		const result = await host.run({ operation: 'create', kind: 'contact', fields: AUTO }, items, { onError: 'continueErrorOutput' });
		result.expect('success');
		expect(result.json(NODE).map((record) => record['name'])).toEqual(['Good One', 'Other One']);
		expect(result.json(NODE, 1)).toMatchObject([{ error: expect.stringContaining('"yesterday" is no date'), message: expect.stringContaining('YYYY-MM-DD') }]);
		expect(result.items(NODE, 1)[0]?.pairedItem).toEqual({ item: 1 });
	});

	test.each([
		['an unknown field', { operation: 'create', kind: 'contact', fields: mapped({ name: 'A', shoe_size: 42 }) }, 'Contacts have no field "shoe_size".'],
		['a key that no field has', { operation: 'create', kind: 'contact', fields: AUTO }, 'Contacts have no field "shoe" that can be written.'],
		['an unknown kind', { operation: 'get', kind: 'unicorn', recordId: byId(1) }, 'There is no kind of record "unicorn".'],
		['a record that is gone', { operation: 'get', kind: 'contact', recordId: byId(999_999) }, 'There is no contact with id 999999'],
		['an id that is none', { operation: 'get', kind: 'contact', recordId: byId('={{ "first" }}') }, '"first" is no ID'],
		['no record at all', { operation: 'get', kind: 'contact', recordId: byId('={{ "" }}') }, 'No Record is chosen.'],
		['a record to refer to that there isn\'t', { operation: 'create', kind: 'contact', fields: mapped({ name: 'A', account_id: 999_999 }) }, 'there is no account with id 999999'],
		['a field that is kept by the engine', { operation: 'create', kind: 'contact', fields: mapped({ name: 'A', created_at: '2020-01-01' }) }, '"created_at" (Created) is kept by the engine'],
		['an address of 1,000 characters', { operation: 'create', kind: 'contact', fields: mapped({ name: 'A', email: `${'a'.repeat(988)}@example.com` }) }, 'has 1000 characters'],
		['nothing to keep', { operation: 'create', kind: 'contact', fields: mapped({ city: 'Rome' }) }, 'there is no name, no address and no external id'],
		['an unknown operation', { operation: 'explode' }, 'There is no operation "explode"'],
	])('bad input: %s is a clear error with a way out, and nothing is written', async (_, parameters, message) => {
		const count = async () => (await host.json({ operation: 'find', kind: 'contact', returnAll: true })).length;
		const before = await count();
		const result = await host.run(parameters, itemsOf({ name: 'A', shoe: 42 }));
		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
		expect(await count()).toBe(before);
	});

	test('the ID of another system is no field: it is named, not lost', async () => {
		const items = itemsOf({ id: 'A-17', name: 'Ida Ito' });
		const result = await host.run({ operation: 'upsert', kind: 'contact', fields: AUTO }, items);
		expect(result.error).toMatchObject({ message: 'Contacts have no field "id" that can be written.', description: expect.stringContaining('external_id') });
	});

	test('keys without a field are ignored where the user says so', async () => {
		const [record] = await host.json({ operation: 'create', kind: 'contact', fields: AUTO, options: { unknownKeys: 'ignore' } }, itemsOf({ name: 'Hal Ho', shoe: 42 }));
		expect(record).toMatchObject({ name: 'Hal Ho' });
	});
});
