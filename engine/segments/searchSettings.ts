import { sql } from 'kysely';

import { first, type Steps, type Tx } from '../store/Transaction';

/**
 * Tells PostgreSQL, for this transaction, what its defaults get wrong about searches: records are mostly in memory
 * (so that an index is worth more than it thinks), and compiling a statement that runs once costs more than it saves.
 */
export function* searchSettings(tx: Tx): Steps<void> {
	if (tx.dialect.name !== 'postgres') return;
	yield* first(tx, sql`SELECT set_config('random_page_cost', '1.1', true), set_config('jit', 'off', true)`);
}
