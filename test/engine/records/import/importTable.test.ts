import * as fc from 'fast-check';

import { EngineError } from '../../../../engine/EngineError';
import { createCustomField } from '../../../../engine/records/customFields';
import { importTable, type ImportOptions, type ImportSource } from '../../../../engine/records/import/importTable';
import { tableOfItems } from '../../../../engine/records/import/tableOfItems';
import type { Kind } from '../../../../engine/records/kinds';
import { createRecord, updateRecord } from '../../../../engine/records/writeRecord';
import type { Store } from '../../../../engine/store/Store';
import { describeStores } from '../../../support/stores';
import { readColumns, readRecords } from './readStore';

/** A file's rows from lines of cells; line 1 holds the headers. */
function file(headers: readonly string[], ...rows: readonly (readonly string[])[]): ImportSource {
	return {
		headers,
		rows: (async function* () {
			yield rows.map((cells, index) => ({ line: index + 2, cells }));
		})(),
	};
}

describeStores('import', (newStore) => {
	let store: Store;
	beforeEach(async () => {
		store = await newStore();
	});

	const run = (source: ImportSource, options: Partial<ImportOptions> = {}) => importTable(store, source, { kind: 'contact', timeZone: 'Europe/Madrid', origin: 'contacts.csv', ...options });
	const records = (kind: Kind) => store.run(readRecords, kind);

	const people = ['CustomerId', 'FirstName', 'LastName', 'Company', 'City', 'Email', 'SupportRepId'];
	const luis = ['1', 'Luís', 'Gonçalves', 'Embraer', 'São José', 'luisg@embraer.com.br', '3'];
	const leonie = ['2', 'Leonie', 'Köhler', '', 'Stuttgart', 'leonekohler@surfeu.de', '5'];

	test('a customer file makes contacts, their accounts and their links to users; what is unknown is told', async () => {
		await importTable(store, file(['EmployeeId', 'FirstName', 'LastName', 'HireDate'], ['3', 'Jane', 'Peacock', '2002-04-01']), { kind: 'user', timeZone: 'utc' });
		const result = await run(file(people, luis, leonie));
		expect(result).toMatchObject({ rows: 2, created: 2, updated: 0, unchanged: 0, duplicates: 0, refusedCount: 0, accountsCreated: 1, optOuts: 0, unmappedColumns: [] });
		expect(result.warnings).toEqual([{ kind: 'unknown user', count: 1, example: 'line 3: there is no user "5"' }]);
		expect(await records('contact')).toMatchObject([
			{ external_id: '1', name: 'Luís Gonçalves', account_name: 'Embraer', assigned_user_name: 'Jane Peacock', city: 'São José' },
			{ external_id: '2', name: 'Leonie Köhler', account_id: null, assigned_user_id: null },
		]);
	});

	test('importing the same file again changes nothing and creates nothing', async () => {
		await run(file(people, luis, leonie));
		const before = await store.run(readColumns, 'contact');
		const again = await run(file(people, luis, leonie));
		expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2, accountsCreated: 0, refusedCount: 0 });
		expect(await store.run(readColumns, 'contact')).toEqual(before);
	});

	test('a changed cell updates its record, an empty one leaves it', async () => {
		await run(file(people, luis, leonie));
		const result = await run(file(people, ['1', 'Luís', 'Gonçalves', '', '', 'luis@new.example.com', ''], leonie));
		expect(result).toMatchObject({ created: 0, updated: 1, unchanged: 1 });
		expect((await records('contact'))[0]).toMatchObject({ email: 'luis@new.example.com', city: 'São José', account_name: 'Embraer' });
	});

	test('addresses are the same whatever their capitals and blanks: later rows only fill what is empty', async () => {
		const result = await run(
			file(['Name', 'Email', 'City', 'Phone'], ['Ana García', 'ana@example.com', '', '1'], ['A. García', ' ANA@Example.COM ', 'Madrid', '2']),
		);
		expect(result).toMatchObject({ created: 1, duplicates: 1, updated: 0 });
		expect(result.warnings).toEqual([{ kind: 'same record as an earlier row', count: 1, example: 'line 3 is the record of line 2' }]);
		expect(await records('contact')).toMatchObject([{ name: 'Ana García', email: 'ana@example.com', city: 'Madrid', phone: '1' }]);
	});

	test('records of different external ids may share an address; a record without one takes it over', async () => {
		await store.run(createRecord, { kind: 'contact', values: { name: 'Ana', email: 'ana@example.com' }, source: 'user', timeZone: 'utc' });
		const result = await run(file(['Contact Id', 'Name', 'Email'], ['C1', 'Ana García', 'ana@example.com'], ['C2', 'Her Sister', 'Ana@example.com']));
		expect(result).toMatchObject({ created: 1, updated: 1, duplicates: 0 });
		expect(await records('contact')).toMatchObject([
			{ external_id: 'C1', name: 'Ana García' },
			{ external_id: 'C2', name: 'Her Sister' },
		]);
	});

	test('an address that stands twice can be refused instead, naming whose it is', async () => {
		const rows = file(['Contact Id', 'Name', 'Email'], ['C1', 'Ana', 'ana@example.com'], ['C2', 'Eva', 'ana@example.com'], ['', 'Ana again', 'ana@example.com']);
		const result = await run(rows, { sameAddress: 'refuse' });
		expect(result).toMatchObject({ created: 1, refusedCount: 2 });
		expect(result.refused).toEqual([
			{ line: 3, reason: 'It has the same address as the row in line 2 (Ana).', cells: { 'Contact Id': 'C2', Name: 'Eva', Email: 'ana@example.com' } },
			{ line: 4, reason: 'It has the same address as the row in line 2 (Ana).', cells: { 'Contact Id': '', Name: 'Ana again', Email: 'ana@example.com' } },
		]);
	});

	test('rows without external id and address are known by name, company, telephone and city', async () => {
		const rows = () =>
			file(['Name', 'Email', 'City', 'Phone'], ['Juan García', '', 'Madrid', '1'], ['Juan García', '', 'Sevilla', '2'], ['JUAN GARCIA', '', 'madrid', '1'], ['Juan García', 'juan@', 'Sevilla', '2']);
		const first = await run(rows());
		expect(first).toMatchObject({ created: 2, duplicates: 2 });
		expect(first.warnings).toContainEqual({ kind: 'malformed address', count: 1, example: 'line 5: juan@' });
		expect(await run(rows())).toMatchObject({ created: 0, updated: 0, unchanged: 2, duplicates: 2 });
		expect(await records('contact')).toMatchObject([{ city: 'Madrid' }, { city: 'Sevilla', email: 'juan@' }]);
	});

	test('a record whose missing address somebody added is still known by the next import', async () => {
		await run(file(['Name', 'Email', 'City'], ['Juan García', '', 'Madrid']));
		const [contact] = await records('contact');
		await store.run(updateRecord, { kind: 'contact', id: contact?.id ?? 0, values: { email: 'juan@example.com' }, source: 'user', timeZone: 'utc' });
		expect(await run(file(['Name', 'Email', 'City'], ['Juan García', '', 'Madrid']))).toMatchObject({ created: 0, unchanged: 1 });
	});

	test('one bad row never stops the rest: it comes back with its line, reason and cells', async () => {
		const source: ImportSource = {
			headers: ['Name', 'Email', 'Birthday'],
			rows: (async function* () {
				yield [
					{ line: 2, cells: ['Ana', 'ana@example.com', '31/12/1980'] },
					{ line: 3, cells: ['Eva', 'eva@example.com', '31/02/1980'] },
					{ line: 4, cells: ['', '', ''] },
					{ line: 5, cells: ['', 'no address', ''] },
					{ line: 6, cells: ['Long', `${'a'.repeat(1000)}@example.com`, ''] },
				];
				yield [{ line: 7, cells: ['Shifted', 'x'], problem: { message: 'It has 4 cells, the table 3 columns.' } }];
				yield [{ line: 8, cells: ['Zoe', 'zoe@example.com', ''] }];
			})(),
		};
		const result = await run(source);
		expect(result).toMatchObject({ rows: 7, created: 2, refusedCount: 5 });
		expect(result.refused.map(({ line, reason }) => [line, reason])).toEqual([
			[3, expect.stringContaining('Birthday: “31/02/1980”')],
			[4, 'The row is empty.'],
			[5, expect.stringContaining('no address that mail can be sent to')],
			[6, expect.stringContaining('field "email" (Email)')],
			[7, 'It has 4 cells, the table 3 columns.'],
		]);
		expect(result.refused[0]?.cells).toEqual({ Name: 'Eva', Email: 'eva@example.com', Birthday: '31/02/1980' });
		expect((await records('contact')).map((contact) => contact.name)).toEqual(['Ana', 'Zoe']);
	});

	test('values that can\'t be read may be left out instead of refusing their rows; never whether somebody may be emailed', async () => {
		const rows = file(['Name', 'Birthday', 'Opt Out'], ['Ana', 'spring', ''], ['Eva', '', 'who knows']);
		const result = await run(rows, { badValue: 'leaveOut' });
		expect(result).toMatchObject({ created: 1, refusedCount: 1 });
		expect(result.warnings).toEqual([{ kind: 'value left out', count: 1, example: expect.stringContaining('line 2: Birthday') }]);
	});

	test('refused rows are counted exactly, however many are kept', async () => {
		const rows = Array.from({ length: 2_500 }, () => ['', '']);
		const result = await run(file(['Name', 'Email'], ...rows), { refusedKept: 3 });
		expect(result).toMatchObject({ rows: 2_500, refusedCount: 2_500, created: 0 });
		expect(result.refused).toHaveLength(3);
	});

	test('a ticked opt-out is a no for the record and its address; an import never lifts one', async () => {
		const headers = ['Name', 'Email', 'Email Opt Out'];
		expect(await run(file(headers, ['Ana', 'ana@example.com', 'yes'], ['Eva', 'eva@example.com', '0']))).toMatchObject({ optOuts: 1 });
		expect(await run(file(headers, ['Ana', 'ana@example.com', 'no'], ['Eva', 'eva@example.com', '']))).toMatchObject({ optOuts: 0 });
		const sharing = await store.run(createRecord, { kind: 'lead', values: { name: 'Same', email: 'ANA@example.com' }, source: 'user', timeZone: 'utc' });
		expect(sharing.do_not_email).toBe(true);
		expect(await records('contact')).toMatchObject([{ do_not_email: true }, { do_not_email: false }]);
		expect(await run(file(headers, ['Ana', 'ana@example.com', '1']))).toMatchObject({ optOuts: 0, unchanged: 1 });
	});

	test('X-08 a refused row\'s opt-out counts all the same', async () => {
		const result = await run(file(['Name', 'Email', 'Birthday', 'Opt Out'], ['Ana', 'ana@example.com', 'soon', 'x']));
		expect(result).toMatchObject({ created: 0, refusedCount: 1, optOuts: 1 });
		const lead = await store.run(createRecord, { kind: 'lead', values: { name: 'Ana', email: 'ana@example.com' }, source: 'user', timeZone: 'utc' });
		expect(lead.do_not_email).toBe(true);
	});

	test('accounts are found by their names, capitals or not, and made only when asked for', async () => {
		await importTable(store, file(['Name', 'City'], ['Élan Vital', 'Paris']), { kind: 'account', timeZone: 'utc' });
		const rows = file(['Name', 'Account'], ['Ana', 'ELAN VITAL'], ['Eva', 'New Co'], ['Zoe', 'new co']);
		const result = await run(rows, { createAccounts: false });
		expect(result).toMatchObject({ created: 3, accountsCreated: 0 });
		expect(result.warnings).toEqual([{ kind: 'unknown account', count: 2, example: 'line 3: there is no account "New Co"' }]);
		const again = await run(file(['Name', 'Account'], ['Mia', 'New Co'], ['Pia', 'NEW CO']));
		expect(again.accountsCreated).toBe(1);
		expect((await records('account')).map((account) => account.name)).toEqual(['Élan Vital', 'New Co']);
		expect(await importTable(store, file(['Account ID', 'Name'], ['A7', 'new co']), { kind: 'account', timeZone: 'utc' })).toMatchObject({ created: 0, updated: 1 });
	});

	test('dates and numbers are read as their column writes them, custom fields too', async () => {
		await store.run(createCustomField, { kind: 'contact', name: 'spent', label: 'Spent', type: 'number', options: [] });
		const rows = file(['Name', 'Birthday', 'Spent'], ['Ana', '03/04/1980', '1.234'], ['Eva', '25/12/1981', '12,5']);
		await run(rows);
		expect(await records('contact')).toMatchObject([
			{ birthday: '1980-04-03', custom: { spent: 1234 } },
			{ birthday: '1981-12-25', custom: { spent: 12.5 } },
		]);
		const unclear = await run(file(['Name', 'Birthday'], ['Zoe', '03/04/1980']));
		expect(unclear.refused[0]?.reason).toContain('two ways');
		expect(await run(file(['Name', 'Birthday'], ['Zoe', '03/04/1980']), { dateOrder: 'mdy' })).toMatchObject({ created: 1 });
	});

	test('a number that can be read in two ways is read as told; a whole number has no decimals, so it can not', async () => {
		await store.run(createCustomField, { kind: 'contact', name: 'paid', label: 'Paid', type: 'number', options: [] });
		await store.run(createCustomField, { kind: 'contact', name: 'visits', label: 'Visits', type: 'integer', options: [] });
		const unclear = await run(file(['Name', 'Paid'], ['Ana', '1,234']));
		expect(unclear.refused[0]?.reason).toBe('Paid: “1,234” can be read in two ways: say whether the column\'s decimals come after a point or a comma.');
		await run(file(['Name', 'Paid', 'Visits'], ['Ana', '1,234', '1.200'], ['Eva', '1.234', '2.400'], ['Ida', '7', '3 600']), { decimal: ',' });
		expect((await records('contact')).map(({ custom }) => [custom['paid'], custom['visits']])).toEqual([[1.234, 1200], [1234, 2400], [7, 3600]]);
		await run(file(['Name', 'Visits'], ['Ana', '1,201'], ['Eva', '2.401']));
		expect((await records('contact')).map(({ custom }) => custom['visits'])).toEqual([1201, 2401, 3600]);
	});

	test('items of a workflow are imported as they are, custom values and ids included', async () => {
		const result = await importTable(store, tableOfItems([{ name: 'Task A', due_at: '2025-07-01T10:00:00', status: 'Completed' }, { name: 'Task B', extra: { a: 1 } }]), {
			kind: 'task',
			timeZone: 'Europe/Madrid',
		});
		expect(result).toMatchObject({ created: 2, unmappedColumns: ['extra'] });
		expect(await records('task')).toMatchObject([
			{ name: 'Task A', due_at: '2025-07-01T08:00:00.000Z', status: 'completed', outcome: 'open' },
			{ name: 'Task B', due_at: null, status: 'not_started' },
		]);
	});

	test('a source that breaks off says how much is imported, and that importing again does no harm', async () => {
		const source: ImportSource = {
			headers: ['Name'],
			rows: (async function* () {
				yield Array.from({ length: 2_000 }, (_, index) => ({ line: index + 2, cells: [`Person ${index}`] }));
				throw new EngineError('invalid-input', 'A quote in line 2002 is not closed.', 'Correct the file.');
			})(),
		};
		await expect(run(source)).rejects.toMatchObject({ wayOut: 'Correct the file. The 2000 rows before are imported; importing them again does no harm.' });
		expect(await records('contact')).toHaveLength(2_000);
	});

	test('progress is told after every batch', async () => {
		const seen: number[] = [];
		await run(file(['Name'], ...Array.from({ length: 12_000 }, (_, index) => [`Person ${index}`])), { onProgress: (progress) => seen.push(progress.rows) });
		expect(seen).toEqual([5_000, 10_000, 12_000]);
	});

	describe('any file, imported again', () => {
		const cell = (...values: string[]) => fc.constantFrom('', ...values);
		const row = fc.tuple(
			cell('1', '2', '3'),
			cell('Ana', 'Eva'),
			cell('García', 'garcia', 'Rossi'),
			cell('', 'Acme', 'ACME', 'Élan'),
			cell('a@x.com', 'A@X.com ', 'b@x.com', 'broken@'),
			cell('1', '2'),
			cell('', 'yes', 'no'),
		);
		const kind = fc.constantFrom<Kind>('contact', 'lead', 'account', 'user');
		const rows = fc.array(row, { maxLength: 12 });
		let people = 0;

		/** People whom the store does not know: the same file again about others. */
		function strangers(cells: readonly (readonly string[])[]): string[][] {
			const who = `p${++people}`;
			const own = (text: string | undefined) => (text === undefined || text === '' ? '' : `${who}${text}`);
			return cells.map(([id, firstName, lastName, company, email, phone, optOut]) => [
				own(id), own(firstName), own(lastName), own(company), own(email), phone ?? '', optOut ?? '',
			]);
		}

		async function twice(of: Kind, cells: readonly (readonly string[])[]) {
			const { headers, pick } = columnsFor(of);
			const source = () => file(headers, ...cells.map((one) => pick.map((index) => one[index] ?? '')));
			const first = await importTable(store, source(), { kind: of, timeZone: 'utc' });
			const stored = await store.run(readColumns, of);
			const second = await importTable(store, source(), { kind: of, timeZone: 'utc' });
			for (const { created, updated, unchanged, duplicates, refusedCount } of [first, second]) {
				expect(created + updated + unchanged + duplicates + refusedCount).toBe(cells.length);
			}
			expect(second).toMatchObject({ created: 0, accountsCreated: 0 });
			return { first, second, stored, now: await store.run(readColumns, of) };
		}

		test('changes nothing, neither a record nor a time, where all rows have an external id, or none', async () => {
			await fc.assert(
				fc.asyncProperty(kind, rows, fc.boolean(), async (of, cells, withIds) => {
					const given = strangers(cells.map(([id, ...others]) => [withIds ? id || '4' : '', ...others]));
					const { first, second, stored, now } = await twice(of, given);
					expect(now).toEqual(stored);
					expect(second).toMatchObject({ updated: 0, optOuts: 0, duplicates: first.duplicates, refusedCount: first.refusedCount });
				}),
				{ numRuns: 30 },
			);
		});

		test('creates nothing, also where only some rows have an external id', async () => {
			await fc.assert(
				fc.asyncProperty(kind, rows, async (of, cells) => {
					await twice(of, strangers(cells));
				}),
				{ numRuns: 30 },
			);
		});
	});
});

function columnsFor(kind: Kind): { readonly headers: readonly string[]; readonly pick: readonly number[] } {
	switch (kind) {
		case 'account':
			return { headers: ['Account ID', 'Account Name', 'Email', 'Phone', 'Opt Out'], pick: [0, 3, 4, 5, 6] };
		case 'user':
			return { headers: ['User ID', 'First Name', 'Last Name', 'Email'], pick: [0, 1, 2, 4] };
		default:
			return { headers: ['Id', 'First Name', 'Last Name', 'Company', 'Email', 'Phone', 'Opt Out'], pick: [0, 1, 2, 3, 4, 5, 6] };
	}
}

