import { createCustomField } from '../../../engine/records/customFields';
import type { CopySettings } from '../../../engine/jobs/Job';
import type { Kind } from '../../../engine/records/kinds';
import type { RecordValues } from '../../../engine/records/recordValues';
import type { RecordJson } from '../../../engine/records/RecordJson';
import { getRecord } from '../../../engine/records/selectRecords';
import { createRecord } from '../../../engine/records/writeRecord';
import type { Ref } from '../../support/campaignWorld';
import { count, execute } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { remember } from '../consent/remember';
import { JobWorld } from './JobWorld';

describeStores('jobs that copy a value to related records', (newStore) => {
	let jobs: JobWorld;

	beforeAll(async () => {
		jobs = await JobWorld.in(await newStore());
		for (const [kind, name, type] of [['account', 'size', 'option'], ['contact', 'size', 'option'], ['contact', 'score', 'integer'], ['task', 'since', 'date'], ['account', 'vip', 'boolean'], ['contact', 'vip', 'boolean']] as const) {
			const options = kind === 'account' ? ['S', 'M', 'L'] : ['S', 'L'];
			await jobs.store.run(createCustomField, { kind, name, label: '', type, options: type === 'option' ? options.map((value) => ({ value, label: value })) : [] });
		}
	});

	const create = async (kind: Kind, values: RecordValues) => await jobs.store.run(createRecord, { kind, values, source: 'user', timeZone: 'UTC' });
	const get = async (record: RecordJson) => await jobs.store.run(getRecord, { kind: record.kind, id: record.id });
	const ref = ({ kind, id }: RecordJson): Ref => ({ kind: kind === 'lead' || kind === 'contact' || kind === 'task' || kind === 'message' || kind === 'opportunity' ? kind : 'account', id });
	const run = async (records: readonly RecordJson[], settings: Partial<CopySettings>) => await jobs.carryOut(records.map(ref), jobs.copy(settings));
	const refusal = async (records: readonly RecordJson[], settings: Partial<CopySettings>) => await jobs.queue(records.map(ref), jobs.copy(settings)).then(
		() => 'queued',
		(error: unknown) => (error instanceof Error ? error.message : ''),
	);

	test('VM-16 an account\'s city goes to its contacts, found by search as if it had been typed in; others keep theirs', async () => {
		const account = await create('account', { name: 'Acme', city: 'Córdoba' });
		const [one, same, other] = [await create('contact', { name: 'Ana', account_id: account.id, city: 'Roma' }), await create('contact', { name: 'Ben', account_id: account.id, city: 'Córdoba' }), await create('contact', { name: 'Cai', city: 'Roma' })];
		const { job } = await run([account], {});
		expect(job.counts).toEqual({ contact: { found: 2, outcomes: { changed: 1, unchanged: 1 } } });
		expect([(await get(one)).city, (await get(same)).city, (await get(other)).city]).toEqual(['Córdoba', 'Córdoba', 'Roma']);
		expect(await count(jobs.store, `SELECT COUNT(*) FROM contact WHERE city_f = 'cordoba' AND account_id = ${account.id}`)).toBe(2);
		expect(await count(jobs.store, `SELECT COUNT(*) FROM contact WHERE id = ${same.id} AND updated_at = created_at`)).toBe(1);
		expect(await jobs.results(job.id)).toMatchObject([
			{ kind: 'contact', id: one.id, name: 'Ana', field: 'city', outcome: 'changed', old: 'Roma', new: 'Córdoba', source: { kind: 'account', id: account.id, name: 'Acme' } },
			{ id: same.id, outcome: 'unchanged', old: 'Córdoba', new: 'Córdoba' },
		]);
	});

	test('VM-16 an address comes with its key, a person\'s name with its parts, a salesperson by reference', async () => {
		const account = await create('account', { name: 'Acme', email: 'Office@Müller.example', assigned_user_id: jobs.from, description: 'García, Ana' });
		const contact = await create('contact', { first_name: 'X', account_id: account.id });
		await run([account], { fromField: 'email', toField: 'email' });
		await run([account], { fromField: 'description', toField: 'name' });
		await run([account], { fromField: 'assigned_user_id', toField: 'assigned_user_id' });
		expect(await get(contact)).toMatchObject({ email: 'Office@Müller.example', first_name: 'Ana', last_name: 'García', name: 'García, Ana', assigned_user_name: 'Jane Peacock' });
		expect(await count(jobs.store, `SELECT COUNT(*) FROM contact WHERE id = ${contact.id} AND email_key = 'office@xn--mller-kva.example' AND last_name_f = 'garcia'`)).toBe(1);
	});

	test('VM-16 custom fields, each beside those that are there; what a field does not take is refused record by record, with the reason', async () => {
		const small = await create('account', { name: 'Small', 'custom.size': 'S', 'custom.vip': true });
		const medium = await create('account', { name: 'Medium', 'custom.size': 'M' });
		const [one, two] = [await create('contact', { name: 'Ana', account_id: small.id, 'custom.score': 7 }), await create('contact', { name: 'Ben', account_id: medium.id, 'custom.size': 'L' })];
		const { job, ending } = await run([small, medium], { fromField: 'custom.size', toField: 'custom.size' });
		expect(ending).toBe('done');
		expect(job.counts).toEqual({ contact: { found: 2, outcomes: { changed: 1, refused: 1 } } });
		expect((await get(one)).custom).toMatchObject({ size: 'S', score: 7 });
		expect((await get(two)).custom).toMatchObject({ size: 'L' });
		expect((await jobs.results(job.id))[1]).toMatchObject({ id: two.id, outcome: 'refused', old: 'L', new: 'L', error: expect.stringContaining('"M" is not one of its options') });
		await run([small], { fromField: 'custom.vip', toField: 'custom.vip' });
		expect((await get(one)).custom).toEqual({ size: 'S', score: 7, vip: true });
		await run([small], { fromField: 'employees', toField: 'custom.score', copyEmpty: true });
		expect((await get(one)).custom).toEqual({ size: 'S', score: null, vip: true });
	});

	test('VM-16 a text that the field is too short for is refused by itself, and the rest of the selection goes on', async () => {
		const [long, short] = [await create('account', { name: 'Long', description: 'x'.repeat(600) }), await create('account', { name: 'Short', description: 'Madrid' })];
		const [one, two] = [await create('contact', { name: 'Ana', account_id: long.id, city: 'Roma' }), await create('contact', { name: 'Ben', account_id: short.id })];
		const { job } = await run([long, short], { fromField: 'description' });
		expect(job.counts.contact?.outcomes).toEqual({ changed: 1, refused: 1 });
		expect([(await get(one)).city, (await get(two)).city]).toEqual(['Roma', 'Madrid']);
	});

	test('VM-16 where the record holds nothing the others keep what they have, or are emptied where asked for, but never of what tells them', async () => {
		const account = await create('account', { name: 'Acme' });
		const [one, two] = [await create('contact', { email: 'ana@example.com', account_id: account.id, city: 'Roma' }), await create('contact', { name: 'Ben', email: 'ben@example.com', account_id: account.id })];
		expect((await run([account], {})).job.counts.contact?.outcomes).toEqual({ 'nothing to copy': 2 });
		expect((await get(one)).city).toBe('Roma');
		expect((await run([account], { copyEmpty: true })).job.counts.contact?.outcomes).toEqual({ changed: 1, unchanged: 1 });
		expect((await get(one)).city).toBeNull();
		const { job } = await run([account], { fromField: 'email', toField: 'email', copyEmpty: true });
		expect(job.counts.contact?.outcomes).toEqual({ changed: 1, refused: 1 });
		expect([(await get(one)).email, (await get(two)).email]).toEqual(['ana@example.com', null]);
		expect((await jobs.results(job.id))[0]).toMatchObject({ outcome: 'refused', error: expect.stringMatching(/neither a name nor/) });
	});

	test('VM-16 a task that hangs on an account and on one of its contacts, both selected, gets the value once, from the first', async () => {
		const [near, far] = [await create('account', { name: 'Near', city: 'Near' }), await create('account', { name: 'Far', city: 'Far' })];
		const contact = await create('contact', { name: 'Ana', account_id: far.id });
		const task = await create('task', { name: 'Call', contact_id: contact.id, account_id: near.id });
		const { job } = await run([far, near], { toKind: 'task', toField: 'description', throughContacts: true });
		expect(job.counts).toEqual({ task: { found: 1, outcomes: { changed: 1 } } });
		expect((await get(task)).description).toBe('Near');
	});

	test('VM-16 consent is not copied, in no direction, and a no stays where it stands', async () => {
		const account = await create('account', { name: 'Acme', email: 'no@example.com', do_not_email: true });
		const contact = await create('contact', { name: 'Ana', account_id: account.id, do_not_email: true });
		expect(await refusal([account], { toField: 'do_not_email' })).toMatch(/kept in the consent ledger/);
		expect(await refusal([account], { fromField: 'do_not_email', toField: 'custom.vip' })).toMatch(/kept in the consent ledger/);
		await run([account], { fromField: 'email', toField: 'email' });
		expect(await get(contact)).toMatchObject({ email: 'no@example.com', do_not_email: true });
	});

	test('VM-16 the address of a person who asked to be forgotten goes nowhere', async () => {
		const account = await create('account', { name: 'Acme', email: 'gone@example.com' });
		const contact = await create('contact', { name: 'Ana', account_id: account.id });
		await jobs.store.run(remember, ['gone@example.com']);
		const { job } = await run([account], { fromField: 'email', toField: 'email' });
		expect(job.counts.contact?.outcomes).toEqual({ refused: 1 });
		expect((await jobs.results(job.id))[0]?.error).toMatch(/asked to be forgotten/);
		expect((await get(contact)).email).toBeNull();
	});

	test.each<[string, Partial<CopySettings>, RegExp]>([
		['kept by the engine', { fromField: 'name', toField: 'created_at' }, /"created_at" .* is kept by the engine/],
		['what tells records apart', { fromField: 'name', toField: 'external_id' }, /tells records apart/],
		['whom a message went to', { fromField: 'email', toKind: 'message', toField: 'address' }, /whom a message went to/],
		['text into a number', { fromField: 'city', toField: 'custom.score' }, /"city" \(text\) can't be copied into Contact, field "custom.score" \(whole number\)/],
		['a date and time into a date', { fromField: 'created_at', toField: 'birthday' }, /date and time/],
		['a reference of another kind', { fromField: 'assigned_user_id', toField: 'account_id' }, /reference to a user.*reference to an account/],
		['a field there isn\'t', { fromField: 'town' }, /Accounts have no field "town"/],
		['a kind that does not hang on it', { fromKind: 'lead', toKind: 'contact' }, /No contacts hang on leads/],
		['nothing of the kind selected', { fromKind: 'contact', fromField: 'city', toKind: 'task', toField: 'description' }, /holds no contacts to copy from/],
	])('VM-16 refused when it is queued: %s', async (_what, settings, message) => {
		const account = await create('account', { name: 'Acme', city: 'Roma' });
		expect(await refusal([account], settings)).toMatch(message);
	});

	test('VM-16 a field deleted while the job waits makes it fail in plain words; what hung on it is untouched', async () => {
		const account = await create('account', { name: 'Acme', city: 'Roma' });
		await jobs.store.run(createCustomField, { kind: 'contact', name: 'town', label: 'Town', type: 'text', options: [] });
		const { id } = await jobs.queue([ref(account)], jobs.copy({ toField: 'custom.town' }));
		await execute(jobs.store, `DELETE FROM custom_field WHERE name = 'town'`);
		const ran = await jobs.runDue();
		expect(ran.find(({ job }) => job.id === id)).toMatchObject({ ending: 'failed', job: { state: 'failed', failure: { message: 'Contacts have no field "custom.town".', wayOut: expect.stringContaining('queue a new one') } } });
	});
});
