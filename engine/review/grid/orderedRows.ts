import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { indexOver } from '../../records/catalogue/tableShape';
import { kindCode, type SearchKind } from '../../records/kinds';
import { toSql } from '../../segments/Formula';
import { all, first, type Steps, type Tx } from '../../store/Transaction';
import { cell } from './cells';
import { filterFormula } from './compileFilter';
import { isEveryRow, type GridFilter } from './GridFilter';
import { placeOf } from './gridColumns';
import type { GridScope } from './GridContext';
import type { GridOrder } from './GridOrder';
import type { GridCursor } from './GridRow';

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
	const members = sql`FROM selection_member AS s ${join} ${sql.table(scope.kind)} AS r ON r.id = s.record_id
		WHERE s.selection_id = ${dialect.integer(asked.selectionId)} AND s.kind = ${dialect.integer(kindCode(scope.kind))}
		AND ${toSql(filterFormula(scope, asked.filter))}`;
	const limit = sql`LIMIT ${dialect.integer(asked.limit)}`;
	if (asked.order.column === null) {
		const id = sql.ref('s.record_id');
		return sql<Ordered>`SELECT r.id, NULL AS value ${members} AND ${beyondSql(scope, asked, null, id)} ORDER BY ${inOrder(asked, null, id)} ${limit}`;
	}
	const [id, value] = [sql.ref('o.id'), sql.ref('o.value')];
	// What it is sorted by may be a look-up elsewhere: worked out once for each row, not as often as it is named.
	return sql<Ordered>`SELECT o.id, ${asked.valued ? value : sql`NULL`} AS value FROM (SELECT r.id, ${cell(scope, asked.order.column, 'sorted')} AS value ${members} ${dialect.evaluatedOnce}) AS o
		WHERE ${beyondSql(scope, asked, value, id)} ORDER BY ${inOrder(asked, value, id)} ${limit}`;
}

/** Null where there is no index to walk, or it led to too few rows too slowly. */
function* walk(tx: Tx, scope: GridScope, asked: RowsAsked): Steps<Ordered[] | null> {
	const way = walkOver(scope, asked);
	if (way === null) return null;
	const [id, value] = [sql.ref('r.id'), way.value];
	const order = inOrder(asked, value, id);
	const beyond = beyondSql(scope, asked, value, id);
	const steps = isEveryRow(asked.filter) ? WALK : FILTERED_WALK;
	const edge = yield* first(tx, sql<Ordered>`SELECT r.id, ${value} AS value FROM ${way.tables} WHERE ${beyond} ORDER BY ${order} LIMIT 1 OFFSET ${steps}`);
	const within = edge ? notBeyond(asked, edge, value, id) : sql`1 = 1`;
	const rows = yield* all(
		tx,
		sql<Ordered>`SELECT r.id, ${asked.valued ? value : sql`NULL`} AS value FROM ${way.tables}
			CROSS JOIN selection_member AS s ON s.selection_id = ${asked.selectionId} AND s.kind = ${kindCode(scope.kind)} AND s.record_id = r.id
			WHERE ${beyond} AND ${within} AND ${toSql(filterFormula(scope, asked.filter))} ORDER BY ${order} LIMIT ${asked.limit}`,
	);
	return edge && rows.length < asked.limit ? null : rows;
}

/** A kind's table under the name `r`, in the order of what it is sorted by. */
interface Way {
	readonly tables: RawBuilder<unknown>;
	readonly value: RawBuilder<unknown>;
}

function walkOver(scope: GridScope, { order, valued }: RowsAsked): Way | null {
	const place = order.column === null ? null : placeOf(order.column, scope.kind);
	switch (place?.at) {
		case 'own':
			return walkOverOwn(scope, place.field);
		case 'account':
			return valued && scope.kind === 'contact' ? walkOverNames('account', scope.kind, 'account_id') : null;
		case 'named':
			return valued ? walkOverNames(place.kind === 'user' ? 'crm_user' : place.kind, scope.kind, place.field) : null;
		default:
			return null;
	}
}

function walkOverOwn(scope: GridScope, field: string): Way | null {
	const { storage, type } = scope.catalogue.field(scope.kind, field);
	// Instants are sorted by a text made of them, which no index holds.
	if (storage.kind !== 'column' || type === 'instant') return null;
	const column = storage.folded ? `${storage.column}_f` : storage.column;
	const index = indexOver(scope.kind, column);
	return index === null ? null : { tables: sql`${sql.table(scope.kind)} AS r INDEXED BY ${sql.id(index)}`, value: sql.ref(`r.${column}`) };
}

/** By name one account or user after the other, and of each those that belong to it. */
function walkOverNames(table: 'account' | 'crm_user' | 'campaign', kind: SearchKind, reference: string): Way | null {
	const [names, references] = [indexOver(table, 'name_f'), indexOver(kind, reference)];
	if (names === null || references === null) return null;
	return {
		tables: sql`${sql.table(table)} AS x INDEXED BY ${sql.id(names)} CROSS JOIN ${sql.table(kind)} AS r INDEXED BY ${sql.id(references)} ON ${sql.ref(`r.${reference}`)} = x.id`,
		value: sql.ref('x.name_f'),
	};
}

function inOrder(asked: RowsAsked, value: RawBuilder<unknown> | null, id: RawBuilder<unknown>): RawBuilder<unknown> {
	const direction = asked.backwards ? sql`DESC` : sql`ASC`;
	return asked.valued && value ? sql`${value} ${direction}, ${id} ${direction}` : sql`${id} ${direction}`;
}

/** Rows of this kind that stand beyond the cursor, whatever kind that is of, among those with a value or those without. */
function beyondSql(scope: GridScope, asked: RowsAsked, value: RawBuilder<unknown> | null, id: RawBuilder<unknown>): RawBuilder<SqlBool> {
	const { beyond, valued, backwards } = asked;
	const present = value === null ? sql<SqlBool>`1 = 1` : valued ? sql<SqlBool>`${value} IS NOT NULL` : sql<SqlBool>`${value} IS NULL`;
	// A cursor among those with a value says nothing about those without, and the other way round.
	if (beyond === null || (beyond.value === null) === valued) return present;
	const behind = backwards ? sql`<` : sql`>`;
	const kinds = (kindCode(scope.kind) - kindCode(beyond.kind)) * (backwards ? -1 : 1);
	if (!valued || value === null) {
		if (kinds !== 0) return kinds > 0 ? present : sql<SqlBool>`1 = 0`;
		return sql<SqlBool>`${present} AND ${id} ${behind} ${beyond.id}`;
	}
	if (kinds < 0) return sql<SqlBool>`${value} ${behind} ${beyond.value}`;
	if (kinds > 0) return sql<SqlBool>`${value} ${behind}= ${beyond.value}`;
	// In this order an index over the value is entered where the row stands.
	return sql<SqlBool>`${value} ${behind}= ${beyond.value} AND (${value} ${behind} ${beyond.value} OR ${id} ${behind} ${beyond.id})`;
}

function notBeyond(asked: RowsAsked, edge: Ordered, value: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<SqlBool> {
	const upTo = asked.backwards ? sql`>` : sql`<`;
	if (!asked.valued) return sql<SqlBool>`${id} ${upTo} ${edge.id}`;
	return sql<SqlBool>`${value} ${upTo}= ${edge.value} AND (${value} ${upTo} ${edge.value} OR ${id} ${upTo} ${edge.id})`;
}
