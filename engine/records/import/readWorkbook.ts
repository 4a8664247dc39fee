import readXlsxFile from 'read-excel-file/node';
import { EngineError } from '../../EngineError';
import { cellText, numberText, type WorkbookCell } from './cellText';
import { distinctHeaders, tableWidth } from './headers';
import { shapeRow } from './shapeRow';
import { BATCH_ROWS, type Table, type TableRow } from './Table';
import { emptyTable, headerOnly, notAWorkbook } from './tableErrors';

/** A workbook is unpacked in memory, where it takes some twenty times this. */
const MAX_BYTES = 50_000_000;

export interface WorkbookOptions {
	readonly name: string;
	/** The sheet's name; NULL takes the first one that isn't empty. */
	readonly sheet: string | null;
}

interface Line {
	readonly line: number;
	readonly cells: string[];
}

/**
 * One sheet of an Excel workbook (.xlsx) as a table; its first row that isn't blank names the columns.
 * @throws EngineError invalid-input for a zip that is no workbook, one too large, a sheet that isn't there, no rows
 */
export async function readWorkbook(source: AsyncIterable<Uint8Array>, options: WorkbookOptions): Promise<Table> {
	const sheets = await unpack(await collect(source, options.name), options.name);
	const sheet = pickSheet(sheets, options);
	const lines = sheet.data
		.map((cells, index): Line => ({ line: index + 1, cells: cells.map(cellText) }))
		.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
	const [header, ...rows] = lines;
	if (!header) throw emptyTable(`Sheet “${sheet.sheet}” of ${options.name}`);
	if (rows.length === 0) throw headerOnly(`Sheet “${sheet.sheet}” of ${options.name}`);
	const width = tableWidth(header.cells, rows.map((row) => row.cells));
	return {
		headers: distinctHeaders(header.cells.slice(0, width)),
		format: { kind: 'xlsx', sheet: sheet.sheet },
		rows: batches(rows, width),
		close: async () => {},
	};
}

async function collect(source: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of source) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > MAX_BYTES) {
			throw new EngineError('invalid-input', `${name} is a workbook of more than ${MAX_BYTES / 1_000_000} MB.`, 'Save it as CSV, which is read piece by piece whatever its size.');
		}
	}
	return Buffer.concat(chunks);
}

interface Sheet {
	readonly sheet: string;
	readonly data: readonly (readonly WorkbookCell[])[];
}

async function unpack(bytes: Buffer, name: string): Promise<Sheet[]> {
	try {
		return await readXlsxFile<string>(bytes, { parseNumber: numberText, trim: false });
	} catch {
		throw notAWorkbook(name);
	}
}

function pickSheet(sheets: readonly Sheet[], { name, sheet }: WorkbookOptions): Sheet {
	const first = sheets[0];
	if (!first) throw emptyTable(name);
	if (sheet === null) return sheets.find((candidate) => candidate.data.length > 0) ?? first;
	const wanted = sheet.trim().toLowerCase();
	const found = sheets.find((candidate) => candidate.sheet.trim().toLowerCase() === wanted);
	if (found) return found;
	throw new EngineError('invalid-input', `${name} has no sheet “${sheet}”.`, `Choose one of: ${sheets.map((candidate) => candidate.sheet).join(', ')}.`);
}

async function* batches(rows: readonly Line[], width: number): AsyncGenerator<TableRow[]> {
	for (let at = 0; at < rows.length; at += BATCH_ROWS) {
		yield rows.slice(at, at + BATCH_ROWS).map(({ line, cells }) => shapeRow(line, cells, width));
	}
}
