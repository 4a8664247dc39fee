import { sql } from 'kysely';

import { change, first, type Steps, type Tx } from '../store/Transaction';

/** Deletes some of a job's results. Answers whether there are more. */
export function* clearResults(tx: Tx, jobId: number, rows: number): Steps<boolean> {
	const results = tx.db.selectFrom('job_result').where('job_id', '=', jobId);
	const edge = yield* first(tx, results.select(['kind', 'record_id']).orderBy('kind').orderBy('record_id').offset(rows).limit(1));
	const part = edge ? sql`AND (kind, record_id) < (${edge.kind}, ${edge.record_id})` : sql``;
	yield* change(tx, sql`DELETE FROM job_result WHERE job_id = ${jobId} ${part}`);
	return edge !== null;
}
