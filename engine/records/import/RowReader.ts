import type { SqlValue } from '../../store/Transaction';
import { fold } from '../../store/fold';
import { isZeroForNothing } from '../catalogue/tableShape';
import { defaultsOf } from '../kindRules';
import { readCustom } from '../recordValues';
import type { ImportPlan } from './importPlan';
import { NOTHING, NUMBER, type PreparedRows } from './PreparedRows';
import { PERSON_NAMES } from './rowLayout';
import { textOf } from './TextPool';

/** Reads a batch's rows in their transaction; the ids of what they name are added as they are found. */
export class RowReader {
	private readonly texts: string;
	/** By row and reference; 0: not found. */
	private readonly ids: Float64Array;
	/** By place: which reference fills it. */
	private readonly referenceAt: readonly (number | null)[];
	/** By place: its bit among the derived names. */
	private readonly nameBits: readonly number[];
	/** By slot: what a new record holds where its row says nothing. */
	private readonly blank: readonly SqlValue[];

	constructor(
		private readonly plan: ImportPlan,
		private readonly rows: PreparedRows,
		now: number,
	) {
		const { layout, references, kind } = plan;
		this.texts = textOf(rows.texts);
		this.ids = new Float64Array(rows.count * references.length);
		this.referenceAt = layout.columns.map((_, place) => {
			const at = references.findIndex((reference) => reference.place === place);
			return at < 0 ? null : at;
		});
		this.nameBits = layout.columns.map(({ name }) => PERSON_NAMES.reduce((bits, column, bit) => (column === name ? bits | (1 << bit) : bits), 0));
		this.blank = blankRow(plan, defaultsOf(kind.kind, now));
	}

	get count(): number {
		return this.rows.count;
	}

	line(row: number): number {
		return this.rows.lines[row] ?? 0;
	}

	optOut(row: number): boolean {
		return this.rows.optOuts[row] === 1;
	}

	/** What the row says, and what follows from it. */
	value(row: number, place: number): SqlValue {
		const reference = this.referenceAt[place] ?? null;
		if (reference !== null) return this.ids[row * this.plan.references.length + reference] || null;
		return this.at(row * this.plan.layout.slots + (this.plan.layout.columns[place]?.slot ?? 0));
	}

	text(row: number, place: number): string | null {
		const value = this.value(row, place);
		return typeof value === 'string' ? value : null;
	}

	/** What the file itself says in a column that it fills; a name that follows from others is none. */
	given(row: number, place: number): SqlValue {
		const derived = ((this.rows.derivedNames[row] ?? 0) & (this.nameBits[place] ?? 0)) !== 0;
		return derived || this.plan.layout.columns[place]?.mapped !== true ? null : this.value(row, place);
	}

	externalId(row: number): string | null {
		return this.text(row, this.plan.layout.externalId);
	}

	addressKey(row: number): string | null {
		const { addressKey } = this.plan.layout;
		return addressKey === null ? null : this.text(row, addressKey);
	}

	/** Custom values that the row has. */
	custom(row: number): Readonly<Record<string, SqlValue>> {
		const { customSlot, slots } = this.plan.layout;
		return customSlot === null ? {} : readCustom(this.at(row * slots + customSlot));
	}

	/** What the row names by a reference of the plan; null where the cell is empty. */
	named(row: number, reference: number): string | null {
		const place = this.namedPlace(row, reference);
		return place === null ? null : (this.rows.named[reference]?.texts[place] ?? null);
	}

	/** The text's place in `PreparedRows.named`. */
	namedPlace(row: number, reference: number): number | null {
		const place = this.rows.references[row * this.plan.references.length + reference] ?? NOTHING;
		return place === NOTHING ? null : place;
	}

	setReference(row: number, reference: number, id: number): void {
		this.ids[row * this.plan.references.length + reference] = id;
	}

	/** What a new record made of the row holds, by place. */
	newValue(row: number, place: number): SqlValue {
		return this.value(row, place) ?? this.blank[this.plan.layout.columns[place]?.slot ?? 0] ?? null;
	}

	/** Fills in all slots of a new record made of the row. */
	fill(row: number, slots: SqlValue[]): void {
		const { layout, references } = this.plan;
		const base = row * layout.slots;
		for (let slot = 0; slot < layout.slots; slot++) slots[slot] = this.at(base + slot) ?? this.blank[slot] ?? null;
		references.forEach(({ place }, index) => {
			const slot = layout.columns[place]?.slot;
			if (slot !== undefined) slots[slot] = this.ids[row * references.length + index] || (this.blank[slot] ?? null);
		});
	}

	private at(index: number): SqlValue {
		const start = this.rows.starts[index] ?? NOTHING;
		if (start >= 0) return this.texts.slice(start, this.rows.ends[index]);
		return start === NUMBER ? (this.rows.numbers[this.rows.ends[index] ?? 0] ?? null) : null;
	}
}

function blankRow(plan: ImportPlan, defaults: Readonly<Record<string, SqlValue>>): SqlValue[] {
	const blank = new Array<SqlValue>(plan.layout.slots).fill(null);
	for (const { name, slot, foldedSlot } of plan.layout.columns) {
		const value = defaults[name] ?? (isZeroForNothing(plan.kind.table, name) ? 0 : null);
		blank[slot] = value;
		if (foldedSlot !== null && typeof value === 'string') blank[foldedSlot] = fold(value);
	}
	return blank;
}
