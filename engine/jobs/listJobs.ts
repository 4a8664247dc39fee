import { sql, type SqlBool } from 'kysely';

import { checkWhole } from '../records/checkWhole';
import { fold } from '../store/fold';
import type { Store } from '../store/Store';
import { all, defineTransaction, first, type Steps } from '../store/Transaction';
import type { Job, JobKind, JobState } from './Job';
import { isDue, jobNotFound, toJob, type JobRow } from './storedJob';

export interface ListJobsInput {
	/** Null: any. */
	readonly state: JobState | null;
	readonly kind: JobKind | null;
	/** A part of the name; empty: any. */
	readonly search: string;
	readonly limit: number;
	/** Older than this one; null: from the newest. */
	readonly beforeId: number | null;
}

/** Jobs, the newest first. */
export const listJobs = defineTransaction(__filename, 'read', 'jobs.list', function* (tx, input: ListJobsInput): Steps<Job[]> {
	let query = tx.db.selectFrom('job').selectAll().where('deleting', '=', 0).orderBy('id', 'desc').limit(checkWhole(input.limit, 'Limit', 1));
	if (input.state !== null) query = query.where('state', '=', input.state);
	if (input.kind !== null) query = query.where('kind', '=', input.kind);
	if (input.beforeId !== null) query = query.where('id', '<', input.beforeId);
	if (input.search.trim() !== '') query = query.where(sql<SqlBool>`${tx.dialect.contains(sql.ref('name_f'), fold(input.search.trim()))}`);
	return (yield* all(tx, query)).map(toJob);
});

const readJob = defineTransaction(__filename, 'read', 'jobs.get', function* (tx, id: number): Steps<Job> {
	const row = yield* first(tx, tx.db.selectFrom('job').selectAll().where('id', '=', id).where('deleting', '=', 0));
	if (!row) throw jobNotFound(id);
	return toJob(row);
});

/** @throws EngineError not-found */
export async function getJob(store: Store, id: number): Promise<Job> {
	return await store.run(readJob, id);
}

/** Jobs that the next run would take, in the order in which it would: those that wait, and those whose worker is gone. */
export const listDueJobs = defineTransaction(__filename, 'read', 'jobs.listDue', function* (tx, _input: null): Steps<Job[]> {
	const rows = yield* all(tx, sql<JobRow>`SELECT * FROM job WHERE ${isDue(tx)} ORDER BY due_at, id`);
	return rows.map(toJob);
});
