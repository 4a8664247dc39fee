import fc from 'fast-check';
import { encode } from 'iconv-lite';
import { readAll } from './bytes';

const WESTERN = 'aábcdeéèfghiíìlmnñoóòprstuúùvzAÁEÉNÑ ,;|\t"\'\r\n@.-0123456789';
const cell = fc.string({ unit: fc.constantFrom(...WESTERN), maxLength: 12 });
const filledRow = (columns: number) =>
	fc.array(cell, { minLength: columns, maxLength: columns }).filter((cells) => cells.some((text) => text.trim() !== ''));
const table = fc.integer({ min: 1, max: 5 }).chain((columns) => fc.array(filledRow(columns), { minLength: 1, maxLength: 20 }));

function csv(headers: readonly string[], rows: readonly (readonly string[])[], delimiter: string, lineEnd: string, quoteAll: boolean): string {
	const write = (text: string): string => (quoteAll || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text);
	return [headers, ...rows].map((row) => row.map(write).join(delimiter)).join(lineEnd);
}

describe('any table', () => {
	test('comes back as it was written, over encodings, delimiters, line ends and pieces', async () => {
		await fc.assert(
			fc.asyncProperty(
				table,
				fc.constantFrom(',', ';', '\t', '|'),
				fc.constantFrom('utf-8', 'utf-8-bom', 'utf-16le-bom', 'windows-1252', 'iso-8859-1'),
				fc.constantFrom('\n', '\r\n', '\r'),
				fc.boolean(),
				fc.integer({ min: 1, max: 300 }),
				async (rows, delimiter, encoding, lineEnd, quoteAll, size) => {
					const headers = (rows[0] ?? []).map((_, index) => `Header ${index + 1}`);
					const [name, bom] = encoding.endsWith('-bom') ? [encoding.slice(0, -4), true] : [encoding, false];
					const bytes = encode(csv(headers, rows, delimiter, lineEnd, quoteAll), name, { addBOM: bom });
					const chosen = name === 'windows-1252' || name === 'iso-8859-1' ? { encoding: name } : {};
					const read = await readAll(bytes, { delimiter, ...chosen }, size);
					expect(read.table.headers).toEqual(headers);
					expect(read.cells).toEqual(rows);
				},
			),
			{ numRuns: 300 },
		);
	});

	test('keeps every character of Unicode in UTF-8', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 50 }), async (texts, size) => {
				const rows = texts.map((text) => [`.${text.replaceAll('\0', ' ').replace(/[\u0001-\u0008\u000e-\u001f\uFFFD]/g, ' ')}`, 'é']);
				const read = await readAll(csv(['Text', 'Mark'], rows, ',', '\n', true), {}, size);
				expect(read.cells).toEqual(rows);
				expect(read.rows.some((row) => row.problem)).toBe(false);
			}),
			{ numRuns: 100 },
		);
	});

	test('of arbitrary bytes is read or refused with a way out, and nothing unreadable passes unreported', async () => {
		const start = fc.constantFrom('', 'Name;City\n', 'sep=,\n', '\uFEFF', 'PK\u0003\u0004');
		await fc.assert(
			fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 100 }), async (text, bytes, size) => {
				try {
					const { rows } = await readAll(Buffer.concat([Buffer.from(text), bytes]), {}, size);
					for (const row of rows) expect(row.cells.some((content) => content.includes('\uFFFD')) && row.problem === undefined).toBe(false);
				} catch (error) {
					expect(error).toMatchObject({ name: 'EngineError', code: 'invalid-input', wayOut: expect.any(String) });
				}
			}),
			{ numRuns: 500 },
		);
	});

	test('of Western names is never taken for another encoding', async () => {
		const names = ['José', 'Núñez', 'Íñigo', 'Ángeles', 'Peña', 'Nicolò', 'Forlì', 'Città', 'perché', 'Zoë', 'François', 'Müller', 'L’Aquila', 'Añón', 'Muñoz', 'Güell', 'N.º 5', '€ 12'];
		await fc.assert(
			fc.asyncProperty(fc.array(fc.constantFrom(...names, 'Rossi', 'García'), { minLength: 1, maxLength: 60 }), fc.constantFrom('windows-1252', 'utf-8'), async (words, encoding) => {
				const { cells } = await readAll(encode(`Nome\n${words.join('\n')}`, encoding));
				expect(cells).toEqual(words.map((word) => [word]));
			}),
			{ numRuns: 500 },
		);
	});
});
