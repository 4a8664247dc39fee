import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as fc from 'fast-check';

import { setConsent } from '../../../../engine/consent/setConsent';
import { EngineError } from '../../../../engine/EngineError';
import { createCustomField } from '../../../../engine/records/customFields';
import { deleteRecord } from '../../../../engine/records/deleteRecord';
import { importTable, type ImportOptions, type ImportSource } from '../../../../engine/records/import/importTable';
import type { SameAddress } from '../../../../engine/records/import/ImportBatch';
import type { GivenMapping } from '../../../../engine/records/import/mapHeaders';
import type { Kind } from '../../../../engine/records/kinds';
import { createRecord } from '../../../../engine/records/writeRecord';
import type { Store } from '../../../../engine/store/Store';
import { describeStores } from '../../../support/stores';
import { wholeStore } from '../../../support/wholeStore';

type Rows = readonly (readonly string[])[];

function file(headers: readonly string[], rows: Rows): ImportSource {
	return {
		headers,
		rows: (async function* () {
			yield rows.map((cells, index) => ({ line: index + 2, cells }));
		})(),
	};
}

describeStores('dry run of an import', (newStore) => {
	let store: Store;
	beforeEach(async () => {
		store = await newStore();
	});

	/** The dry run's answer, after which the store is as it was; the import itself must answer the same. */
	async function dryThenReal(headers: readonly string[], rows: Rows, more: Partial<ImportOptions> = {}) {
		const options: ImportOptions = { kind: 'contact', timeZone: 'Europe/Madrid', ...more };
		const before = await wholeStore(store);
		const dry = await importTable(store, file(headers, rows), { ...options, dryRun: true });
		expect(await wholeStore(store)).toEqual(before);
		expect(await importTable(store, file(headers, rows), options)).toEqual(dry);
		return dry;
	}

	const add = (kind: Kind, values: Record<string, string>) => store.run(createRecord, { kind, values, source: 'user', timeZone: 'utc' });

	test('X-02 tells counts, refused rows with their reasons, warnings and columns as the import does, and changes nothing', async () => {
		await add('contact', { external_id: 'C1', name: 'Ana', email: 'ana@example.com' });
		await add('contact', { external_id: 'C2', name: 'Eva', email: 'eva@example.com', city: 'Madrid' });
		const dry = await dryThenReal(
			['Id', 'Name', 'Email', 'Company', 'City', 'Birthday', 'Opt Out', 'Shoe'],
			[
				['C1', 'Ana', 'ana@example.com', 'Acme', 'Sevilla', '', '', '38'],
				['C2', 'Eva', 'eva@example.com', '', 'Madrid', '', 'yes', ''],
				['C3', 'Zoe', 'zoe@example.com', 'ACME', '', '', '', ''],
				['C3', 'Zoe', 'zoe@example.com', '', 'Jaén', '', '', ''],
				['C4', 'Bad', 'bad@example.com', '', '', 'soon', 'x', ''],
			],
		);
		expect(dry).toMatchObject({ rows: 5, created: 1, updated: 1, unchanged: 1, duplicates: 1, refusedCount: 1, accountsCreated: 1, optOuts: 2, unmappedColumns: ['Shoe'] });
		expect(dry.refused).toMatchObject([{ line: 6, reason: expect.stringContaining('Birthday') }]);
	});

	test('X-02 later batches see what earlier ones did: repeated rows, moved addresses, new accounts, noes', async () => {
		await store.run(createCustomField, { kind: 'contact', name: 'size', label: 'Size', type: 'integer', options: [] });
		await add('contact', { external_id: 'C1', name: 'Ana', email: 'old@example.com' });
		const people = Array.from({ length: 11_000 }, (_, index) => [`P${index}`, `Person ${index}`, `p${index}@example.com`, '', '', '']);
		const rows = [
			// Batch 1 moves C1 to another address, and makes an account.
			['C1', 'Ana', 'new@example.com', 'First Co', '', '1'],
			...people,
			// Batch 3 repeats rows of batches 1 and 2, names their account, and says no for an address of batch 1.
			['', 'Ana', 'NEW@example.com', '', 'yes', '2'],
			['', 'Somebody Else', 'old@example.com', 'first co', '', ''],
			['P7', '', '', 'Last Co', 'yes', '3'],
			['', 'Repeated', 'p7000@example.com', '', '', '4'],
		];
		const dry = await dryThenReal(['Id', 'Name', 'Email', 'Company', 'Opt Out', 'Size'], rows);
		expect(dry).toMatchObject({ rows: 11_005, updated: 1, created: 11_001, duplicates: 3, refusedCount: 0, accountsCreated: 2, optOuts: 2 });
	});

	test('X-02 ids in what is told are those that would be given, also after deletions', async () => {
		for (const name of ['One', 'Two', 'Three']) await add('contact', { name });
		await deleteRecord(store, { kind: 'contact', id: 3, reassignTo: null });
		const dry = await dryThenReal(['Name', 'Email'], [['Ana', 'ana@example.com'], ['Eva', 'eva@example.com'], ['Ana', 'ana@example.com']], { rowsAtOnce: 2 });
		expect(dry.warnings).toEqual([{ kind: 'same record as an earlier row', count: 1, example: 'line 4 is the record 4, written by an earlier row' }]);
	});

	test('X-02 leaves nothing behind, also where the file breaks off, and says that nothing was imported', async () => {
		const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('crm-dry-run-'));
		const before = folders();
		await add('contact', { name: 'Ana' });
		const breaking: ImportSource = {
			headers: ['Name'],
			rows: (async function* () {
				yield [{ line: 2, cells: ['Eva'] }];
				throw new EngineError('invalid-input', 'A quote is not closed.', 'Correct the file.');
			})(),
		};
		const dry = importTable(store, breaking, { kind: 'contact', timeZone: 'utc', dryRun: true });
		await expect(dry).rejects.toMatchObject({ wayOut: 'Correct the file. Nothing was imported.' });
		expect(folders().filter((name) => !before.includes(name))).toEqual([]);
	});

	test('X-02 any file, any store, any batches: the dry run answers what the import answers', async () => {
		const cell = (...values: string[]) => fc.constantFrom('', ...values);
		const row = fc.tuple(
			cell('1', '2', '3'),
			cell('Ana', 'Eva'),
			cell('García', 'garcia', 'Rossi'),
			cell('Acme', 'ACME', 'Élan'),
			cell('a@x.com', 'A@X.com ', 'b@x.com', 'broken@'),
			cell('1', '2'),
			cell('yes', 'no'),
			cell('1', '2', 'nobody'),
		);
		const headers = ['Id', 'First Name', 'Last Name', 'Company', 'Email', 'Phone', 'Opt Out', 'Owner'];
		const mappingOf = (of: Kind): GivenMapping => {
			if (of === 'account') return { Id: 'external_id', Company: 'name', 'First Name': null, 'Last Name': null };
			return of === 'user' ? { Company: null, 'Opt Out': null, Owner: null } : {};
		};
		const kind = fc.constantFrom<Kind>('contact', 'lead', 'account', 'user');
		const upload = fc.record({ kind, rows: fc.array(row, { maxLength: 9 }), rowsAtOnce: fc.integer({ min: 1, max: 4 }), sameAddress: fc.constantFrom<SameAddress>('update', 'refuse') });
		await fc.assert(
			fc.asyncProperty(fc.array(upload, { minLength: 1, maxLength: 2 }), async (uploads) => {
				for (const { kind: of, rows, rowsAtOnce, sameAddress } of uploads) {
					await dryThenReal(headers, rows, { kind: of, rowsAtOnce, sameAddress, mapping: mappingOf(of) });
				}
			}),
			{ numRuns: 12 },
		);
	});

	test('X-08 a no that stands already is no new one in a dry run either', async () => {
		const ana = await add('contact', { name: 'Ana', email: 'ana@example.com' });
		await store.run(setConsent, { decision: 'no', address: 'ana@example.com', record: null, scope: 'all', scopeRef: '', source: 'user', reason: null, proof: null, happenedAt: null });
		const tick = [['Ana', 'ana@example.com', 'yes']];
		expect(await dryThenReal(['Name', 'Email', 'Opt Out'], tick)).toMatchObject({ optOuts: 1, unchanged: 1 });
		expect(await dryThenReal(['Name', 'Email', 'Opt Out'], tick)).toMatchObject({ optOuts: 0, unchanged: 1 });
		expect(ana.id).toBe(1);
	});
});
