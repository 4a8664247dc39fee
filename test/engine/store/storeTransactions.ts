import { sql } from 'kysely';

import { EngineError } from '../../../engine/EngineError';
import { all, change, defineTransaction, first, type Steps } from '../../../engine/store/Transaction';

/** Writes settings, then fails as it is told. */
export const writeThenFail = defineTransaction(__filename, 'write', 'test.writeThenFail', function* (tx, how: 'no' | 'engine' | 'plain' | 'sql' | 'thread'): Steps<number> {
	for (const name of ['one', 'two']) {
		yield* change(tx, sql`INSERT INTO setting (name, value) VALUES (${`${how} ${name}`}, '1')`);
	}
	switch (how) {
		case 'no':
			return 2;
		case 'engine':
			throw new EngineError('conflict', 'As told.', 'Nothing to do.');
		case 'plain':
			throw new Error('As told.');
		case 'sql':
			return yield* change(tx, sql`INSERT INTO no_such_table VALUES (1)`);
		case 'thread':
			// The worker thread alone ends; on PostgreSQL this is never asked.
			return process.exit(3);
	}
});

/** Keeps the store for so many ms. */
export const hold = defineTransaction(__filename, 'write', 'test.hold', function* (tx, milliseconds: number): Steps<void> {
	yield* first(tx, sql`SELECT 1`);
	while (tx.elapsed() < milliseconds) yield* first(tx, sql`SELECT 1`);
});

/** No more than so many pages from here on: as a disk that is full. */
export const limitPages = defineTransaction(__filename, 'write', 'test.limitPages', function* (tx, more: number): Steps<void> {
	const [row] = yield* all(tx, sql<{ page_count: number }>`PRAGMA page_count`);
	yield* all(tx, sql`PRAGMA max_page_count = ${sql.lit((row?.page_count ?? 0) + more)}`);
});

export const countSettings = defineTransaction(__filename, 'read', 'test.countSettings', function* (tx, _input: null): Steps<number> {
	const row = yield* first(tx, sql<{ found: number }>`SELECT COUNT(*) AS found FROM setting`);
	return row?.found ?? 0;
});

/** PostgreSQL: ends this very connection in the middle. */
export const killOwnConnection = defineTransaction(__filename, 'write', 'test.killOwnConnection', function* (tx, _input: null): Steps<void> {
	yield* change(tx, sql`INSERT INTO setting (name, value) VALUES ('killed', '1')`);
	yield* all(tx, sql`SELECT pg_terminate_backend(pg_backend_pid())`);
});
