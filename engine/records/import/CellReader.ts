import type { SqlValue } from '../../store/Transaction';
import type { Field, KindDefinition } from '../catalogue/Field';
import type { Cell, ColumnFormat } from './ImportBatch';
import { parseCell } from './parseCell';
import type { Parsed } from './Parsed';

/** How many of a column's cells are remembered, and the longest that are. */
const REMEMBERED = 500;
const LONGEST = 60;
/** After so many cells it is clear whether a column repeats itself. */
const TRIAL = 1_000;

/**
 * Reads a column's cells. Most columns of an export say the same few things over and over: cities, countries, job
 * titles, given names. Such cells are read once.
 */
export class CellReader {
	/** Null: this column's cells differ. */
	private known: Map<string, Parsed<SqlValue>> | null = new Map();
	private asked = 0;
	private unknown = 0;

	constructor(
		private readonly kind: KindDefinition,
		private readonly field: Field,
		private readonly format: ColumnFormat,
		private readonly timeZone: string,
	) {}

	/** Whether the column says the same few things: the very same values are answered again. */
	get repeats(): boolean {
		return this.known !== null;
	}

	read(cell: Cell): Parsed<SqlValue> {
		if (this.known === null || typeof cell !== 'string') return this.parse(cell);
		this.asked++;
		const known = this.known.get(cell);
		if (known) return known;
		this.unknown++;
		if (this.asked >= TRIAL && this.unknown * 2 > this.asked) {
			this.known = null;
		} else if (this.known.size < REMEMBERED && cell.length <= LONGEST) {
			const own = copied(cell);
			const parsed = this.parse(own);
			this.known.set(own, parsed);
			return parsed;
		}
		return this.parse(cell);
	}

	private parse(cell: Cell): Parsed<SqlValue> {
		return parseCell(this.kind, this.field, cell, this.format, this.timeZone);
	}
}

/** A cell is a view of the piece of the file around it, and would keep all of that in memory. */
function copied(text: string): string {
	return text.split('').join('');
}
