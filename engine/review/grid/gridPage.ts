import { sql } from 'kysely';

import { isSearchKind, kindCode, type SearchKind } from '../../records/kinds';
import { toSql } from '../../segments/Formula';
import { searchSettings } from '../../segments/searchSettings';
import { all, defineTransaction, type SqlValue, type Steps, type Tx } from '../../store/Transaction';
import type { Choice } from '../choice/Choice';
import { tickedFormula } from '../choice/compileChoice';
import { cell, consentOf } from './cells';
import { GRID_COLUMNS, type GridColumn } from './gridColumns';
import { gridScope, type GridContext } from './GridContext';
import type { GridFilter } from './GridFilter';
import { compareRows, hasValue, inOrder, orderOf } from './GridOrder';
import type { GridCursor, GridPage, GridPlace, GridRow, GridSort } from './GridRow';
import { orderedRows, type RowsAsked } from './orderedRows';

export interface PageAsked {
	readonly context: GridContext;
	readonly filter: GridFilter;
	readonly sort: GridSort | null;
	readonly choice: Choice;
	readonly place: GridPlace;
	readonly size: number;
}

/**
 * A page of a selection's grid. Pages are found by the rows beside them, so each costs what its rows cost, however deep
 * it lies. Records deleted since are left out.
 */
export const gridPage = defineTransaction(__filename, 'read', 'review.gridPage', function* (tx, asked: PageAsked): Steps<GridPage> {
	yield* searchSettings(tx);
	const backwards = asked.place.at === 'end' || asked.place.at === 'before';
	const beyond = 'row' in asked.place ? asked.place.row : null;
	// One more than wanted tells whether there is another page.
	const found = yield* rowsBeyond(tx, asked, { beyond, backwards, limit: asked.size + 1 });
	const more = found.length > asked.size;
	const places = found.slice(0, asked.size);
	if (backwards) places.reverse();
	const rows = yield* shownRows(tx, asked, places);
	return backwards ? { rows, before: more, after: beyond !== null } : { rows, before: beyond !== null, after: more };
});

interface Wanted {
	readonly beyond: GridCursor | null;
	readonly backwards: boolean;
	readonly limit: number;
}

function* rowsBeyond(tx: Tx, asked: PageAsked, wanted: Wanted): Steps<GridCursor[]> {
	const order = orderOf(asked.sort);
	const found: GridCursor[] = [];
	for (const valued of phases(order.column !== null, wanted)) {
		const limit = wanted.limit - found.length;
		if (limit === 0) break;
		const one = { selectionId: asked.context.selectionId, filter: asked.filter, order, valued, beyond: wanted.beyond, backwards: wanted.backwards !== order.descending, limit };
		found.push(...(valued ? yield* merged(tx, asked.context, one) : yield* oneAfterTheOther(tx, asked.context, one)));
	}
	return found;
}

/** Rows with a value stand before those without. */
function phases(sorted: boolean, { beyond, backwards }: Wanted): boolean[] {
	if (!sorted) return [false];
	if (backwards) return beyond !== null && beyond.value !== null ? [true] : [false, true];
	return beyond !== null && beyond.value === null ? [false] : [true, false];
}

/** Each kind's next rows by value, brought together. */
function* merged(tx: Tx, context: GridContext, asked: Omit<RowsAsked, 'members'>): Steps<GridCursor[]> {
	const rows: GridCursor[] = [];
	for (const [kind, members] of membersOf(context, false)) {
		if (hasValue(asked.order, kind)) rows.push(...(yield* orderedRows(tx, gridScope(tx, context, kind), { ...asked, members })));
	}
	rows.sort((one, other) => (asked.backwards ? compareRows(other, one) : compareRows(one, other)));
	return rows.slice(0, asked.limit);
}

function* oneAfterTheOther(tx: Tx, context: GridContext, asked: Omit<RowsAsked, 'members'>): Steps<GridCursor[]> {
	const rows: GridCursor[] = [];
	for (const [kind, members] of membersOf(context, asked.backwards)) {
		const limit = asked.limit - rows.length;
		if (limit === 0) break;
		rows.push(...(yield* orderedRows(tx, gridScope(tx, context, kind), { ...asked, members, limit })));
	}
	return rows;
}

function membersOf(context: GridContext, descending: boolean): [SearchKind, number][] {
	const kinds = Object.keys(context.members).filter(isSearchKind);
	return inOrder(kinds, descending).map((kind) => [kind, context.members[kind] ?? 0]);
}

function* shownRows(tx: Tx, asked: PageAsked, places: readonly GridCursor[]): Steps<GridRow[]> {
	const rows = new Map<string, GridRow>();
	for (const kind of new Set(places.map((place) => place.kind))) {
		const scope = gridScope(tx, asked.context, kind);
		const cells = GRID_COLUMNS.map((column) => sql`${cell(scope, column, 'shown')} AS ${sql.ref(column)}`);
		const at = new Map(places.filter((place) => place.kind === kind).map((place) => [place.id, place]));
		const found = yield* all(
			tx,
			sql<Record<GridColumn | 'id' | 'ticked', SqlValue>>`SELECT r.id, CASE WHEN ${toSql(tickedFormula(scope, asked.choice))} THEN 1 ELSE 0 END AS ticked, ${sql.join(cells)}
				FROM ${sql.table(kind)} AS r WHERE ${tx.dialect.inNumbers(sql.ref('r.id'), [...at.keys()])}`,
		);
		for (const row of found) {
			const place = at.get(Number(row.id));
			if (place) rows.set(keyOf(place), { ...row, kind, id: place.id, consent: consentOf(Number(row.consent)), ticked: row.ticked === 1, at: place });
		}
	}
	return places.flatMap((place) => rows.get(keyOf(place)) ?? []);
}

function keyOf({ kind, id }: GridCursor): string {
	return `${kindCode(kind)} ${id}`;
}
