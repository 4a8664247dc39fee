import { sql } from 'kysely';

import { change, type Steps, type Tx } from './Transaction';

/**
 * Carries steps out and takes them back: what they answer is what they would answer, and nothing of them stays.
 * By the very rules of the real thing, so that no dry run tells another tale. For short work: other writers wait.
 * @throws what the steps throw
 */
export function* rehearsed<Result>(tx: Tx, steps: Steps<Result>): Steps<Result> {
	yield* change(tx, sql`SAVEPOINT rehearsal`);
	const result = yield* steps;
	yield* change(tx, sql`ROLLBACK TO SAVEPOINT rehearsal`);
	return result;
}
