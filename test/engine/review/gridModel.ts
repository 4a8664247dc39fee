import { kindCode } from '../../../engine/records/kinds';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import type { Choice } from '../../../engine/review/choice/Choice';
import { CONSENT_STATES } from '../../../engine/review/grid/ConsentState';
import { COLUMN_TYPES, GRID_COLUMNS, type GridColumn } from '../../../engine/review/grid/gridColumns';
import type { GridCondition, GridFilter } from '../../../engine/review/grid/GridFilter';
import type { GridRow, GridSort } from '../../../engine/review/grid/GridRow';
import { dayBounds } from '../../../engine/segments/relativeDates';
import { fold } from '../../../engine/store/fold';

/** Whether a row, as it is shown, fulfils a filter: worked out by hand. */
export function rowMatches(row: GridRow, filter: GridFilter, timeZone: string): boolean {
	const words = filter.words.every((word) => GRID_COLUMNS.some((column) => COLUMN_TYPES[column] === 'text' && textOf(row, column)?.includes(word)));
	const columns = filter.columns.every(({ column, match, conditions }) => {
		const held = conditions.map((condition) => conditionHolds(row, column, condition, timeZone));
		return match === 'all' ? held.every(Boolean) : held.some(Boolean);
	});
	return words && columns;
}

/** What a person reads in a text column, folded. */
function textOf(row: GridRow, column: GridColumn): string | null {
	const value = row[column];
	if (value === null) return null;
	return fold(column === 'status' ? labelOf(row, String(value)) : String(value));
}

function labelOf(row: GridRow, code: string): string {
	const field = row.kind === 'message' ? DEFINITIONS.message.fields.find(({ name }) => name === 'state') : row.kind === 'task' ? DEFINITIONS.task.fields.find(({ name }) => name === 'status') : undefined;
	return field?.options.find(({ value }) => value === code)?.label ?? code;
}

function conditionHolds(row: GridRow, column: GridColumn, { operator, values }: GridCondition, timeZone: string): boolean {
	const value = row[column];
	const [one, two] = values;
	switch (operator) {
		case 'isEmpty':
			return value === null;
		case 'isNotEmpty':
			return value !== null;
		case 'contains':
			return textOf(row, column)?.includes(fold(String(one))) ?? false;
		case 'doesNotContain':
			return !(textOf(row, column)?.includes(fold(String(one))) ?? false);
		case 'startsWith':
			return textOf(row, column)?.startsWith(fold(String(one))) ?? false;
		case 'is':
			return typeof one === 'number' ? value === one : sameText(row, column, String(one));
		case 'isNot':
			return !(typeof one === 'number' ? value === one : sameText(row, column, String(one)));
		case 'isAnyOf':
			return values.includes(String(value));
		case 'isNoneOf':
			return !values.includes(String(value));
		case 'isAtLeast':
			return value !== null && Number(value) >= Number(one);
		case 'isAtMost':
			return value !== null && Number(value) <= Number(one);
		case 'isBetween':
			return typeof one === 'number' ? value !== null && Number(value) >= one && Number(value) <= Number(two) : withinDays(value, String(one), String(two), timeZone);
		case 'isOn':
			return withinDays(value, String(one), String(one), timeZone);
		case 'isBefore':
			return value !== null && (typeof value === 'number' ? value < dayBounds(String(one), timeZone).from : value < String(one));
		case 'isAfter':
			return value !== null && (typeof value === 'number' ? value >= dayBounds(String(one), timeZone).until : value > String(one));
	}
}

/** An address is itself however it is written. */
function sameText(row: GridRow, column: GridColumn, text: string): boolean {
	const key = column === 'email' ? normaliseAddress(text) : null;
	return key === null ? textOf(row, column) === fold(text) : normaliseAddress(row.email === null ? null : String(row.email)) === key;
}

function withinDays(value: string | number | null, first: string, last: string, timeZone: string): boolean {
	if (value === null) return false;
	return typeof value === 'number' ? value >= dayBounds(first, timeZone).from && value < dayBounds(last, timeZone).until : value >= first && value <= last;
}

/** The rows in the order of a grid. */
export function inGridOrder(rows: readonly GridRow[], sort: GridSort | null): GridRow[] {
	const down = sort?.direction === 'desc' ? -1 : 1;
	const value = (row: GridRow): string | number | null => (sort === null || sort.column === 'kind' ? null : sortValue(row, sort.column));
	return [...rows].sort((one, other) => {
		const [mine, theirs] = [value(one), value(other)];
		const empty = Number(mine === null) - Number(theirs === null);
		return empty || down * (compare(mine, theirs) || kindCode(one.kind) - kindCode(other.kind) || one.id - other.id);
	});
}

function sortValue(row: GridRow, column: GridColumn): string | number | null {
	const value = row[column];
	if (value === null) return null;
	if (column === 'consent') return CONSENT_STATES.indexOf(row.consent);
	if (column === 'date') return typeof value === 'number' ? new Date(Math.floor(value / 1_000) * 1_000).toISOString().slice(0, 19).replace('T', ' ') : value;
	// Sorted as it is stored: a code by itself, not by its word.
	if (column === 'status' && (row.kind === 'message' || row.kind === 'task')) return value;
	return typeof value === 'number' ? value : fold(value);
}

function compare(one: string | number | null, other: string | number | null): number {
	if (one === null || other === null) return 0;
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

/** Whether a row is ticked after all steps of a choice. */
export function isTicked(row: GridRow, choice: Choice, timeZone: string): boolean {
	return choice.steps.reduce((ticked, step) => {
		const meant = 'filter' in step ? rowMatches(row, step.filter, timeZone) : (step.rows[row.kind]?.includes(row.id) ?? false);
		return meant ? step.tick : ticked;
	}, true);
}
