import type { FieldType } from '../catalogue/Field';
import type { ImportWarning } from './ImportBatch';
import type { NamedRecords } from './namedRecords';
import type { Units } from './TextPool';

/** Where a slot's `start` is no place among the texts. */
export const NOTHING = -1;
/** The slot's `end` is the place of its number. */
export const NUMBER = -2;

/**
 * A batch's rows, read, checked and folded, as they are handed to the transaction. Made of few large pieces: they are
 * copied to a thread in a millisecond, where an array of cells would be taken apart and put together again, cell by
 * cell. Whoever reads them makes a cell's text when it is wanted (see `RowReader`), and it is gone soon after.
 */
export interface PreparedRows {
	readonly count: number;
	/** Lines of the source in which the rows begin. */
	readonly lines: Int32Array;
	readonly texts: Units;
	/** By row and slot of the layout: where its text begins and ends among the texts, or `NOTHING`, or `NUMBER`. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	readonly numbers: Float64Array;
	/** By row: which of a person's names follow from the others, a bit a name in the order of `PERSON_NAMES`. */
	readonly derivedNames: Uint8Array;
	/** By row: 1 where "do not email" is ticked. */
	readonly optOuts: Uint8Array;
	/** By row and reference of the plan: the place of what it names among `named`' texts, or `NOTHING`. */
	readonly references: Int32Array;
	/** By reference of the plan. */
	readonly named: readonly NamedRecords[];
	/** Of rows that could not be read and are not among these: that somebody asked not to be emailed counts all the same. */
	readonly refusedOptOuts: readonly RefusedOptOut[];
	readonly warnings: readonly ImportWarning[];
	/** Of the plan's columns. */
	readonly types: readonly FieldType[];
}

export interface RefusedOptOut {
	readonly line: number;
	readonly addressKey: string;
}
