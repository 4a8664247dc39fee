import { sql } from 'kysely';

import { all, defineTransaction, first, type SqlValue, type Steps } from '../../../engine/store/Transaction';

/** How many events the intake knows, folded ones included. */
export const intakeRows = defineTransaction(__filename, 'read', 'test.intakeRows', function* (tx, _input: null): Steps<number> {
	return Number((yield* first(tx, sql<{ count: number }>`SELECT COUNT(*) AS count FROM intake_event`))?.count ?? 0);
});

/** Rows of a statement, beside whatever is written just now. */
export const readRows = defineTransaction(__filename, 'read', 'test.readRows', function* (tx, statement: string): Steps<Record<string, SqlValue>[]> {
	return yield* all(tx, sql<Record<string, SqlValue>>`${sql.raw(statement)}`);
});
