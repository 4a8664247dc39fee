import { setConsent } from '../../../engine/consent/setConsent';
import { createCustomField, deleteCustomField } from '../../../engine/records/customFields';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { Kind } from '../../../engine/records/kinds';
import type { RecordValues } from '../../../engine/records/recordValues';
import { getManyByIds, getRecord } from '../../../engine/records/selectRecords';
import { upsertRecord } from '../../../engine/records/upsertRecord';
import { createRecord, updateRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { describeStores } from '../../support/stores';

describeStores('records', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const create = (kind: Kind, values: RecordValues) => store.run(createRecord, { kind, values, source: 'user', timeZone: 'Europe/Madrid' });
	const update = (kind: Kind, id: number, values: RecordValues) => store.run(updateRecord, { kind, id, values, source: 'user', timeZone: 'Europe/Madrid' });
	const upsert = (kind: Kind, values: RecordValues) => store.run(upsertRecord, { kind, values, source: 'user', timeZone: 'Europe/Madrid' });
	const get = (kind: Kind, id: number) => store.run(getRecord, { kind, id });
	const remove = (kind: Kind, id: number, reassignTo: number | null = null) => deleteRecord(store, { kind, id, reassignTo });

	test('VM-02 a task is a plain record: what is written is read back, with the names of what it refers to', async () => {
		const user = await create('user', { name: 'Jane Peacock', email: 'jane@example.com' });
		const account = await create('account', { name: 'Embraer' });
		const contact = await create('contact', { first_name: 'Luís', last_name: 'Gonçalves', account_id: account.id, email: 'Luis@Example.com' });
		const campaign = await create('campaign', { name: 'Spring' });
		const task = await create('task', {
			name: 'Call Luís',
			type: 'Call',
			due_at: '2025-07-01T10:00:00',
			contact_id: contact.id,
			account_id: account.id,
			campaign_id: campaign.id,
			assigned_user_id: user.id,
		});
		expect(task).toMatchObject({
			kind: 'task',
			name: 'Call Luís',
			type: 'Call',
			due_at: '2025-07-01T08:00:00.000Z',
			status: 'not_started',
			outcome: 'open',
			contact_name: 'Luís Gonçalves',
			account_name: 'Embraer',
			campaign_name: 'Spring',
			assigned_user_name: 'Jane Peacock',
			message_id: null,
			message_name: null,
		});
		const done = await update('task', task.id, { outcome: 'positive', outcome_note: 'Wants an offer', status: 'completed' });
		expect(done).toMatchObject({ outcome: 'positive', outcome_note: 'Wants an offer', status: 'completed', due_at: task.due_at });
		expect(await get('task', task.id)).toEqual(done);
	});

	test('a person\'s full name follows its parts, and the parts a full name', async () => {
		const contact = await create('contact', { first_name: 'Ana', last_name: 'García' });
		expect(contact.name).toBe('Ana García');
		expect(await update('contact', contact.id, { last_name: 'Pérez' })).toMatchObject({ name: 'Ana Pérez' });
		expect(await update('contact', contact.id, { name: 'Eva María Ruiz' })).toMatchObject({ first_name: 'Eva', last_name: 'María Ruiz' });
		expect(await create('lead', { name: 'Rossi, Marco' })).toMatchObject({ first_name: 'Marco', last_name: 'Rossi' });
		expect(await create('lead', { company: 'Fiat' })).toMatchObject({ name: 'Fiat', first_name: null });
	});

	test('a field that does not exist, can\'t be written, or refers to nothing is a clear error', async () => {
		await expect(create('contact', { shoe: 1 })).rejects.toThrow('Contacts have no field "shoe"');
		await expect(create('contact', { name: 'A', id: 7 })).rejects.toThrow('field "id"');
		await expect(create('contact', { name: 'A', account_id: 999_999 })).rejects.toThrow('field "account_id" (Account): there is no account with id 999999');
		await expect(create('contact', {})).rejects.toThrow('no name, no address');
		await expect(create('campaign', { type: 'x' })).rejects.toThrow('the field "name" (Name) is empty');
		await expect(get('contact', 999_999)).rejects.toThrow('no contact with id 999999');
		await expect(update('contact', 999_999, { city: 'x' })).rejects.toThrow('no contact with id 999999');
		await expect(remove('contact', 999_999)).rejects.toThrow('no contact with id 999999');
	});

	test('many are read by their ids, each once, in the order asked for, without those gone', async () => {
		const [one, two] = [await create('lead', { name: 'One' }), await create('lead', { name: 'Two' })];
		const read = await store.run(getManyByIds, { kind: 'lead', ids: [two.id, 999_999, one.id, two.id] });
		expect(read.map((lead) => lead.name)).toEqual(['Two', 'One']);
	});

	test('do not email is ticked as a no in the ledger, and lifted again by a person', async () => {
		const lead = await create('lead', { name: 'No', email: 'no@example.com', do_not_email: true });
		const sharing = await create('account', { name: 'Same address', email: 'NO@example.com' });
		expect([lead.do_not_email, sharing.do_not_email]).toEqual([true, true]);
		await later();
		expect(await update('lead', lead.id, { do_not_email: false })).toMatchObject({ do_not_email: false });
		expect(await get('account', sharing.id)).toMatchObject({ do_not_email: false });
	});

	test('saying again that a record may be emailed writes nothing, and an import lifts nothing', async () => {
		const lead = await create('lead', { name: 'Unsub', email: 'unsub@example.com' });
		await store.run(setConsent, {
			decision: 'no', address: 'unsub@example.com', record: null, scope: 'all', scopeRef: '', source: 'recipient', reason: null, proof: null, happenedAt: null,
		});
		await later();
		await store.run(updateRecord, { kind: 'lead', id: lead.id, values: { do_not_email: false }, source: 'import', timeZone: 'utc' });
		expect(await get('lead', lead.id)).toMatchObject({ do_not_email: true });
	});

	test('a record\'s own no stays with it when its address changes', async () => {
		const contact = await create('contact', { name: 'Moved', email: 'old@example.com', do_not_email: true });
		expect(await update('contact', contact.id, { email: 'new@example.com' })).toMatchObject({ do_not_email: true });
		const other = await create('contact', { name: 'Takes the new one', email: 'new@example.com' });
		expect(other.do_not_email).toBe(false);
	});

	test('upserting finds a record by external id, else by name or address, and takes over one without external id', async () => {
		const first = await upsert('contact', { name: 'Ana Upsert', email: 'ana.upsert@example.com' });
		expect(first.outcome).toBe('created');
		const adopted = await upsert('contact', { external_id: 'C1', email: ' ANA.upsert@Example.com', city: 'Madrid' });
		expect(adopted).toMatchObject({ outcome: 'updated', record: { id: first.record.id, external_id: 'C1', city: 'Madrid' } });
		expect(await upsert('contact', { external_id: 'C1', city: 'Madrid' })).toMatchObject({ outcome: 'unchanged' });
		const other = await upsert('contact', { external_id: 'C2', name: 'Sister', email: 'ana.upsert@example.com' });
		expect(other.outcome).toBe('created');
		expect(other.record.id).not.toBe(first.record.id);
		const account = await upsert('account', { name: 'Élan Vital' });
		expect(await upsert('account', { name: 'elan vital', city: 'Paris' })).toMatchObject({ outcome: 'updated', record: { id: account.record.id } });
	});

	test('VM-01 a message written down by hand goes to its contact, else lead, else account, and counts as sent', async () => {
		const account = await create('account', { name: 'Hand Ltd', email: 'info@hand.example.com' });
		const contact = await create('contact', { name: 'Hand Held', email: 'hand@example.com', account_id: account.id });
		const message = await create('message', { name: 'Fair', contact_id: contact.id, date_at: '2025-03-01T09:00:00Z' });
		expect(message).toMatchObject({
			name: 'Fair',
			contact_id: contact.id,
			account_id: account.id,
			account_name: 'Hand Ltd',
			address: 'hand@example.com',
			state: 'sent',
			sent_at: '2025-03-01T09:00:00.000Z',
			campaign_id: null,
			campaign_name: null,
			open_count: 0,
		});
		await expect(create('message', { name: 'To nobody' })).rejects.toThrow('no recipient');
		await expect(create('message', { name: 'X', contact_id: contact.id, state: 'queued' })).rejects.toThrow('field "state"');
	});

	test('deleting a record empties references to it and ends memberships; messages keep their history', async () => {
		const account = await create('account', { name: 'To be deleted' });
		const contact = await create('contact', { name: 'Stays', account_id: account.id });
		const message = await create('message', { name: 'History', account_id: account.id });
		expect(await remove('account', account.id)).toMatchObject({ references: 1 });
		expect(await get('contact', contact.id)).toMatchObject({ account_id: null, account_name: null });
		expect(await get('message', message.id)).toMatchObject({ account_id: account.id, account_name: null });
		const again = await create('account', { name: 'After' });
		expect(again.id).toBeGreaterThan(account.id);
	});

	test('a user with records assigned is deleted only when somebody takes over', async () => {
		const leaving = await create('user', { name: 'Leaving' });
		const staying = await create('user', { name: 'Staying' });
		const task = await create('task', { name: 'Handed over', assigned_user_id: leaving.id });
		await expect(remove('user', leaving.id)).rejects.toThrow('The user Leaving has 1 tasks assigned.');
		await expect(remove('user', leaving.id, leaving.id)).rejects.toThrow('to take over');
		await remove('user', leaving.id, staying.id);
		expect(await get('task', task.id)).toMatchObject({ assigned_user_id: staying.id, assigned_user_name: 'Staying' });
	});

	test('a field of one\'s own is written, read, checked, and removed with its values', async () => {
		const field = { kind: 'contact', name: 'shirt', label: 'Shirt', type: 'option', options: [{ value: 'S', label: 'Small' }, { value: 'L', label: 'Large' }] } as const;
		await store.run(createCustomField, field);
		await store.run(createCustomField, { kind: 'contact', name: 'visits', label: '', type: 'integer', options: [] });
		await expect(store.run(createCustomField, field)).rejects.toThrow('already have a field "shirt"');
		await expect(store.run(createCustomField, { ...field, name: 'Big Shirt' })).rejects.toThrow('can\'t be a field\'s name');
		await expect(store.run(createCustomField, { ...field, name: 'x', type: 'colour' })).rejects.toThrow('type "colour"');
		await expect(store.run(createCustomField, { ...field, name: 'x', options: [] })).rejects.toThrow('no options');
		await expect(store.run(createCustomField, { ...field, name: 'city' })).rejects.toThrow('already have a field "city"');

		const contact = await create('contact', { name: 'Custom', 'custom.shirt': 'large', custom: { visits: '3' } });
		expect(contact.custom).toEqual({ shirt: 'L', visits: 3 });
		expect((await update('contact', contact.id, { custom: { visits: null } })).custom).toEqual({ shirt: 'L', visits: null });
		await expect(update('contact', contact.id, { 'custom.shirt': 'XXL' })).rejects.toThrow('"XXL" is not one of its options');

		expect(await deleteCustomField(store, field)).toEqual({ valuesRemoved: 1 });
		expect((await catalogueOf(store)).customFields.map((custom) => custom.name)).toEqual(['visits']);
		expect((await get('contact', contact.id)).custom).toEqual({ visits: null });
		await expect(deleteCustomField(store, field)).rejects.toThrow('no custom field "shirt"');
		await store.run(createCustomField, field);
		expect((await get('contact', contact.id)).custom).toEqual({ shirt: null, visits: null });
	});
});

/** A lift counts from the next millisecond: ties go to no. */
async function later(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 5));
}
