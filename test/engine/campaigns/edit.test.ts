import fc from 'fast-check';

import { whyNotEdited, whyNotValue } from '../../../engine/campaigns/edit/checkChanges';
import { readChanges, type ChangeAsked } from '../../../engine/campaigns/edit/readChanges';
import { processChunk } from '../../../engine/campaigns/processChunk';
import type { EditSettings, FieldChange } from '../../../engine/campaigns/ProcessRun';
import { Catalogue } from '../../../engine/records/catalogue/Catalogue';
import type { Field } from '../../../engine/records/catalogue/Field';
import { createCustomField, deleteCustomField } from '../../../engine/records/customFields';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import { SEARCH_KINDS, type Kind, type SearchKind } from '../../../engine/records/kinds';
import { updateRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import type { SqlValue } from '../../../engine/store/Transaction';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { count, execute, insertRow, query, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff } from '../../support/watchedStore';
import { wholeStore } from '../../support/wholeStore';

const TEXTS = ['Élan', 'elan', 'o\'Brien "x" \\ {y}', 'Straße ﬁ 😀', '42'];
const among = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

describeStores('a mass edit of a selection', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	let catalogue: Catalogue;
	const references = new Map<Kind, number>();

	beforeAll(async () => {
		store = await newStore();
		const size = { name: 'size', label: 'Size', type: 'option', options: [{ value: 'S', label: 'Small' }, { value: 'XL', label: 'Extra Large' }] };
		const customFields = [];
		for (const kind of SEARCH_KINDS) {
			customFields.push(await store.run(createCustomField, { ...size, kind }));
			customFields.push(await store.run(createCustomField, { kind, name: 'score', label: 'Score', type: 'number', options: [] }));
			customFields.push(await store.run(createCustomField, { kind, name: 'note', label: 'Note', type: 'text', options: [] }));
		}
		catalogue = new Catalogue(customFields);
		for (const kind of ['contact', 'lead', 'account', 'campaign', 'message', 'task', 'opportunity'] as const) references.set(kind, await insertRow(store, kind, { name: 'Referred to', ...needed(kind) }));
		references.set('user', await insertRow(store, 'crm_user', { name: 'Referred to' }));
	});
	beforeEach(async () => {
		world = await CampaignWorld.in(store);
	});

	const needed = (kind: Kind): Row => (kind === 'message' ? { origin: 'manual', occurrence: '', recipient_kind: 3, recipient_id: 1, account_id: 1, state: 'sent' } : {});
	const edit = (changes: EditSettings['changes']): EditSettings => ({ operation: 'edit', changes });
	const read = (kind: SearchKind, ...changes: readonly ChangeAsked[]) => store.run(readChanges, { changes: { [kind]: changes }, timeZone: 'Europe/Madrid' });
	const set = (field: string, value: string | number | boolean): ChangeAsked => ({ field, to: { kind: 'value', value } });
	const clear = (field: string): ChangeAsked => ({ field, to: { kind: 'clear' } });

	test('MU-12 fields by kind: what has the value already is not written, kinds without a field mean nothing, deleted records are gone', async () => {
		const contacts = await world.contacts(6, (index) => ({ city: index < 2 ? 'Roma' : 'Milano', updated_at: 1 }));
		const leads = await world.add('lead', { name: 'L', status: 'New' });
		const tasks = await world.add('task', { name: 'T', status: 'not_started' });
		const selection = await world.select([...contacts, ...leads, ...tasks]);
		await deleteRecord(store, { kind: 'contact', id: contacts[5]?.id ?? 0, reassignTo: null });
		const settings = edit({ contact: [{ field: 'city', value: 'Roma' }], lead: [{ field: 'status', value: 'Qualified' }] });
		const foreseen = await world.process(selection, settings, {}, { dryRun: true });
		const result = await world.process(selection, settings);
		expect(result.counts).toEqual({ selected: 8, done: 4, skipped: { gone: 1, 'already done': 2, 'no meaning': 1 }, notSent: {} });
		expect(foreseen.counts).toEqual(result.counts);
		const ids = contacts.map((ref) => ref.id).join(', ');
		expect(await query(store, `SELECT city, city_f, CASE WHEN updated_at > 1 THEN 1 ELSE 0 END AS touched FROM contact WHERE id IN (${ids}) ORDER BY id`)).toEqual(
			[0, 0, 1, 1, 1].map((touched) => ({ city: 'Roma', city_f: 'roma', touched })),
		);
		expect(await query(store, `SELECT status, status_f FROM lead WHERE id = ${leads[0]?.id}`)).toEqual([{ status: 'Qualified', status_f: 'qualified' }]);
		expect(await query(store, `SELECT status FROM task WHERE id = ${tasks[0]?.id}`)).toEqual([{ status: 'not_started' }]);
	});

	test('X-02 the dry run of an edit shows for each field what stands there now and how often, and changes nothing', async () => {
		const contacts = await world.contacts(7, (index) => ({ city: ['Roma', 'Milano', 'Milano', null, 'Napoli', 'Milano', 'Roma'][index] ?? null, assigned_user_id: index < 3 ? (world.users[0] ?? 0) : null }));
		const selection = await world.select(contacts);
		const settings = edit({ contact: [{ field: 'city', value: 'Roma' }, { field: 'assigned_user_id', value: world.users[1] ?? 0 }, { field: 'custom.size', value: 'XL' }] });
		const before = await wholeStore(store);
		const { counts, changes } = await world.process(selection, settings, {}, { dryRun: true });
		expect(await wholeStore(store)).toEqual(before);
		expect(counts).toEqual({ selected: 7, done: 7, skipped: {}, notSent: {} });
		expect(changes).toEqual([
			{ kind: 'contact', field: 'city', label: 'City', records: 5, to: 'Roma', from: [{ value: 'Milano', records: 3 }, { value: 'Napoli', records: 1 }, { value: null, records: 1 }] },
			{ kind: 'contact', field: 'assigned_user_id', label: 'Assigned User', records: 7, to: 'Margaret Park', from: [{ value: null, records: 4 }, { value: 'Jane Peacock', records: 3 }] },
			{ kind: 'contact', field: 'custom.size', label: 'Size', records: 7, to: 'XL', from: [{ value: null, records: 7 }] },
		]);
		expect((await world.process(selection, settings)).counts).toEqual(counts);
		const again = await world.process(selection, settings, {}, { dryRun: true, createAgain: true });
		expect(again.counts).toEqual({ selected: 7, done: 0, skipped: { 'already done': 7 }, notSent: {} });
		expect(again.changes.map(({ records, from }) => [records, from])).toEqual([[0, []], [0, []], [0, []]]);
	});

	function valueOf(field: Field): fc.Arbitrary<SqlValue> {
		switch (field.type) {
			case 'text':
			case 'longText':
			case 'phone':
			case 'url':
			case 'email':
				return among(...TEXTS);
			case 'option':
				return among(...field.options.map(({ value }) => value));
			case 'integer':
				return among(0, 1, -3);
			case 'number':
				return among(0, 1.5, -1e15);
			case 'boolean':
				return among(0, 1);
			case 'date':
				return among('2024-03-31', '2025-01-01');
			case 'instant':
				return among(0, 1_711_839_599_999);
			case 'reference':
				return fc.constant((field.to && references.get(field.to)) ?? null);
		}
	}

	test.each(SEARCH_KINDS)('MU-12 any fields of a %s at once are written as a person would write them in each record', async (kind) => {
		const definition = catalogue.kind(kind);
		const fields = definition.fields.filter((field) => whyNotEdited(definition, field) === null);
		expect(fields.length).toBeGreaterThan(5);
		const changeOf = (field: Field) => fc.record({ field: fc.constant(field.name), value: fc.oneof({ weight: 3, arbitrary: valueOf(field) }, { weight: 1, arbitrary: fc.constant<SqlValue>(null) }) });
		const changes = fc
			.subarray(fields, { minLength: 1, maxLength: 6 })
			.chain((some) => fc.tuple(...some.map(changeOf)))
			.map((all): FieldChange[] => all.filter(({ field, value }) => whyNotValue(definition, catalogue.field(kind, field), value) === null))
			.filter((all) => all.length > 0);
		const has = new Set(definition.fields.map((field) => field.name));
		const some = (row: Row): Row => Object.fromEntries(Object.entries({ name: 'One', ...row }).filter(([column]) => has.has(column) || column.startsWith('custom')));
		const rows: Row[] = [
			some({ city: 'Élan', description: 'elan', custom: '{"size":"S","note":"Élan"}', custom_f: '{"size":"s","note":"elan"}' }),
			some({ name: kind === 'contact' || kind === 'lead' ? null : 'Two', email: 'ann@example.com', custom: '{"score":1.5}' }),
			some({ assigned_user_id: references.get('user') ?? 0, birthday: '2025-01-01', account_id: references.get('account') ?? 0 }),
		].map((row) => ({ ...row, ...needed(kind) }));
		const shown = async (refs: readonly Ref[]) =>
			(await query(store, `SELECT * FROM ${definition.table} WHERE id IN (${refs.map((ref) => ref.id).join(', ')}) ORDER BY id`)).map((row) =>
				Object.fromEntries(Object.entries(row).filter(([column]) => !['id', 'created_at', 'updated_at'].includes(column)).map(([column, value]) => [column, column.startsWith('custom') && typeof value === 'string' ? Object.entries(JSON.parse(value) as object).sort() : value])),
			);
		await fc.assert(
			fc.asyncProperty(changes, async (asked) => {
				const [set, byHand] = [await world.add(kind, ...rows), await world.add(kind, ...rows)];
				const selection = await world.select(set);
				const foreseen = await world.process(selection, edit({ [kind]: asked }), {}, { dryRun: true });
				const { counts } = await world.process(selection, edit({ [kind]: asked }));
				expect(foreseen.counts).toEqual(counts);
				for (const ref of byHand) {
					const values = Object.fromEntries(asked.map(({ field, value }) => [field, value]));
					// What a record can't do without is refused to a person, and left as it is by an edit.
					await store.run(updateRecord, { kind, id: ref.id, values, source: 'user', timeZone: 'UTC' }).catch((error: unknown) => expect(error).toMatchObject({ code: 'invalid-input' }));
				}
				expect(await shown(set)).toEqual(await shown(byHand));
			}),
			{ numRuns: 20, seed: 12 },
		);
	}, 120_000);

	test('MU-12 addresses are taken out, not where nothing else is left of a record; their key goes with them', async () => {
		const refs = await world.add('contact', { name: 'Ana', email: 'ana@example.com' }, { email: 'alone@example.com' });
		const selection = await world.select(refs);
		const settings = edit(await read('contact', clear('email')));
		const foreseen = await world.process(selection, settings, {}, { dryRun: true });
		const { counts } = await world.process(selection, settings);
		expect(counts).toEqual({ selected: 2, done: 1, skipped: { 'would be empty': 1 }, notSent: {} });
		expect(foreseen).toMatchObject({ counts, changes: [{ field: 'email', records: 1, to: null, from: [{ value: 'ana@example.com', records: 1 }] }] });
		expect(await query(store, `SELECT email, email_f, email_key FROM contact WHERE id IN (${refs.map((ref) => ref.id).join(', ')}) ORDER BY id`)).toEqual([
			{ email: null, email_f: null, email_key: null },
			{ email: 'alone@example.com', email_f: 'alone@example.com', email_key: 'alone@example.com' },
		]);
	});

	test('MU-12 values as people write them: options by label, records by name or id, days, numbers, yes and no', async () => {
		expect(await read('contact', set('custom.size', 'extra large'), set('custom.score', '2.5'), set('birthday', '2000-01-31'), set('assigned_user_id', String(world.users[2])), clear('phone'))).toEqual({
			contact: [
				{ field: 'custom.size', value: 'XL' },
				{ field: 'custom.score', value: 2.5 },
				{ field: 'birthday', value: '2000-01-31' },
				{ field: 'assigned_user_id', value: world.users[2] },
				{ field: 'phone', value: null },
			],
		});
		expect(await read('task', set('due_at', '2031-07-01T09:00'), set('outcome', 'Positive'))).toEqual({ task: [{ field: 'due_at', value: Date.UTC(2031, 6, 1, 7) }, { field: 'outcome', value: 'positive' }] });
		const campaign = await world.newCampaign('Só Uma Vez');
		expect(await read('opportunity', set('campaign_id', 'so uma vez'))).toEqual({ opportunity: [{ field: 'campaign_id', value: campaign }] });
	});

	test.each([
		['contact', set('email', 'one@example.com'), /"email".*can only be emptied/],
		['contact', set('do_not_email', true), /consent ledger/],
		['contact', set('last_name', 'García'), /tells records apart/],
		['account', set('name', 'Acme'), /tells records apart/],
		['lead', set('external_id', '7'), /tells records apart/],
		['contact', set('created_at', '2020-01-01'), /can't be written/],
		['message', set('address', 'a@example.com'), /whom a message went to/],
		['message', set('state', 'sent'), /can't be written/],
		['task', clear('name'), /can't be emptied/],
		['contact', set('city', '  '), /has no value/],
		['contact', set('shoe_size', '42'), /no field "shoe_size"/],
		['contact', set('custom.size', 'M'), /not one of its options/],
		['contact', set('birthday', 'tomorrow'), /is no date/],
		['contact', set('assigned_user_id', 'Nobody of That Name'), /none of that name/],
		['contact', set('assigned_user_id', 999_999), /no user with id 999999/],
	] as const)('MU-12 refused before anything is changed, with the way out: %s %j', async (kind, change, says) => {
		await expect(read(kind, change)).rejects.toMatchObject({ name: 'EngineError', message: expect.stringMatching(says), wayOut: expect.stringMatching(/\S/) });
	});

	test('MU-12 nothing to change, and the same field twice, are refused', async () => {
		const selection = await world.select(await world.contacts(1));
		for (const dryRun of [true, false]) {
			await expect(world.process(selection, edit({}), {}, { dryRun })).rejects.toMatchObject({ message: 'There is no field to change.' });
			await expect(world.process(selection, edit({ contact: [{ field: 'city', value: 'A' }, { field: 'city', value: 'B' }] }), {}, { dryRun })).rejects.toThrow(/given twice/);
		}
	});

	test('MU-12 a field deleted while the edit is under way stops it, naming the field, and no value of it is left', async () => {
		const field = await store.run(createCustomField, { kind: 'contact', name: `gone_${world.campaignId}`, label: '', type: 'text', options: [] });
		const selection = await world.select(await world.contacts(30_000));
		const settings = edit({ contact: [{ field: `custom.${field.name}`, value: 'x' }] });
		await expect(world.through(brokenOff(store, 'after', processChunk.name)).process(selection, settings)).rejects.toThrow('killed');
		await deleteCustomField(store, { kind: 'contact', name: field.name });
		await expect(world.process(selection, settings)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(field.name) });
		expect(await count(store, `SELECT COUNT(*) FROM contact WHERE custom IS NOT NULL AND email LIKE '%${world.domain}'`)).toBe(0);
	}, 60_000);

	test('X-03 killed before or after any chunk and asked again, counts are exact and each record is written once', async () => {
		const people = await world.contacts(12_000, (index) => ({ city: index % 4 === 0 ? 'Roma' : 'Milano', updated_at: 1 }));
		const selection = await world.select(people);
		const settings = edit({ contact: [{ field: 'city', value: 'Roma' }, { field: 'custom.note', value: 'Élan' }] });
		for (const [moment, nth] of [['before', 1], ['after', 1], ['before', 2], ['after', 2]] as const) {
			await world.through(brokenOff(store, moment, processChunk.name, nth)).process(selection, settings).catch((error: unknown) => expect(error).toMatchObject({ message: 'killed' }));
		}
		const stamped = new Map((await query(store, `SELECT id, updated_at FROM contact WHERE email_key LIKE '%@${world.domain}' AND updated_at > 1`)).map((row) => [row.id, row.updated_at]));
		const result = await world.process(selection, settings);
		expect(result.counts).toEqual({ selected: 12_000, done: 12_000, skipped: {}, notSent: {} });
		expect(await count(store, `SELECT COUNT(*) FROM contact WHERE email_key LIKE '%@${world.domain}' AND city_f = 'roma' AND custom_f IS NOT NULL`)).toBe(12_000);
		const now = await query(store, `SELECT id, updated_at FROM contact WHERE email_key LIKE '%@${world.domain}'`);
		expect(now.filter((row) => stamped.has(row.id) && stamped.get(row.id) !== row.updated_at)).toEqual([]);
		await execute(store, `UPDATE contact SET city = 'Torino', city_f = 'torino' WHERE id = ${people[0]?.id}`);
		expect(await world.process(selection, settings)).toEqual({ ...result, doneBefore: true });
		expect((await world.process(selection, settings, {}, { createAgain: true })).counts).toEqual({ selected: 12_000, done: 1, skipped: { 'already done': 11_999 }, notSent: {} });
	}, 60_000);
});
