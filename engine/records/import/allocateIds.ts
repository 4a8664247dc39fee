import { sql } from 'kysely';

import { all, first, type Steps, type Tx } from '../../store/Transaction';

/**
 * Takes the next ids of a table, ascending, so that rows can be inserted in bulk and their ids be known.
 * In a write transaction only: SQLite has one writer; PostgreSQL gives an id of a sequence once.
 */
export function* allocateIds(tx: Tx, table: string, count: number): Steps<number[]> {
	if (count === 0) return [];
	switch (tx.dialect.name) {
		case 'sqlite': {
			const from = (yield* lastId(tx, table)) + 1;
			return Array.from({ length: count }, (_, index) => from + index);
		}
		case 'postgres': {
			const rows = yield* all(
				tx,
				// The sequence is found once, not for each id.
				sql<{ id: number }>`WITH ids AS MATERIALIZED (SELECT pg_get_serial_sequence(${`"${table}"`}, 'id')::regclass AS sequence)
					SELECT nextval(ids.sequence) AS id FROM ids, generate_series(1, ${count}::integer)`,
			);
			return rows.map((row) => row.id);
		}
	}
}

/** The last id that a table has given out; 0: none yet. The next one is higher. */
export function* lastId(tx: Tx, table: string): Steps<number> {
	switch (tx.dialect.name) {
		case 'sqlite': {
			const last = yield* first(tx, sql<{ seq: number }>`SELECT seq FROM sqlite_sequence WHERE name = ${table}`);
			return last?.seq ?? 0;
		}
		case 'postgres': {
			const last = yield* first(tx, sql<{ seq: number | null }>`SELECT pg_sequence_last_value(pg_get_serial_sequence(${`"${table}"`}, 'id')::regclass) AS seq`);
			return last?.seq ?? 0;
		}
	}
}
