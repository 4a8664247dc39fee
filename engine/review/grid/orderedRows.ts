import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { indexOver } from '../../records/catalogue/tableShape';
import { kindCode } from '../../records/kinds';
import { toSql } from '../../segments/Formula';
import { all, first, type Steps, type Tx } from '../../store/Transaction';
import { cell } from './cells';
import { filterFormula } from './compileFilter';
import { isEveryRow, type GridFilter } from './GridFilter';
import { placeOf } from './gridColumns';
import type { GridScope } from './GridContext';
import type { GridCursor, GridOrder } from './GridOrder';

/** What rows of one kind are asked for. */
export interface RowsAsked {
	readonly selectionId: number;
	/** How many members the kind has. */
	readonly members: number;
	readonly filter: GridFilter;
	readonly order: GridOrder;
	/** Rows with a value to be sorted by, or those without. */
	readonly valued: boolean;
	/** Rows come in this direction, whatever the order shown is. */
	readonly backwards: boolean;
	/** Rows beyond this one. */
	readonly beyond: GridCursor | null;
	readonly limit: number;
}

/** Up to so many members a look at each of them is quicker than a walk along an index over all records (SQLite). */
const FEW_MEMBERS = 20_000;
/** How many records a walk looks at before all members are looked at instead: reading a record to filter it costs ten times as much as its place. */
const WALK = 100_000;
const FILTERED_WALK = 5_000;

interface Ordered {
	readonly id: number;
	readonly value: string | number | null;
}

/**
 * The next rows of one kind in the grid's order. Where a selection holds most of a table, SQLite walks the index over
 * the sorted column and asks of each record whether it is a member, which finds a page among a million at once; what
 * such a walk does not find soon is found by looking at all members.
 */
export function* orderedRows(tx: Tx, scope: GridScope, asked: RowsAsked): Steps<GridCursor[]> {
	const walked = tx.dialect.name === 'sqlite' && asked.members > FEW_MEMBERS ? yield* walk(tx, scope, asked) : null;
	const rows = walked ?? (yield* all(tx, byMembers(tx, scope, asked)));
	return rows.map(({ id, value }) => ({ kind: scope.kind, id, value }));
}

function byMembers(tx: Tx, scope: GridScope, asked: RowsAsked): RawBuilder<Ordered> {
	const { dialect } = tx;
	const join = dialect.name === 'sqlite' ? sql`CROSS JOIN` : sql`JOIN`;
	return sql<Ordered>`SELECT r.id, ${asked.valued ? sortedBy(scope, asked) : sql`NULL`} AS value
		FROM selection_member AS s ${join} ${sql.table(scope.kind)} AS r ON r.id = s.record_id
		WHERE s.selection_id = ${dialect.integer(asked.selectionId)} AND s.kind = ${dialect.integer(kindCode(scope.kind))}
		AND ${conditions(scope, asked)}
		ORDER BY ${inOrder(scope, asked, sql.ref('s.record_id'))} LIMIT ${dialect.integer(asked.limit)}`;
}

/** Null where there is no index to walk, or it led to too few rows too slowly. */
function* walk(tx: Tx, scope: GridScope, asked: RowsAsked): Steps<Ordered[] | null> {
	const index = indexToWalk(scope, asked.order);
	if (index === null) return null;
	const value = sortedBy(scope, asked);
	const table = sql`${sql.table(scope.kind)} AS r INDEXED BY ${sql.id(index)}`;
	const order = inOrder(scope, asked, sql.ref('r.id'));
	const steps = isEveryRow(asked.filter) ? WALK : FILTERED_WALK;
	const edge = yield* first(tx, sql<Ordered>`SELECT r.id, ${value} AS value FROM ${table} WHERE ${beyondSql(scope, asked, sql.ref('r.id'))} ORDER BY ${order} LIMIT 1 OFFSET ${steps}`);
	const rows = yield* all(
		tx,
		sql<Ordered>`SELECT r.id, ${asked.valued ? value : sql`NULL`} AS value FROM ${table}
			CROSS JOIN selection_member AS s ON s.selection_id = ${asked.selectionId} AND s.kind = ${kindCode(scope.kind)} AND s.record_id = r.id
			WHERE ${conditions(scope, asked)} AND ${edge ? notBeyond(scope, asked, edge) : sql`1 = 1`} ORDER BY ${order} LIMIT ${asked.limit}`,
	);
	return edge && rows.length < asked.limit ? null : rows;
}

function indexToWalk(scope: GridScope, { column }: GridOrder): string | null {
	const place = column === null ? null : placeOf(column, scope.kind);
	if (place?.at !== 'own') return null;
	const { storage, type } = scope.catalogue.field(scope.kind, place.field);
	// Instants are sorted by a text made of them, which no index holds.
	if (storage.kind !== 'column' || type === 'instant') return null;
	return indexOver(scope.kind, storage.folded ? `${storage.column}_f` : storage.column);
}

function sortedBy(scope: GridScope, asked: RowsAsked): RawBuilder<unknown> {
	return asked.order.column === null ? sql`NULL` : cell(scope, asked.order.column, 'sorted');
}

function conditions(scope: GridScope, asked: RowsAsked): RawBuilder<SqlBool> {
	return sql<SqlBool>`${beyondSql(scope, asked, sql.ref('r.id'))} AND ${toSql(filterFormula(scope, asked.filter))}`;
}

function inOrder(scope: GridScope, asked: RowsAsked, id: RawBuilder<unknown>): RawBuilder<unknown> {
	const direction = asked.backwards ? sql`DESC` : sql`ASC`;
	return asked.valued ? sql`${sortedBy(scope, asked)} ${direction}, ${id} ${direction}` : sql`${id} ${direction}`;
}

/** Rows of this kind that stand beyond the cursor, whatever kind that is of. */
function beyondSql(scope: GridScope, asked: RowsAsked, id: RawBuilder<unknown>): RawBuilder<SqlBool> {
	const { beyond, valued, backwards } = asked;
	const value = sortedBy(scope, asked);
	const present = valued ? sql<SqlBool>`${value} IS NOT NULL` : asked.order.column === null ? sql<SqlBool>`1 = 1` : sql<SqlBool>`${value} IS NULL`;
	if (beyond === null || (beyond.value === null) === valued) return present;
	const behind = backwards ? sql`<` : sql`>`;
	const kinds = (kindCode(scope.kind) - kindCode(beyond.kind)) * (backwards ? -1 : 1);
	if (!valued) {
		if (kinds !== 0) return kinds > 0 ? present : sql<SqlBool>`1 = 0`;
		return sql<SqlBool>`${present} AND ${id} ${behind} ${beyond.id}`;
	}
	if (kinds < 0) return sql<SqlBool>`${value} ${behind} ${beyond.value}`;
	if (kinds > 0) return sql<SqlBool>`${value} ${behind}= ${beyond.value}`;
	// In this order an index over the value is entered where the row stands.
	return sql<SqlBool>`${value} ${behind}= ${beyond.value} AND (${value} ${behind} ${beyond.value} OR ${id} ${behind} ${beyond.id})`;
}

function notBeyond(scope: GridScope, asked: RowsAsked, edge: Ordered): RawBuilder<SqlBool> {
	const upTo = asked.backwards ? sql`>` : sql`<`;
	const id = sql.ref('r.id');
	if (!asked.valued) return sql<SqlBool>`${id} ${upTo} ${edge.id}`;
	const value = sortedBy(scope, asked);
	return sql<SqlBool>`${value} ${upTo}= ${edge.value} AND (${value} ${upTo} ${edge.value} OR ${id} ${upTo} ${edge.id})`;
}
