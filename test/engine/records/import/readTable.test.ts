import { encode } from 'iconv-lite';
import { readTable } from '../../../../engine/records/import/readTable';
import { allRows, pieces, readAll } from './bytes';

describe('reading a CSV export', () => {
	test('gives headers, the format and rows with the line each starts in', async () => {
		const { table, rows } = await readAll('Name,Email\r\nAda,ada@example.com\r\nBob,bob@example.com\r\n');
		expect(table.headers).toEqual(['Name', 'Email']);
		expect(table.format).toEqual({ kind: 'csv', encoding: 'utf-8', delimiter: ',', bom: false });
		expect(rows).toEqual([
			{ line: 2, cells: ['Ada', 'ada@example.com'] },
			{ line: 3, cells: ['Bob', 'bob@example.com'] },
		]);
	});

	test('keeps line breaks, quotes and delimiters inside quotes, and counts the lines they take', async () => {
		const { rows } = await readAll('Name;Note\n"Rossi; ""Mario""";"one\r\ntwo\nthree"\nNext;x');
		expect(rows).toEqual([
			{ line: 2, cells: ['Rossi; "Mario"', 'one\r\ntwo\nthree'] },
			{ line: 5, cells: ['Next', 'x'] },
		]);
	});

	test('takes a quote inside an unquoted cell as it stands, and mixed line ends', async () => {
		const { cells } = await readAll('Name,Size\r\nMario "Super" Rossi,5" pipe\nBob,1\rEve,2');
		expect(cells).toEqual([['Mario "Super" Rossi', '5" pipe'], ['Bob', '1'], ['Eve', '2']]);
	});

	test('skips blank lines and rows of blank cells without losing count', async () => {
		const { rows } = await readAll('\nName;Email\n\n  \n;;\nAda;a@example.com\n\n');
		expect(rows).toEqual([{ line: 6, cells: ['Ada', 'a@example.com'] }]);
	});

	test('fills missing cells, drops blank extra ones and reports rows with values beyond the headers', async () => {
		const { rows } = await readAll('A,B,C\n1\n1,2,3,,\n1,2,3,4\n5,6,7\n');
		expect(rows.map((row) => row.cells)).toEqual([['1', '', ''], ['1', '2', '3'], ['1', '2', '3'], ['5', '6', '7']]);
		expect(rows.map((row) => row.problem?.code)).toEqual([undefined, undefined, 'extra-cells', undefined]);
		expect(rows[2]?.problem?.message).toContain('4 cells, the table 3 columns');
	});

	test('drops columns that trail without header or value, and keeps one that has a value', async () => {
		expect((await readAll('A;B;;;\n1;2;;;\n')).table.headers).toEqual(['A', 'B']);
		const kept = await readAll('A;B;;;\n1;2;x;;\n');
		expect(kept.table.headers).toEqual(['A', 'B', 'Column 3']);
		expect(kept.cells).toEqual([['1', '2', 'x']]);
	});

	test('makes duplicate and blank headers distinct', async () => {
		const { table } = await readAll('Email,email, Email ,,Email 2,Name\n1,2,3,4,5,6');
		expect(table.headers).toEqual(['Email', 'email 3', 'Email 4', 'Column 4', 'Email 2', 'Name']);
	});

	test('follows a first line that says sep=', async () => {
		const { table, rows } = await readAll('sep=;\r\nName, given;Email\r\nAda;a@example.com');
		expect(table.headers).toEqual(['Name, given', 'Email']);
		expect(rows).toEqual([{ line: 3, cells: ['Ada', 'a@example.com'] }]);
	});

	test.each([
		[',', 'Name,Note,City\nAda,a;b;c,Rome\n"x;y",b;c,Milan'],
		[';', 'Name;Amount;City\nAda;1,50;Rome\nBob;2,75;Milan'],
		['\t', 'Name\tNote\nAda\ta,b;c\nBob\tc,d'],
		['|', 'Name|Note|City\nAda|a,b|Rome\nBob|c|Milan'],
		[';', '"Name, given";"Email"\n"Rossi, Mario";"m@example.com"\n'],
	])('recognises the delimiter %j', async (delimiter, text) => {
		const { table } = await readAll(text);
		expect(table.format).toMatchObject({ delimiter });
	});

	test('reads a table of one column, whatever its values contain', async () => {
		const { table, cells } = await readAll('Email\nada@example.com\nRossi, Mario\n');
		expect(table.headers).toEqual(['Email']);
		expect(cells).toEqual([['ada@example.com'], ['Rossi, Mario']]);
	});

	test('takes the delimiter it is told, a tab by its name too', async () => {
		expect((await readAll('a;b,c\n1;2,3', { delimiter: ';' })).table.headers).toEqual(['a', 'b,c']);
		expect((await readAll('a,b\tc\n1,2\t3', { delimiter: '\\t' })).table.headers).toEqual(['a,b', 'c']);
		await expect(readAll('a,b\n1,2', { delimiter: '""' })).rejects.toMatchObject({ code: 'invalid-input' });
	});

	test('gives batches of 1,000 and reads the source only as they are taken', async () => {
		let read = 0;
		async function* source(): AsyncGenerator<Uint8Array> {
			yield Buffer.from('Id,Note\n');
			for (let block = 0; block < 2000; block += 1) {
				read += 1;
				yield Buffer.from(Array.from({ length: 100 }, (_, index) => `${block * 100 + index},${'x'.repeat(40)}\n`).join(''));
			}
		}
		const table = await readTable(source());
		const readBefore = read;
		expect(readBefore).toBeLessThan(30);
		let closed = 0;
		for await (const batch of table.rows) {
			expect(batch).toHaveLength(1000);
			closed += 1;
			if (closed === 3) break;
		}
		expect(read).toBeLessThan(60);
	});

	test('closes the source when the rows are left early, or not wanted at all, or the file is refused', async () => {
		let closed = 0;
		async function* source(first: string): AsyncGenerator<Uint8Array> {
			try {
				yield Buffer.from(first);
				for (;;) yield Buffer.from('1,2\n'.repeat(5000));
			} finally {
				closed += 1;
			}
		}
		const left = await readTable(source('a,b\n'));
		for await (const batch of left.rows) if (batch.length > 0) break;
		expect(closed).toBe(1);
		await (await readTable(source('a,b\n'))).close();
		expect(closed).toBe(2);
		await expect(readTable(source(`%PDF-1.7${' '.repeat(5000)}`))).rejects.toThrow('PDF');
		expect(closed).toBe(3);
	});
});

