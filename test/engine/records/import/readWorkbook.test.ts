import { readAll } from './bytes';
import { workbook, zip } from './workbook';
import { numberText } from '../../../../engine/records/import/cellText';

describe('reading an Excel workbook', () => {
	test('gives text of dates, numbers and booleans, and the row each record stands in', async () => {
		const bytes = workbook({
			Contacts: {
				2: [{ text: 'Name' }, { text: 'Born' }, { text: 'Amount' }, { text: 'Active' }, { text: 'Phone' }],
				3: [{ text: 'José, “Pepe”' }, { date: 45292 }, { number: '1.1000000000000001' }, { boolean: true }, { number: '34600123456' }],
				6: [{ text: ' Ada ' }, { date: 45292.395833333336 }, { number: '1.2345678901234567E+19' }, { boolean: false }],
			},
		});
		const { table, rows } = await readAll(bytes, {}, 100);
		expect(table.headers).toEqual(['Name', 'Born', 'Amount', 'Active', 'Phone']);
		expect(table.format).toEqual({ kind: 'xlsx', sheet: 'Contacts' });
		expect(rows).toEqual([
			{ line: 3, cells: ['José, “Pepe”', '2024-01-01', '1.1', 'true', '34600123456'] },
			{ line: 6, cells: [' Ada ', '2024-01-01T09:30:00', '12345678901234567000', 'false', ''] },
		]);
	});

	test('takes the first sheet with content, or the one that is named', async () => {
		const bytes = workbook({ Empty: {}, Leads: { 1: [{ text: 'Email' }], 2: [{ text: 'a@example.com' }] }, Other: { 1: [{ text: 'X' }], 2: [{ text: 'y' }] } });
		expect((await readAll(bytes)).table.format).toEqual({ kind: 'xlsx', sheet: 'Leads' });
		expect((await readAll(bytes, { sheet: 'other' })).cells).toEqual([['y']]);
		await expect(readAll(bytes, { sheet: 'Nope' })).rejects.toMatchObject({ code: 'invalid-input', wayOut: expect.stringContaining('Empty, Leads, Other') });
	});

	test('keeps a column without a header when a row has a value in it', async () => {
		const { table, rows } = await readAll(workbook({ S: { 1: [{ text: 'A' }], 2: [{ text: '1' }], 3: [{ text: '1' }, { text: '2' }] } }));
		expect(table.headers).toEqual(['A', 'Column 2']);
		expect(rows.map((row) => row.cells)).toEqual([['1', ''], ['1', '2']]);
	});

	test('refuses a workbook without rows, and a zip archive of something else', async () => {
		await expect(readAll(workbook({ S: {} }))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('is empty') });
		await expect(readAll(workbook({ S: { 1: [{ text: 'Name' }] } }))).rejects.toMatchObject({ message: expect.stringContaining('no rows') });
		await expect(readAll(zip({ 'contacts.csv': 'Name\nAda' }))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('zip archive') });
	});
});

describe('a number of a workbook', () => {
	test.each([
		['12345678901234567890', '12345678901234567890'],
		['0.30000000000000004', '0.30000000000000004'],
		['1.1000000000000001', '1.1'],
		['3.4E+10', '34000000000'],
		['1.5E-7', '0.00000015'],
		['-2.5E+21', '-2500000000000000000000'],
		['007', '007'],
	])('%s becomes the digits %s', (raw, text) => {
		expect(numberText(raw)).toBe(text);
	});
});
