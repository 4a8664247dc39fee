import { fileSignature } from './fileSignature';
import { readAhead } from './readAhead';
import { readCsv } from './readCsv';
import { readWorkbook } from './readWorkbook';
import type { Table } from './Table';
import { notATable } from './tableErrors';

export interface ReadTableOptions {
	/** Named in errors. What the file is, its content says. */
	readonly fileName?: string;
	/** CSV: utf-8, windows-1252, iso-8859-1 …; recognised when missing. */
	readonly encoding?: string;
	/** CSV: one character; recognised when missing. */
	readonly delimiter?: string;
	/** Workbook: the sheet's name; the first with content when missing. */
	readonly sheet?: string;
}

const HEAD_BYTES = 4096;

/**
 * Reads a table that somebody exported: CSV (any delimiter, any encoding) or an Excel workbook (.xlsx).
 * CSV is streamed: rows are read from the source as the batches are taken. Quotes that are not balanced are found
 * there too, so taking a batch can fail after earlier ones were given out.
 * Cells are text as it stands; parseDate, parseNumber and parseBoolean make values of them.
 * @throws EngineError invalid-input when the file is empty, has a header only, or is no table
 */
export async function readTable(source: AsyncIterable<Uint8Array>, options: ReadTableOptions = {}): Promise<Table> {
	const name = options.fileName ? `“${options.fileName}”` : 'The file';
	const ahead = await readAhead(source, HEAD_BYTES);
	try {
		const signature = fileSignature(ahead.head);
		switch (signature) {
			case 'text':
				return await readCsv(ahead, { name, encoding: options.encoding || null, delimiter: options.delimiter || null });
			case 'zip':
				return await readWorkbook(ahead.source, { name, sheet: options.sheet || null });
			default:
				throw notATable(name, signature);
		}
	} catch (error) {
		await ahead.close();
		throw error;
	}
}