describe('recognising the encoding', () => {
	const text = 'Nombre;Ciudad\nJosé Núñez;Málaga\nIñigo;Cádiz\nNicolò;Forlì\n';

	test('takes a byte order mark for UTF-8 and for both kinds of UTF-16', async () => {
		for (const [encoding, bytes] of [
			['utf-8', encode(text, 'utf-8', { addBOM: true })],
			['utf-16le', encode(text, 'utf-16le', { addBOM: true })],
			['utf-16be', encode(text, 'utf-16be', { addBOM: true })],
		] as const) {
			const { table, cells } = await readAll(bytes, {}, 3);
			expect(table.format).toMatchObject({ encoding, bom: true });
			expect(table.headers).toEqual(['Nombre', 'Ciudad']);
			expect(cells[0]).toEqual(['José Núñez', 'Málaga']);
		}
	});

	test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'macintosh', 'cp850'])('recognises %s without a mark', async (encoding) => {
		const { table, cells } = await readAll(encode(text, encoding, { addBOM: false }));
		expect(table.format).toMatchObject({ encoding, bom: false });
		expect(cells).toEqual([['José Núñez', 'Málaga'], ['Iñigo', 'Cádiz'], ['Nicolò', 'Forlì']]);
	});

	test('keeps the euro sign and curly quotes of windows-1252', async () => {
		const { cells } = await readAll(encode('Nome;Nota\nL’Impresa;“€ 12” – sì', 'windows-1252'));
		expect(cells).toEqual([['L’Impresa', '“€ 12” – sì']]);
	});

	test('recognises Cyrillic and Greek', async () => {
		const russian = 'Имя;Фамилия\nИван;Иванов\nМария;Петрова\nОльга;Смирнова';
		expect((await readAll(encode(russian, 'windows-1251'))).cells[1]).toEqual(['Мария', 'Петрова']);
		const greek = 'Όνομα;Επώνυμο\nΓιώργος;Παπαδόπουλος\nΜαρία;Νικολάου';
		expect((await readAll(encode(greek, 'iso-8859-7'))).cells[1]).toEqual(['Μαρία', 'Νικολάου']);
	});

	test.each(['utf-8', 'windows-1252'])('finds out about %s when the first accent comes after megabytes of ASCII', async (encoding) => {
		const lines = 'Rossi;Roma\n'.repeat(300_000);
		const { table, rows } = await readAll(encode(`Nome;Città\n${lines}Nicolò;Forlì\n`.replace('Città', 'Citta'), encoding));
		expect(rows.at(-1)?.cells).toEqual(['Nicolò', 'Forlì']);
		expect(rows.some((row) => row.problem)).toBe(false);
		expect(table.format).toMatchObject({ encoding });
	});

	test('is not misled by the one capital that reads like UTF-8 in an older encoding', async () => {
		const { cells } = await readAll(encode('Empresa\nNESTLÉ®\nPeña\nMuñoz\n', 'windows-1252'));
		expect(cells).toEqual([['NESTLÉ®'], ['Peña'], ['Muñoz']]);
	});

	test('reports the row whose bytes are no UTF-8 far into a UTF-8 file, and keeps the others', async () => {
		const good = Buffer.from(`Nome;Città\n${'Nicolò;Forlì\n'.repeat(20_000)}`);
		const { rows } = await readAll(Buffer.concat([good, encode('José;Málaga\n', 'windows-1252'), Buffer.from('Ángel;Ávila\n')]));
		expect(rows.filter((row) => row.problem).map((row) => [row.line, row.problem?.code])).toEqual([[20_002, 'unreadable-text']]);
		expect(rows.at(-1)?.cells).toEqual(['Ángel', 'Ávila']);
	});

	test('reports a row that was damaged before it was exported', async () => {
		const { rows } = await readAll('Name;City\nJos\uFFFD;Roma\nAda;Rome\n');
		expect(rows.map((row) => row.problem?.code)).toEqual(['unreadable-text', undefined]);
	});

	test('takes the encoding it is told and refuses one that does not exist', async () => {
		const polish = 'Imię;Miasto\nŁukasz;Łódź\n';
		expect((await readAll(encode(polish, 'windows-1250'), { encoding: 'Windows-1250' })).cells).toEqual([['Łukasz', 'Łódź']]);
		await expect(readAll(polish, { encoding: 'klingon' })).rejects.toMatchObject({ code: 'invalid-input' });
	});

	test('refuses headers that cannot be read in the encoding it is told', async () => {
		await expect(readAll(encode(text.replace('Nombre', 'Año'), 'latin1'), { encoding: 'utf-8' })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('utf-8') });
	});
});

