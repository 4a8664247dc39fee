import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { isSearchKind, kindCode, type SearchKind } from '../../records/kinds';
import { toSql } from '../../segments/Formula';
import { searchSettings } from '../../segments/searchSettings';
import { nextWindowSize } from '../../selections/windows';
import type { Store } from '../../store/Store';
import { defineTransaction, first, type Steps, type Tx } from '../../store/Transaction';
import type { Choice } from '../choice/Choice';
import { tickedFormula } from '../choice/compileChoice';
import { filterFormula } from './compileFilter';
import { gridScope, type GridContext } from './GridContext';
import type { GridFilter } from './GridFilter';

export interface GridCounts {
	/** Rows whose record is there. */
	readonly rows: number;
	readonly ticked: number;
	/** Rows that the filter lets through. */
	readonly matching: number;
	readonly matchingTicked: number;
	/** Members whose record was deleted since: no rows, and not processed. */
	readonly gone: number;
}

export interface CountAsked {
	readonly context: GridContext;
	readonly filter: GridFilter;
	readonly choice: Choice;
}

/** How many members of which kind are looked at next. */
interface Window {
	readonly kind: SearchKind;
	readonly after: number;
	readonly limit: number;
}

interface WindowCounts extends Omit<GridCounts, 'gone'> {
	/** The last member looked at; null: there was none. */
	readonly last: number | null;
	readonly members: number;
	/** What it took, in ms. */
	readonly took: number;
}

/** A reader has one thread: whoever turns a page meanwhile waits no longer than this (ms). */
const WINDOW_TIME = 120;
const FIRST_WINDOW = 20_000;

const countWindow = defineTransaction(__filename, 'read', 'review.countWindow', function* (tx, input: CountAsked & { readonly window: Window }): Steps<WindowCounts> {
	yield* searchSettings(tx);
	const { last, members } = yield* windowOf(tx, input.context, input.window);
	const counted = last === null ? null : yield* first(tx, countSql(tx, input, last));
	const { rows, ticked, matching, matchingTicked } = counted ?? { rows: 0, ticked: 0, matching: 0, matchingTicked: 0 };
	return { rows, ticked, matching, matchingTicked, last, members, took: tx.elapsed() };
});

/** Up to which record the window goes. PostgreSQL reads for many at once, and is asked once. */
function* windowOf(tx: Tx, context: GridContext, { kind, after, limit }: Window): Steps<{ last: number | null; members: number }> {
	const row = yield* first(
		tx,
		sql<{ last: number | null; members: number }>`SELECT MAX(w.record_id) AS last, COUNT(*) AS members FROM (SELECT record_id FROM selection_member
			WHERE selection_id = ${context.selectionId} AND kind = ${kindCode(kind)} AND record_id > ${after}
			ORDER BY record_id ${tx.dialect.name === 'postgres' ? sql`` : sql`LIMIT ${limit}`}) AS w`,
	);
	return row ?? { last: null, members: 0 };
}

function countSql(tx: Tx, { context, filter, choice, window }: CountAsked & { readonly window: Window }, last: number): RawBuilder<Omit<GridCounts, 'gone'>> {
	const scope = gridScope(tx, context, window.kind);
	const join = tx.dialect.name === 'sqlite' ? sql`CROSS JOIN` : sql`JOIN`;
	const flag = (condition: RawBuilder<SqlBool>) => sql`CASE WHEN ${condition} THEN 1 ELSE 0 END`;
	return sql`SELECT COUNT(*) AS rows, COALESCE(SUM(ticked), 0) AS ticked, COALESCE(SUM(matching), 0) AS matching, COALESCE(SUM(ticked * matching), 0) AS "matchingTicked"
		FROM (SELECT ${flag(toSql(tickedFormula(scope, choice)))} AS ticked, ${flag(toSql(filterFormula(scope, filter)))} AS matching
			FROM selection_member AS s ${join} ${sql.table(window.kind)} AS r ON r.id = s.record_id
			WHERE s.selection_id = ${context.selectionId} AND s.kind = ${kindCode(window.kind)} AND s.record_id > ${window.after} AND s.record_id <= ${last}
			${tx.dialect.evaluatedOnce}) AS counted`;
}

/** Counts rows, in short transactions: over a large selection others turn pages meanwhile. */
export async function countGrid(store: Store, asked: CountAsked): Promise<GridCounts> {
	const total = { rows: 0, ticked: 0, matching: 0, matchingTicked: 0, gone: 0 };
	for (const kind of Object.keys(asked.context.members).filter(isSearchKind)) {
		let window: Window = { kind, after: 0, limit: FIRST_WINDOW };
		for (;;) {
			const counted: WindowCounts = await store.run(countWindow, { ...asked, window });
			total.rows += counted.rows;
			total.ticked += counted.ticked;
			total.matching += counted.matching;
			total.matchingTicked += counted.matchingTicked;
			total.gone += counted.members - counted.rows;
			if (counted.last === null || (store.dialect === 'sqlite' && counted.members < window.limit) || store.dialect === 'postgres') break;
			const limit = nextWindowSize({ size: counted.members, took: counted.took }, WINDOW_TIME, asked.context.members[kind] ?? 0);
			window = { kind, after: counted.last, limit: limit ?? FIRST_WINDOW };
		}
	}
	return total;
}
