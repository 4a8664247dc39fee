import type { Kind } from '../kinds';
import type { DateOrder } from './dateParts';
import type { ReferenceBy } from './mapHeaders';
import type { Decimal } from './numberText';
import type { PreparedRows } from './PreparedRows';

/** A cell: a file's text, or a value of an item. */
export type Cell = string | number | boolean | null;

/** How a column writes its values; NULL: each value must leave no choice. */
export interface ColumnFormat {
	readonly dateOrder: DateOrder | null;
	readonly decimal: Decimal | null;
	/** Numbers in a column of dates are Excel's serial dates. */
	readonly excelSerial: boolean;
}

export interface ImportColumn {
	readonly field: string;
	readonly by: ReferenceBy;
	readonly format: ColumnFormat;
}

/** A row of a file. */
export interface ImportRow {
	readonly line: number;
	readonly cells: readonly Cell[];
}

/** What becomes of a row whose address another record has, where the external ids don't say that it is the same. */
export type SameAddress = 'update' | 'refuse';

/** What becomes of a row with a value that its field doesn't take. */
export type BadValue = 'refuse' | 'leaveOut';

export interface ImportRules {
	readonly sameAddress: SameAddress;
	readonly badValue: BadValue;
	/** Accounts that contacts name and that don't exist are created. */
	readonly createAccounts: boolean;
	/** IANA name, for date and time without an offset. */
	readonly timeZone: string;
	/** Where the rows come from, as kept with opt-outs: a file's name. */
	readonly origin: string;
}

/** One transaction's worth of an import. */
export interface ImportBatch {
	readonly kind: Kind;
	readonly columns: readonly ImportColumn[];
	readonly rows: PreparedRows;
	readonly rules: ImportRules;
	/** Records of this kind that earlier rows of the same import wrote: a bit an id. */
	readonly touched: Uint8Array;
}

export interface BatchRefusal {
	/** The row's place among the batch's prepared rows, from 0. */
	readonly index: number;
	readonly reason: string;
}

/** What is said about rows that were imported nevertheless; `example` is of the first. */
export interface ImportWarning {
	readonly kind: string;
	readonly count: number;
	readonly example: string;
}

export interface ImportCounts {
	readonly created: number;
	readonly updated: number;
	readonly unchanged: number;
	/** Rows for a record that an earlier row of the same file wrote: they filled what it left empty. */
	readonly duplicates: number;
	readonly accountsCreated: number;
	readonly optOuts: number;
}

export interface BatchResult extends ImportCounts {
	readonly refused: readonly BatchRefusal[];
	readonly warnings: readonly ImportWarning[];
	/** Ids of the records these rows wrote, or found as they should be. */
	readonly written: readonly number[];
}
