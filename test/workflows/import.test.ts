import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { setConsent } from '../../engine/consent/setConsent';
import { generate } from '../../tools/generator/generate';
import type { Manifest } from '../../tools/generator/Manifest';
import { workbook } from '../engine/records/import/workbook';
import { fileContent, projectRoot } from '../harness';
import { Shipped } from './Shipped';

const data = (file: string) => join(projectRoot(), 'data', file);

describe('01 Import contacts', () => {
	let shipped: Shipped;

	beforeEach(async () => {
		shipped = await Shipped.create();
	});

	afterEach(async () => {
		await shipped.close();
	});

	test('takes the Chinook customers as they were exported: accounts from their companies, their salespeople, every row', async () => {
		expect(await shipped.importFile('Salespeople', data('chinook-employees.csv'))).toMatchObject({ kind: 'user', rows: 8, created: 8, refused: 0 });
		expect(await shipped.importFile('Contacts', data('chinook-customers.csv'))).toMatchObject({ kind: 'contact', rows: 59, created: 59, refused: 0, accountsCreated: 10 });
		const luis = (await shipped.all('contact')).find((contact) => contact['email'] === 'luisg@embraer.com.br');
		expect(luis).toMatchObject({ name: 'Luís Gonçalves', city: 'São José dos Campos', account_name: 'Embraer - Empresa Brasileira de Aeronáutica S.A.', assigned_user_name: 'Jane Peacock' });
	});

	test('the same file again changes nothing and doubles nobody', async () => {
		await shipped.importFile('Salespeople', data('chinook-employees.csv'));
		await shipped.importFile('Contacts', data('chinook-customers.csv'));
		expect(await shipped.importFile('Contacts', data('chinook-customers.csv'))).toMatchObject({ created: 0, updated: 0, unchanged: 59, accountsCreated: 0 });
		expect(await shipped.all('contact')).toHaveLength(59);
	});

	test('X-08 an import never brings back somebody who said no', async () => {
		const file = (optOut: string) => ({ name: 'a.csv', content: `Name,Email,Do not email\nAna,ana@example.com,${optOut}\n` });
		await shipped.import('Contacts', file('no'));
		await shipped.store.run(setConsent, { decision: 'no', address: 'ana@example.com', record: null, scope: 'all', scopeRef: '', source: 'user', reason: null, proof: null, happenedAt: null });
		(await shipped.import('Contacts', file('no'))).expect('waiting');
		expect(await shipped.all('contact')).toMatchObject([{ name: 'Ana', do_not_email: true }]);
	});

	test('takes a large export in three languages with the dirt of real ones, by its manifest\'s exact counts', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'crm-export-'));
		try {
			const manifest = await generate({ seed: 7, outDir: folder, contacts: 1_500, accounts: 200, leads: 300 });
			for (const [name, { kind, rows, counts }] of inOrder(manifest)) {
				const imported = await shipped.importFile(KINDS[kind], join(folder, name));
				expect(imported).toMatchObject({ kind, rows, created: rows, updated: 0, unchanged: 0, duplicates: 0, refused: 0, optOuts: counts?.optedOut ?? 0 });
			}
			const found = await shipped.searchAll();
			const { rows, empty, malformed, mailableAddresses } = manifest.all;
			expect(found).toMatchObject({ count: rows, withoutAddress: empty, malformedAddress: malformed, mayBeMailed: mailableAddresses });
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test('takes an Excel file', async () => {
		const content = workbook({ People: { 1: cells('Nombre', 'Apellidos', 'Email'), 2: cells('Ana', 'García', 'ana@example.com') } });
		const result = (await shipped.import('Leads', { name: 'people.xlsx', content })).expect('waiting');
		expect(result.json('Import the rows')).toMatchObject([{ kind: 'lead', rows: 1, created: 1 }]);
		expect(await shipped.all('lead')).toMatchObject([{ name: 'Ana García', email: 'ana@example.com' }]);
	});

	test('rows that are refused come out as a CSV file with their reasons, to correct and upload again', async () => {
		const result = (await shipped.import('Contacts', { name: 'dirty.csv', content: 'Name,Email,Birthday\nAna,ana@example.com,1990-05-01\n,,\nBen,ben@example.com,32/13/1990\n' })).expect('waiting');
		expect(result.json('Import the rows')).toMatchObject([{ created: 1, refused: 1 }]);
		const [file] = result.items('Keep the refused rows');
		const csv = file ? fileContent(file, 'data').toString('utf8') : '';
		expect(csv).toMatch(/^\uFEFF?Name,Email,Birthday,Refused in line,Refused because\r?\nBen,ben@example.com,32\/13\/1990,4,.*32\/13\/1990/);
		const again = (await shipped.import('Contacts', { name: 'again.csv', content: csv.replace('32/13/1990', '31/12/1990') })).expect('waiting');
		expect(again.json('Import the rows')).toMatchObject([{ created: 1, refused: 0 }]);
		expect((await shipped.all('contact')).map((contact) => [contact['name'], contact['birthday']])).toEqual([['Ana', '1990-05-01'], ['Ben', '1990-12-31']]);
	});

	test('who uploaded sees the counts, and gets the refused rows where there are any', async () => {
		const clean = await shipped.import('Contacts', { name: 'a.csv', content: 'Name,Email,Company\nAna,ana@example.com,Acme\n' });
		expect(await shipped.lastPage(clean)).toMatchObject({ title: 'Imported', message: '1 rows: 1 created, 0 updated, 0 unchanged, 0 in the file already, 0 refused. Accounts created: 1. Opted out: 0.' });
		const dirty = await shipped.import('Contacts', { name: 'b.csv', content: 'Name,Email,Birthday\nAna,ana@example.com,1990-05-01\nBen,ben@example.com,32/13/1990\n' });
		const page = await shipped.lastPage(dirty);
		expect(page).toMatchObject({ title: 'Imported, but for some rows', message: expect.stringContaining('2 rows: 0 created, 1 updated, 0 unchanged, 0 in the file already, 1 refused.') });
		const files: unknown = JSON.parse(decodeURIComponent(page.responseBinary));
		expect(files).toMatchObject([{ fileName: 'refused-rows.csv', data: expect.stringContaining('Ben') }]);
	});

	test.each([
		['a picture', 'picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
		['an empty file', 'empty.csv', ''],
		['a PDF', 'contacts.pdf', '%PDF-1.7\n1 0 obj'],
		['a text without columns that are known', 'poem.csv', 'Tyger Tyger\nburning bright\n'],
	])('%s is no export: a clear error with a way out, and nothing is stored', async (_, name, content) => {
		const result = await shipped.import('Contacts', { name, content });
		expect(result.error).toMatchObject({ node: 'Import the rows', name: 'NodeOperationError', message: expect.stringMatching(/\S/), description: expect.stringMatching(/\S/) });
		expect(await shipped.all('contact')).toEqual([]);
	});
});

const cells = (...texts: string[]) => texts.map((text) => ({ text }));

const KINDS = { account: 'Accounts', contact: 'Contacts', lead: 'Leads', user: 'Salespeople' } as const;

/** In the order in which the workflow's note says to upload. */
function inOrder(manifest: Manifest): [string, Manifest['files'][string]][] {
	const order = ['user', 'account', 'contact', 'lead'];
	return Object.entries(manifest.files).sort(([, a], [, b]) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
