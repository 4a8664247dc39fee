/** Why a row can't be trusted. The reader goes on; whoever imports decides, and should leave such a row out and report it. */
export interface RowProblem {
	/** extra-cells: values beyond the last header, so cells have probably shifted. unreadable-text: bytes that the encoding has no character for. */
	readonly code: 'extra-cells' | 'unreadable-text';
	/** For people; names what was found, not the line. */
	readonly message: string;
}

/** One record of the table: as many cells as there are headers, missing ones empty, none trimmed. */
export interface TableRow {
	/** 1-based line (CSV) or row (workbook) of the file in which the record starts. */
	readonly line: number;
	readonly cells: string[];
	readonly problem?: RowProblem;
}

export interface CsvFormat {
	readonly kind: 'csv';
	/** A file that is plain ASCII so far counts as utf-8: this is the last word only once the rows have been read. */
	readonly encoding: string;
	readonly delimiter: string;
	readonly bom: boolean;
}

export interface WorkbookFormat {
	readonly kind: 'xlsx';
	readonly sheet: string;
}

export type TableFormat = CsvFormat | WorkbookFormat;

export interface Table {
	/** Trimmed, never blank, no two alike (capitals don't make a difference). */
	readonly headers: string[];
	readonly format: TableFormat;
	/** Batches of rows in the file's order. Can be read once; leaving the loop early closes the source. */
	readonly rows: AsyncIterable<TableRow[]>;
	/** Lets go of the source when the rows are not wanted after all. */
	close(): Promise<void>;
}

/** Rows in a batch; the last one has what is left. */
export const BATCH_ROWS = 1000;
