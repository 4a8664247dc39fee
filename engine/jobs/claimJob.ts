import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Job, JobFailure } from './Job';
import { FIRST_PLACE } from './pairs';
import { checkMembersKept } from './processable';
import { isDue, jobNotFound, lockJob, setJob, toJob, type JobRow, type Resume } from './storedJob';

/** How long a job is its worker's after each chunk (ms): a hundred times what a chunk takes on a slow machine. */
export const JOB_LEASE = 60_000;

/** A job in the hands of a worker. */
export interface Claim {
	readonly jobId: number;
	/** Unique to one run. */
	readonly worker: string;
}

/**
 * Takes the job that has been due longest, if there is one: one that waits, or one whose worker is gone. Two that ask
 * at once never get the same.
 */
export const claimDue = defineTransaction(__filename, 'write', 'jobs.claimDue', function* (tx, input: { readonly worker: string }): Steps<Job | null> {
	const row = yield* first(
		tx,
		sql<{ id: number }>`SELECT id FROM job WHERE ${isDue(tx)} ORDER BY due_at, id LIMIT 1 ${tx.dialect.skipLocked}`,
	);
	const due = row ? yield* lockJob(tx, row.id) : null;
	return due ? yield* take(tx, due, input.worker) : null;
});

export interface ClaimOneInput extends Claim {
	/** The step of an execution that asks: once it has been carried out, a retry does not begin anew. */
	readonly askedBy: string | null;
}

/**
 * Takes a job out of turn: one that waits is due now, one that failed or was cancelled is gone on with, one that is
 * done begins anew with the records selected then. Null: this step has carried it out already.
 * @throws EngineError not-found, or conflict while another execution works on it
 */
export const claimOne = defineTransaction(__filename, 'write', 'jobs.claimOne', function* (tx, input: ClaimOneInput): Steps<Job | null> {
	const row = yield* lockJob(tx, input.jobId);
	if (!row) throw jobNotFound(input.jobId);
	const job = toJob(row);
	switch (job.state) {
		case 'running':
			if (row.lease_until !== null && row.lease_until >= tx.now) {
				throw new EngineError('conflict', `Job ${job.id} ("${job.name}") is being run by another execution.`, 'Wait for it to end, or cancel it first.');
			}
			break;
		case 'done':
			if (input.askedBy !== null && row.run_by === input.askedBy) return null;
			yield* checkMembersKept(tx, job.selectionId);
			break;
		case 'queued':
		case 'failed':
		case 'cancelled':
			break;
	}
	yield* setJob(tx, job.id, { due_at: Math.min(row.due_at, tx.now), run_by: input.askedBy });
	return yield* take(tx, row, input.worker);
});

function* take(tx: Tx, row: JobRow, worker: string): Steps<Job> {
	const anew = row.resume === null;
	const start: Resume = row.runs === 0 ? { phase: 'find', way: 0, place: FIRST_PLACE } : { phase: 'clear' };
	yield* setJob(tx, row.id, {
		state: 'running',
		claimed_by: worker,
		lease_until: tx.now + JOB_LEASE,
		error: null,
		way_out: null,
		finished_at: null,
		...(anew ? { runs: row.runs + 1, started_at: tx.now, counts: null, resume: JSON.stringify(start) } : {}),
	});
	const taken = yield* lockJob(tx, row.id);
	if (!taken) throw jobNotFound(row.id);
	return toJob(taken);
}

/** Gives a job back before its end: the next run goes on with it at once. */
export const releaseJob = defineTransaction(__filename, 'write', 'jobs.release', function* (tx, claim: Claim): Steps<void> {
	const row = yield* lockJob(tx, claim.jobId);
	if (row?.state === 'running' && row.claimed_by === claim.worker) yield* setJob(tx, row.id, { state: 'queued', claimed_by: null, lease_until: null });
});

export interface FailInput extends Claim {
	readonly failure: JobFailure;
}

/** Writes down that a job can't be carried out. Answers the job; one that is no longer this worker's stays as it is. */
export const failJob = defineTransaction(__filename, 'write', 'jobs.fail', function* (tx, input: FailInput): Steps<Job> {
	const row = yield* lockJob(tx, input.jobId);
	if (!row) throw jobNotFound(input.jobId);
	if (row.state !== 'running' || row.claimed_by !== input.worker) return toJob(row);
	const { message, wayOut } = input.failure;
	yield* setJob(tx, row.id, { state: 'failed', error: message, way_out: wayOut, claimed_by: null, lease_until: null, finished_at: tx.now });
	return toJob({ ...row, state: 'failed', error: message, way_out: wayOut, finished_at: tx.now });
});
