import { sql, type RawBuilder } from 'kysely';

import { kindCode } from '../records/kinds';
import { fieldAssignments } from '../records/fieldColumns';
import { all, change, type Steps, type Tx } from '../store/Transaction';
import type { JobOutcome, OutcomeCounts } from './Job';
import { outcomeOf, outcomesOf } from './outcomes';
import type { TargetRows } from './TargetRows';

/** Records of a kind that a job has found, a stretch of them by their ids. */
export interface FoundStretch {
	readonly jobId: number;
	/** The kind's code. */
	readonly kind: number;
	readonly afterId: number;
	readonly throughId: number;
}

/** A stretch's rows of `job_result`, called `j`. */
export function inStretch({ jobId, kind, afterId, throughId }: FoundStretch): RawBuilder<unknown> {
	return sql`j.job_id = ${jobId} AND j.kind = ${kind} AND j.record_id > ${afterId} AND j.record_id <= ${throughId}`;
}

/**
 * The one place where a job changes records: what becomes of each is written down, with the old and the new value, and
 * the records that differ are changed, in one transaction. `target` holds all records of the stretch.
 */
export function* writeChanges(tx: Tx, stretch: FoundStretch, target: TargetRows): Steps<OutcomeCounts> {
	const { definition, field, part, rows } = target;
	const table = sql.table(definition.table);
	// What is written down as old is what is overwritten, whoever else writes at the same time.
	if (tx.dialect.name === 'postgres') yield* all(tx, sql<{ id: number }>`SELECT r.id FROM ${table} AS r WHERE r.id IN (SELECT j.record_id FROM job_result AS j WHERE ${inStretch(stretch)}) ORDER BY r.id FOR UPDATE`);
	// Not an UPDATE: PostgreSQL, which knows nothing yet about rows written a moment ago, would join them in the slowest way.
	yield* change(
		tx,
		sql`INSERT INTO job_result (job_id, kind, record_id, outcome, old_value, new_value, error)
			SELECT ${tx.dialect.integer(stretch.jobId)}, ${tx.dialect.integer(stretch.kind)}, o.record_id, o.outcome, o.old_value, o.new_value, o.error FROM ${outcomesOf(tx, target)} AS o WHERE 1 = 1
			ON CONFLICT (job_id, kind, record_id) DO UPDATE SET outcome = excluded.outcome, old_value = excluded.old_value, new_value = excluded.new_value, error = excluded.error`,
	);
	const assignments = [...fieldAssignments(tx.dialect, definition, field, part), { column: 'updated_at', value: sql`${tx.now}` }];
	yield* change(
		tx,
		sql`UPDATE ${table} AS r SET ${sql.join(assignments.map(({ column, value }) => sql`${sql.ref(column)} = ${value}`))}
			FROM ${rows} AS v WHERE r.id = v.record_id AND ${outcomeOf(tx, target)} = 'changed'`,
	);
	const counted = yield* all(
		tx,
		sql<{ outcome: JobOutcome; count: number }>`SELECT j.outcome, COUNT(*) AS count FROM job_result AS j WHERE ${inStretch(stretch)} GROUP BY j.outcome`,
	);
	return Object.fromEntries(counted.map(({ outcome, count }) => [outcome, count]));
}

/** @param kindName the kind whose records these are */
export function stretchOf(jobId: number, kindName: TargetRows['definition']['kind'], afterId: number, throughId: number): FoundStretch {
	return { jobId, kind: kindCode(kindName), afterId, throughId };
}
