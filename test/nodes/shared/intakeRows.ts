import { sql } from 'kysely';

import { defineTransaction, first, type Steps } from '../../../engine/store/Transaction';

/** How many events the intake knows, folded ones included. */
export const intakeRows = defineTransaction(__filename, 'read', 'test.intakeRows', function* (tx, _input: null): Steps<number> {
	return Number((yield* first(tx, sql<{ count: number }>`SELECT COUNT(*) AS count FROM intake_event`))?.count ?? 0);
});
