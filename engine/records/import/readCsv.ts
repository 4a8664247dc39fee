import { EngineError } from '../../EngineError';
import { CsvParser, type CsvRecord } from './CsvParser';
import { distinctHeaders, tableWidth } from './headers';
import type { Ahead } from './readAhead';
import { shapeRow } from './shapeRow';
import { sniffDelimiter } from './sniffDelimiter';
import { BATCH_ROWS, type Table, type TableRow } from './Table';
import { emptyTable, headerOnly } from './tableErrors';
import { TextSource } from './TextSource';

/** Text looked at before the first row is given out: enough to tell the delimiter and which columns are used. */
const SAMPLE_LENGTH = 1 << 16;

export interface CsvOptions {
	readonly name: string;
	readonly encoding: string | null;
	readonly delimiter: string | null;
}

/**
 * A delimited text as a table. Holds no more of it than the sample, a batch and one record.
 * @throws EngineError invalid-input for no rows, a header that can't be read, quotes that are not balanced
 */
export async function readCsv(ahead: Ahead, options: CsvOptions): Promise<Table> {
	const text = new TextSource(ahead.source, ahead.head, options.encoding);
	const pieces = text.text();
	const { sample, complete } = await readSample(pieces);
	const hint = /^"?sep=(.)"?[ ;,\t]*(\r\n|\n|\r)/i.exec(sample);
	const body = hint ? sample.slice(hint[0].length) : sample;
	const delimiter = delimiterOf(options.delimiter) ?? hint?.[1] ?? sniffDelimiter(body, complete);
	const parser = new CsvParser(delimiter, hint ? 2 : 1);
	const records = readRecords(parser, body, complete, pieces);

	const first: CsvRecord[] = [];
	// Two records, or as many as came with the sample.
	while (first.length < 2) {
		const next = await records.next();
		if (next.done) break;
		first.push(...next.value);
	}
	const [header, ...rows] = first;
	if (!header) throw emptyTable(options.name);
	if (rows.length === 0) throw headerOnly(options.name);
	const width = tableWidth(header.cells, rows.map((row) => row.cells));
	const headers = distinctHeaders(Array.from({ length: width }, (_, index) => header.cells[index] ?? ''));
	if (headers.some((name) => name.includes('\uFFFD'))) throw unreadableHeader(options.name, text.encoding);

	return {
		headers,
		format: {
			kind: 'csv',
			delimiter,
			bom: text.bom,
			get encoding() {
				return text.encoding;
			},
		},
		rows: batches(rows, records, width, () => ahead.close()),
		close: () => ahead.close(),
	};
}

async function readSample(pieces: AsyncIterator<string>): Promise<{ sample: string; complete: boolean }> {
	let sample = '';
	while (sample.length < SAMPLE_LENGTH) {
		const next = await pieces.next();
		if (next.done) return { sample, complete: true };
		sample += next.value;
	}
	return { sample, complete: false };
}

async function* readRecords(parser: CsvParser, sample: string, complete: boolean, pieces: AsyncGenerator<string>): AsyncGenerator<CsvRecord[]> {
	yield parser.push(sample);
	if (!complete) for await (const piece of pieces) yield parser.push(piece);
	yield parser.end();
}

async function* batches(first: CsvRecord[], rest: AsyncIterable<CsvRecord[]>, width: number, close: () => Promise<void>): AsyncGenerator<TableRow[]> {
	let batch: TableRow[] = [];
	try {
		for await (const records of chain(first, rest)) {
			for (const record of records) {
				batch.push(shapeRow(record.line, record.cells, width));
				if (batch.length === BATCH_ROWS) {
					yield batch;
					batch = [];
				}
			}
		}
		if (batch.length > 0) yield batch;
	} finally {
		await close();
	}
}

async function* chain<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
	yield first;
	yield* rest;
}

/** @throws EngineError invalid-input for anything but one character */
function delimiterOf(chosen: string | null): string | null {
	if (chosen === null) return null;
	const delimiter = chosen === '\\t' || chosen.toLowerCase() === 'tab' ? '\t' : chosen;
	if (delimiter.length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
	throw new EngineError('invalid-input', `“${chosen}” can't be a delimiter.`, 'Choose one character such as , or ; or |, or \\t for a tab, or leave it empty to have it recognised.');
}

function unreadableHeader(name: string, encoding: string): EngineError {
	return new EngineError('invalid-input', `The headers of ${name} can't be read as ${encoding}.`, 'Choose the encoding the file was exported in, or export it as UTF-8.');
}
