import { isSearchKind, kindCode, SEARCH_KINDS, type SearchKind } from '../../records/kinds';
import { asRecord, idOf, invalid, refuse } from '../../segments/validateParts';
import { COLUMN_TYPES, isGridColumn, placeOf, type GridColumn } from './gridColumns';
import type { GridCursor, GridPlace, GridSort } from './GridRow';

/**
 * In which order rows stand, told so that stores can walk it: rows with a value by value, kind and id; then those
 * without by kind and id. Turned round everything is turned round but that: what is empty stays last.
 */
export interface GridOrder {
	/** Null: no row has a value, all stand by kind and id. */
	readonly column: Exclude<GridColumn, 'kind'> | null;
	readonly descending: boolean;
}

export function orderOf(sort: GridSort | null): GridOrder {
	if (sort === null) return { column: null, descending: false };
	return { column: sort.column === 'kind' ? null : sort.column, descending: sort.direction === 'desc' };
}

/** Kinds as a grid puts them one after the other. */
export function inOrder(kinds: readonly SearchKind[], descending: boolean): SearchKind[] {
	const sorted = [...kinds].sort((one, other) => kindCode(one) - kindCode(other));
	return descending ? sorted.reverse() : sorted;
}

/** Whether any row of a kind has a value to be sorted by. */
export function hasValue(order: GridOrder, kind: SearchKind): boolean {
	return order.column !== null && placeOf(order.column, kind).at !== 'nowhere';
}

/** Negative where one row with a value stands before the other; both stores compare text by its bytes. */
export function compareRows(one: GridCursor, other: GridCursor): number {
	return compareValues(one.value, other.value) || kindCode(one.kind) - kindCode(other.kind) || one.id - other.id;
}

function compareValues(one: GridCursor['value'], other: GridCursor['value']): number {
	if (typeof one === 'number' && typeof other === 'number') return one - other;
	return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

/** @throws EngineError invalid-input for what is no order */
export function validateSort(value: unknown): GridSort | null {
	if (value === undefined || value === null) return null;
	const { column, direction } = asRecord(value, 'The sorting');
	if (typeof column !== 'string' || !isGridColumn(column)) throw refuse('The sorted column', column, 'one of the grid');
	if (direction !== 'asc' && direction !== 'desc') throw refuse('The direction of sorting', direction, 'asc or desc');
	return { column, direction };
}

/** A place has been to the browser and back. @throws EngineError invalid-input */
export function validatePlace(value: unknown, sort: GridSort | null): GridPlace {
	const { at, row } = asRecord(value ?? { at: 'start' }, 'The place of the page');
	switch (at) {
		case 'start':
		case 'end':
			return { at };
		case 'after':
		case 'before':
			return { at, row: cursorOf(asRecord(row, 'The row beside the page'), orderOf(sort)) };
		default:
			throw refuse('The place of the page', at, 'start, end, after or before');
	}
}

function cursorOf(row: Readonly<Record<string, unknown>>, order: GridOrder): GridCursor {
	const { kind, id, value } = row;
	if (typeof kind !== 'string' || !isSearchKind(kind)) throw refuse('The kind of the row beside the page', kind, `one of ${SEARCH_KINDS.join(', ')}`);
	const known = { kind, id: idOf(id, 'The row beside the page') };
	if (value === null || value === undefined) return { ...known, value: null };
	if (order.column !== null && fits(order.column, value)) return { ...known, value };
	throw invalid('There is no such place in the grid to go on from.', 'Begin with the first page.');
}

function fits(column: GridColumn, value: unknown): value is string | number {
	const number = COLUMN_TYPES[column] === 'number' || column === 'consent';
	return number ? Number.isFinite(value) : typeof value === 'string' && value.length <= 20_000 && !/\0|\p{Surrogate}/u.test(value);
}
