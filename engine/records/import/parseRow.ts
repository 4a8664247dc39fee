import type { SqlValue } from '../../store/Transaction';
import type { Field } from '../catalogue/Field';
import { normaliseAddress } from '../emailAddress';
import { isPerson } from '../kindRules';
import { textOrNull } from '../recordValues';
import type { ImportRow } from './ImportBatch';
import type { ImportPlan } from './importPlan';
import { PERSON_NAMES } from './rowLayout';
import { completeNames } from './rowName';
import type { Warnings } from './Warnings';

/** A row whose cells could be read. */
export interface ParsedRow {
	/** By place of the layout. NULL: an empty cell, which leaves a record's value as it is. */
	readonly values: readonly SqlValue[];
	/** Which of a person's names the row doesn't write: they follow from the others. A bit each. */
	readonly derivedNames: number;
	/** By reference of the plan: what the cell says about another record; which one it is, is looked up for all rows at once. */
	readonly references: readonly (string | null)[];
	/** Null where the row has none. */
	readonly custom: Readonly<Record<string, SqlValue>> | null;
	readonly optOut: boolean;
}

/** A row that can't be imported. That somebody asked not to be emailed counts all the same. */
export interface RefusedParse {
	readonly refused: string;
	readonly optOutAddress: string | null;
}

/**
 * The row's values, or why it is refused.
 * @param cellsAt where the cells of the plan's columns stand in the row
 */
export function parseRow(plan: ImportPlan, cellsAt: readonly number[], row: ImportRow, warnings: Warnings): ParsedRow | RefusedParse {
	const { layout } = plan;
	const values = new Array<SqlValue>(layout.columns.length).fill(null);
	const references: (string | null)[] = [];
	let custom: Record<string, SqlValue> | null = null;
	let optOut = false;
	let filled = false;
	let problem: string | null = null;
	for (let at = 0; at < plan.columns.length; at++) {
		const column = plan.columns[at];
		if (!column) break;
		const cell = row.cells[cellsAt[at] ?? at] ?? null;
		const field = column.definition;
		if (column.reference !== null) {
			const text = cell === null ? '' : String(cell).trim();
			references.push(text === '' ? null : text);
			if (text === '') continue;
			filled = true;
			problem ??= tooLong(field, text);
			continue;
		}
		if (cell === null || cell === '') continue;
		const value = column.reader.read(cell);
		if (!value.ok) {
			// Whether somebody may be emailed is never guessed.
			if (plan.rules.badValue === 'refuse' || field.storage.kind === 'consent') problem ??= value.reason;
			else warnings.add('value left out', `line ${row.line}: ${value.reason}`);
		}
		const stored = value.ok ? value.value : null;
		if (stored === null) continue;
		filled = true;
		switch (field.storage.kind) {
			case 'column':
				if (column.place !== null) values[column.place] = stored;
				break;
			case 'custom':
				(custom ??= {})[field.storage.key] = stored;
				break;
			case 'consent':
				optOut ||= stored === 1;
				break;
		}
	}
	const email = layout.email === null ? null : textOrNull(values[layout.email]);
	const addressKey = email === null ? null : normaliseAddress(email);
	if (!filled) problem ??= 'The row is empty.';
	if (problem !== null) return { refused: problem, optOutAddress: optOut ? addressKey : null };
	if (email !== null && addressKey === null) warnings.add('malformed address', `line ${row.line}: ${email}`);
	if (layout.addressKey !== null) values[layout.addressKey] = addressKey;
	return { values, derivedNames: deriveNames(plan, values), references, custom, optOut };
}

/** Writes a person's names that follow from the others; answers which, a bit each. */
function deriveNames(plan: ImportPlan, values: SqlValue[]): number {
	if (!isPerson(plan.kind.kind)) return 0;
	const at = (column: string): SqlValue => values[plan.layout.placeOf(column) ?? -1] ?? null;
	const names = completeNames(plan.kind.kind, { name: at('name'), first_name: at('first_name'), last_name: at('last_name'), company: at('company') });
	let derived = 0;
	for (const [bit, column] of PERSON_NAMES.entries()) {
		const place = plan.layout.placeOf(column);
		const name = names[column] ?? null;
		if (place === null || name === null || (values[place] ?? null) !== null) continue;
		values[place] = name;
		derived |= 1 << bit;
	}
	return derived;
}

function tooLong(field: Field, text: string): string | null {
	return text.length > 500 ? `${field.label}: "${text.slice(0, 60)}…" has ${text.length} characters. Use at most 500.` : null;
}
