import { sql, type RawBuilder, type Selectable, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import type { Schema } from '../store/Schema';
import { change, first, type Steps, type Tx } from '../store/Transaction';
import { JOB_STATES, type Job, type JobCounts, type JobSettings } from './Job';
import type { Place } from './pairs';

export type JobRow = Selectable<Schema['job']>;

/**
 * How far a run has come. First the results of the run before go, then what the job is about is found and written
 * down, each record once, then each gets its turn.
 */
export type Resume =
	| { readonly phase: 'clear' }
	| { readonly phase: 'find'; readonly way: number; readonly place: Place }
	/** `kind`: of those that were found, by its place among all kinds. */
	| { readonly phase: 'write'; readonly kind: number; readonly afterId: number };

export function toJob(row: JobRow): Job {
	const state = JOB_STATES.find((known) => known === row.state);
	if (!state) throw new EngineError('store-broken', `Job ${row.id} is in a state ("${row.state}") that this version doesn't know.`, 'Update n8n-nodes-crm-campaigns.');
	return {
		id: row.id,
		name: row.name ?? `Job ${row.id}`,
		state,
		settings: settingsOf(row),
		selectionId: row.selection_id,
		queuedBy: row.queued_by,
		queuedAt: row.queued_at,
		dueAt: row.due_at,
		runs: row.runs,
		counts: countsOf(row),
		startedAt: row.started_at,
		finishedAt: row.finished_at,
		failure: row.error === null ? null : { message: row.error, wayOut: row.way_out ?? '' },
	};
}

/** Written by this folder: the JSON is what was put in. */
export function settingsOf(row: Pick<JobRow, 'settings'>): JobSettings {
	return JSON.parse(row.settings) as JobSettings;
}

export function countsOf(row: Pick<JobRow, 'counts'>): JobCounts {
	return row.counts === null ? {} : (JSON.parse(row.counts) as JobCounts);
}

/** Null: at the very start. */
export function resumeOf(row: Pick<JobRow, 'resume'>): Resume | null {
	return row.resume === null ? null : (JSON.parse(row.resume) as Resume);
}

export function jobNotFound(id: number): EngineError {
	return new EngineError('not-found', `There is no job ${id}: it was deleted, or never existed.`, 'Choose another one: CRM Job → Get Many shows those there are.');
}

/** A job's row; on PostgreSQL nobody else changes it until this transaction ends. */
export function* lockJob(tx: Tx, id: number): Steps<JobRow | null> {
	const lock = tx.dialect.name === 'postgres';
	const query = tx.db.selectFrom('job').selectAll().where('id', '=', id).where('deleting', '=', 0);
	return yield* first(tx, lock ? query.forUpdate() : query);
}

/** Writes columns of a job's row. */
export function* setJob(tx: Tx, id: number, columns: Partial<Omit<JobRow, 'id'>>): Steps<void> {
	yield* change(tx, tx.db.updateTable('job').set(columns).where('id', '=', id));
}

/** Whether a row's job is to be run: it waits and its time has come, or its worker is gone. */
export function isDue(tx: Tx): RawBuilder<SqlBool> {
	return sql<SqlBool>`(state IN ('queued', 'running') AND due_at <= ${tx.now} AND (state = 'queued' OR lease_until < ${tx.now}) AND deleting = 0)`;
}