describe('refusing what is no table', () => {
	const zeros = Buffer.alloc(600);
	test.each([
		['an empty file', Buffer.alloc(0), 'empty'],
		['blank lines only', Buffer.from('\r\n  \r\n'), 'empty'],
		['nothing but a byte order mark', Buffer.from('\uFEFF'), 'empty'],
		['a header without rows', Buffer.from('Name,Email\r\n'), 'has a header but no rows'],
		['a header and blank rows', Buffer.from('Name,Email\n,,\n\n'), 'has a header but no rows'],
		['a PDF', Buffer.from('%PDF-1.7\n...'), 'PDF'],
		['a web page', Buffer.from('\n<!DOCTYPE html><html><body>Log in'), 'web page'],
		['an HTML table called .xls', Buffer.from('<table><tr><td>1'), 'web page'],
		['XML', Buffer.from('<?xml version="1.0"?><Workbook/>'), 'XML'],
		['JSON', Buffer.from('[{"a":1}]'), 'JSON'],
		['RTF', Buffer.from('{\\rtf1\\ansi'), 'RTF'],
		['a picture', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), zeros]), 'no text'],
		['a gzip file', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'no text'],
		['a zip archive', Buffer.concat([Buffer.from('PK\u0003\u0004'), zeros]), 'zip archive'],
		['an old Excel file', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), zeros]), '.xls'],
	])('says so for %s', async (_, bytes, message) => {
		await expect(readAll(bytes, { fileName: 'export.csv' })).rejects.toMatchObject({
			name: 'EngineError',
			code: 'invalid-input',
			message: expect.stringMatching(new RegExp(`“export.csv”.*${message}`)),
			wayOut: expect.stringMatching(/.{20}/),
		});
	});

	test('tells the user of an old Excel file to save it as .xlsx or CSV', async () => {
		const old = Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), zeros]);
		await expect(readAll(old)).rejects.toMatchObject({ wayOut: expect.stringMatching(/\.xlsx.*CSV/) });
	});

	test('names the line of a quote that is never closed', async () => {
		await expect(readAll('Name,Note\nAda,"x\ny"\nBob,"open\nEve,z\n')).rejects.toMatchObject({ message: expect.stringContaining('line 4 is never closed') });
	});

	test('names the line of an open quote when a later quote seems to close it', async () => {
		await expect(readAll('Name,Note,City\nAda,"x",Rome\nBob,"open,Rome\nEve,"fine",Rome\n')).rejects.toMatchObject({ message: expect.stringContaining('line 3') });
	});

	test('finds an open quote far down after giving out the rows before it, without reading on for ever', async () => {
		let read = 0;
		async function* source(): AsyncGenerator<Uint8Array> {
			yield Buffer.from(`Name,Note\n${'Ada,fine\n'.repeat(20_000)}Bob,"open\n`);
			for (let block = 0; block < 1000; block += 1) {
				read += 1;
				yield Buffer.from('Eve,z\n'.repeat(10_000));
			}
		}
		const table = await readTable(source());
		await expect(allRows(table)).rejects.toMatchObject({ message: expect.stringContaining('line 20002 is never closed') });
		expect(read).toBeLessThan(30);
	});

	test('refuses a line without end', async () => {
		const endless = Buffer.from(`Name,Note\nAda,${'x'.repeat(3_000_000)}`);
		await expect(readAll(endless)).rejects.toMatchObject({ message: expect.stringMatching(/^Line 2 goes on/) });
	});

	test('reads pieces of any size alike', async () => {
		const text = 'sep=;\r\nNombre;Nota\r\n"José ""Pepe""";"a;b\r\nc"\r\nÁngel;😀\r\n';
		const expected = (await readAll(text)).rows;
		for (const size of [1, 2, 3, 5, 7]) expect((await allRows(await readTable(pieces(Buffer.from(text), size))))).toEqual(expected);
	});
});
