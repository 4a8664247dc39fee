import { sql } from 'kysely';

import { change, defineTransaction } from '../engine/store/Transaction';

const AT_ONCE = 10_000;

/** Deletes some of the tasks that runs made; answers how many. */
export const forgetTasks = defineTransaction(__filename, 'write', 'bench.forgetTasks', function* (tx, _input: null) {
	return yield* change(tx, sql`DELETE FROM task WHERE id IN (SELECT id FROM task WHERE run_id IS NOT NULL LIMIT ${AT_ONCE})`);
});
