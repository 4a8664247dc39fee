import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { itemsOf, itemWithFiles, projectRoot } from '../../harness';
import { AUTO, NODE, RecordHost } from './recordHost';

const CSV = 'text/csv';

function sample(name: string) {
	return itemWithFiles({}, { data: { name, mimeType: CSV, content: readFileSync(join(projectRoot(), 'data', name)) } });
}

function csv(content: string | Buffer, name = 'people.csv') {
	return itemWithFiles({}, { data: { name, mimeType: CSV, content } });
}

describe('CRM Record: import', () => {
	let host: RecordHost;

	beforeEach(async () => {
		host = await RecordHost.create();
	});

	afterEach(async () => {
		await host.close();
	});

	const importOf = (kind: string, more = {}) => ({ operation: 'import', kind, source: 'file', binaryProperty: 'data', ...more });
	const all = async (kind: string) => await host.json({ operation: 'find', kind, returnAll: true });

	test('the sample customers: representatives become users, companies accounts, customers contacts; twice changes nothing', async () => {
		const users = await host.run(importOf('user'), [sample('chinook-employees.csv')]);
		expect(users.expect('success').json(NODE)[0]).toMatchObject({ kind: 'user', file: 'chinook-employees.csv', rows: 8, created: 8, updated: 0, unchanged: 0, refused: 0 });

		const contacts = await host.run(importOf('contact'), [sample('chinook-customers.csv')]);
		const [summary] = contacts.expect('success').json(NODE);
		expect(summary).toMatchObject({ rows: 59, created: 59, updated: 0, unchanged: 0, duplicates: 0, refused: 0, accountsCreated: 10, optOuts: 0, unmappedColumns: [], format: { kind: 'csv', delimiter: ',', encoding: 'utf-8' } });
		expect(contacts.json(NODE, 1)).toEqual([]);
		expect(contacts.hints.map((hint) => hint.message)).toContain('59 rows: 59 created, 0 updated, 0 unchanged, 0 refused, 10 accounts created');

		expect(await all('account')).toHaveLength(10);
		const people = await all('contact');
		expect(people.find((person) => person['external_id'] === '1')).toMatchObject({
			name: 'Luís Gonçalves',
			account_name: 'Embraer - Empresa Brasileira de Aeronáutica S.A.',
			assigned_user_name: 'Jane Peacock',
			email: 'luisg@embraer.com.br',
		});
		expect(people.filter((person) => person['assigned_user_name'] === 'Jane Peacock')).toHaveLength(21);

		const again = await host.run(importOf('contact'), [sample('chinook-customers.csv')]);
		expect(again.expect('success').json(NODE)[0]).toMatchObject({ rows: 59, created: 0, updated: 0, unchanged: 59, accountsCreated: 0 });
	});

	test('X-02 a dry run tells the same on both outputs, says that nothing was imported, and imports nothing', async () => {
		const file = csv('Name,Email,Company,Birthday,Shoe\nAna,ana@example.com,Acme,1980-02-28,38\nBo,bo@example.com,,31 of never,\n');
		for (const [source, items] of [['file', [file]], ['items', itemsOf({ Name: 'Ana', Company: 'Acme', Shoe: '38' }, { Name: 'Bo', Birthday: '31 of never' })]] as const) {
			const dry = await host.run(importOf('contact', { source, importOptions: { dryRun: true } }), [...items]);
			expect(dry.expect('success').json(NODE)).toMatchObject([{ dryRun: true, rows: 2, created: 1, refused: 1, accountsCreated: 1, unmappedColumns: ['Shoe'] }]);
			expect(dry.json(NODE, 1)).toMatchObject([{ reason: expect.stringContaining('31 of never') }]);
			expect(dry.hints.map((hint) => hint.message)).toContain('Dry run, nothing was imported: 2 rows: 1 created, 0 updated, 0 unchanged, 1 refused, 1 accounts created');
			expect([...(await all('contact')), ...(await all('account'))]).toEqual([]);
		}
		expect(await host.json(importOf('contact'), [file])).toMatchObject([{ dryRun: false, created: 1, refused: 1, accountsCreated: 1 }]);
	});

	test('input items are one table of one kind: one that differs is refused, options of the first item are told', async () => {
		const items = itemsOf({ name: 'Ana', is: 'lead', bad: 'leaveOut' }, { name: 'Bo', is: 'contact', bad: 'refuse' });
		const mixed = await host.run(importOf('={{ $json.is }}', { source: 'items' }), items);
		expect(mixed.error).toMatchObject({ message: expect.stringContaining('"lead" for the first and "contact" for item 1'), description: expect.stringContaining('Switch') });
		expect([...(await all('lead')), ...(await all('contact'))]).toEqual([]);

		const options = { importOptions: { badValue: '={{ $json.bad }}' } };
		const warned = await host.run(importOf('={{ "lead" }}', { source: 'items', ...options }), items);
		expect(warned.expect('success').hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringContaining('Columns and Options of the first') }));
		const alike = await host.run(importOf('={{ $json.is }}', { source: 'items' }), itemsOf({ name: 'Cy', is: 'lead' }, { name: 'Di', is: 'lead' }));
		expect(alike.expect('success').json(NODE)).toMatchObject([{ created: 2 }]);
		expect(alike.hints.filter(({ message }) => message.includes('of the first'))).toEqual([]);
	});

	test('one bad row never stops the rest: refused rows come out on the second output with line, reason and cells', async () => {
		const file = csv('First Name;Last Name;Email;Birthday\nAna;Ruiz;ana@example.com;1980-02-28\nBo;Ek;bo@example.com;31 of never\nCy;Day;not an address;\n;;;\n');
		const result = await host.run(importOf('contact'), [file]);
		expect(result.expect('success').json(NODE)[0]).toMatchObject({ rows: 3, created: 2, refused: 1, warnings: [{ kind: 'malformed address', count: 1 }] });
		expect(result.json(NODE, 1)).toEqual([
			{
				kind: 'contact',
				file: 'people.csv',
				line: 3,
				reason: expect.stringContaining('31 of never'),
				cells: { 'First Name': 'Bo', 'Last Name': 'Ek', Email: 'bo@example.com', Birthday: '31 of never' },
			},
		]);
		expect(result.items(NODE, 1)[0]?.pairedItem).toEqual({ item: 0 });
		const asRows = await host.run(importOf('contact', { importOptions: { refusedAs: 'rows' } }), [file]);
		expect(asRows.expect('success').json(NODE, 1)).toEqual([
			{ 'First Name': 'Bo', 'Last Name': 'Ek', Email: 'bo@example.com', Birthday: '31 of never', 'Refused in line': 3, 'Refused because': expect.stringContaining('31 of never') },
		]);
		const [left] = await host.json(importOf('contact', { importOptions: { badValue: 'leaveOut' } }), [file]);
		expect(left).toMatchObject({ created: 1, unchanged: 2, refused: 0 });
	});

	test('input items are imported as one table; refused ones are paired with their item', async () => {
		const result = await host.run(
			importOf('lead', { source: 'items' }),
			itemsOf({ name: 'Ana Ruiz', email: 'ana@example.com' }, { name: 'Bo Ek', email: `${'b'.repeat(988)}@example.com` }, { company: 'Cy Ltd' }),
		);
		expect(result.expect('success').json(NODE)).toMatchObject([{ kind: 'lead', file: null, format: null, rows: 3, created: 2, refused: 1 }]);
		expect(result.json(NODE, 1)).toMatchObject([{ line: 2, reason: expect.stringContaining('has 1000 characters') }]);
		expect(result.items(NODE, 1)[0]?.pairedItem).toEqual({ item: 1 });
		expect(await all('lead')).toHaveLength(2);
	});

	test('columns are mapped where headers don\'t tell, or left out', async () => {
		await host.create('user', { name: 'Sal Esman', external_id: 'S1' });
		const columns = {
			column: [
				{ header: 'Wer', field: 'name', by: 'any' },
				{ header: 'Vertriebler', field: 'assigned_user_id', by: 'externalId' },
				{ header: 'City', field: '', by: 'any' },
			],
		};
		const [summary] = await host.json(importOf('contact', { columns }), [csv('Wer,Vertriebler,City,Schuhgröße\nAna Ruiz,S1,Oslo,38\n')]);
		expect(summary).toMatchObject({ created: 1, columns: [{ header: 'Wer', field: 'name' }, { header: 'Vertriebler', field: 'assigned_user_id' }], unmappedColumns: ['Schuhgröße'] });
		expect(await all('contact')).toMatchObject([{ name: 'Ana Ruiz', assigned_user_name: 'Sal Esman', city: null }]);
	});

	test('dates, encoding, delimiter, missing accounts and same addresses are read as the options say', async () => {
		const importOptions = { dateOrder: 'dmy', encoding: 'windows-1252', delimiter: '|', createAccounts: false, sameAddress: 'refuse' };
		const content = Buffer.from('Name|Email|Birthday|Company\nJosé|jose@example.com|03/04/1990|Nowhere SL\nPepe|JOSE@example.com||\n', 'latin1');
		const result = await host.run(importOf('contact', { importOptions }), [csv(content)]);
		expect(result.expect('success').json(NODE)[0]).toMatchObject({ created: 1, refused: 1, accountsCreated: 0, format: { encoding: 'windows-1252', delimiter: '|' } });
		expect(result.json(NODE, 1)).toMatchObject([{ line: 3, cells: { Name: 'Pepe' } }]);
		expect(await all('contact')).toMatchObject([{ name: 'José', birthday: '1990-04-03', account_id: null }]);
	});

	test.each([['.', 1200.5], [',', 1.2005]])('numbers are read with the decimal mark that the options name: %s', async (decimalMark, revenue) => {
		const content = csv(`Name\tAnnual Revenue\nOne\t${decimalMark === '.' ? '1,200.5' : '1,2005'}\nTwo\t${decimalMark === '.' ? '3,400' : '3.400'}\n`);
		await host.run(importOf('account', { importOptions: { decimalMark } }), [content]);
		expect((await all('account')).map((account) => account['annual_revenue'])).toEqual([revenue, 3400]);
	});

	test('only so many refused rows as a number says: what is none is a clear error', async () => {
		const result = await host.run(importOf('contact', { importOptions: { refusedKept: '={{ "some" }}' } }), [csv('Name\nAna Ruiz\n')]);
		expect(result.error).toMatchObject({ message: 'Refused Rows at Most: some is not possible.', description: 'Give a number, 0 or more.' });
		expect(await all('contact')).toEqual([]);
	});

	test('X-08 an import writes opt-outs down and never lifts a no', async () => {
		const contact = await host.create('contact', { name: 'Gus Grey', email: 'gus@example.com', do_not_email: true });
		const file = csv('Name,Email,Email Opt Out\nGus Grey,gus@example.com,no\nHal Ho,hal@example.com,yes\n');
		const [summary] = await host.json(importOf('contact'), [file]);
		expect(summary).toMatchObject({ created: 1, optOuts: 1 });
		const people = await all('contact');
		expect(people.find((person) => person['id'] === contact['id'])?.['do_not_email']).toBe(true);
		expect(people.find((person) => person['name'] === 'Hal Ho')?.['do_not_email']).toBe(true);
	});

	test('only so many refused rows come out as the user wants, their count stays exact', async () => {
		const rows = Array.from({ length: 5 }, (_, index) => `P${index},31 of never`);
		const result = await host.run(importOf('contact', { importOptions: { refusedKept: 2 } }), [csv(`Name,Birthday\n${rows.join('\n')}\n`)]);
		expect(result.expect('success').json(NODE)[0]).toMatchObject({ refused: 5 });
		expect(result.json(NODE, 1)).toHaveLength(2);
		expect(result.hints.map((hint) => hint.message)).toContainEqual(expect.stringContaining('first 2 of 5 refused rows'));
	});

	test.each([
		['a web page', '<!DOCTYPE html><html><body>Please log in</body></html>', 'web page'],
		['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3, 0xff, 0xfe]), 'no text and no Excel workbook'],
		['nothing', '', 'is empty'],
		['headers only', 'Name,Email\n', 'has a header but no rows'],
		['columns of something else', 'Foo,Bar\n1,2\n', 'None of the columns "Foo", "Bar" is a field of contacts'],
		['quotes that are not balanced', 'Name,Email\n"Ana,ana@example.com\n', 'opened in line 2 is never closed'],
	])('bad input: a CSV that is %s goes to the error output, the other files are imported', async (_, content, message) => {
		const items = [csv(content, 'bad.csv'), csv('Name\nAna Ruiz\n', 'good.csv')];
		const result = await host.run(importOf('contact'), items, { onError: 'continueErrorOutput' });
		result.expect('success');
		expect(result.json(NODE, 0)).toMatchObject([{ file: 'good.csv', created: 1 }]);
		expect(result.json(NODE, 1)).toEqual([]);
		expect(result.json(NODE, 2)).toMatchObject([{ error: expect.stringContaining(message), message: expect.stringMatching(/\S/) }]);
		expect(await all('contact')).toHaveLength(1);
	});

	test('bad input: a missing file, an unknown field, a column that isn\'t there: clear errors on stop', async () => {
		const missing = await host.run(importOf('contact'), itemsOf({}));
		expect(missing.error).toMatchObject({ node: NODE, message: expect.stringMatching(/binary/i) });
		const map = (header: string, field: string) => ({ columns: { column: [{ header, field, by: 'any' }] } });
		const unknown = await host.run(importOf('contact', map('Name', 'shoe_size')), [csv('Name\nAna\n')]);
		expect(unknown.error).toMatchObject({ message: 'Contacts have no field "shoe_size".', description: expect.stringContaining('Custom Field') });
		const absent = await host.run(importOf('contact', map('Nmae', 'name')), [csv('Name\nAna\n')]);
		expect(absent.error).toMatchObject({ message: 'The file has no column "Nmae".', description: 'Its columns are: Name.' });
		expect(await all('contact')).toEqual([]);
	});

	test('a file that breaks off halfway keeps what came before, and the next run goes on', async () => {
		const good = Array.from({ length: 12_000 }, (_, index) => `Person ${index},p${index}@example.com`).join('\n');
		const broken = await host.run(importOf('contact'), [csv(`Name,Email\n${good}\n"Open,x@example.com\n`)]);
		expect(broken.error).toMatchObject({ message: expect.stringContaining('never closed'), description: expect.stringContaining('rows before are imported') });
		const [again] = await host.json(importOf('contact'), [csv(`Name,Email\n${good}\n`)]);
		expect(again).toMatchObject({ rows: 12_000, refused: 0 });
		expect(Number(again?.['created']) + Number(again?.['unchanged'])).toBe(12_000);
	});

	test('the second output is there for this operation only', async () => {
		const result = await host.run({ operation: 'create', kind: 'contact', fields: AUTO }, itemsOf({ name: 'Ana' }));
		expect(result.expect('success').nodes[NODE]?.[0]?.outputs).toHaveLength(1);
		const imported = await host.run(importOf('contact'), [csv('Name\nBo\n')]);
		expect(imported.expect('success').nodes[NODE]?.[0]?.outputs).toHaveLength(2);
	});
});
