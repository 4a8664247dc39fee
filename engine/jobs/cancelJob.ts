import { EngineError } from '../EngineError';
import { defineTransaction, type Steps } from '../store/Transaction';
import type { Job } from './Job';
import { jobNotFound, lockJob, setJob, toJob } from './storedJob';

/**
 * Stops a job: one that waits is not run, one that is being run stops after the chunk it is at. What it did stays and
 * is told by its results; Run Now goes on with it.
 * @throws EngineError not-found, or conflict for one that is done
 */
export const cancelJob = defineTransaction(__filename, 'write', 'jobs.cancel', function* (tx, id: number): Steps<Job> {
	const row = yield* lockJob(tx, id);
	if (!row) throw jobNotFound(id);
	const job = toJob(row);
	switch (job.state) {
		case 'cancelled':
			return job;
		case 'done':
			throw new EngineError('conflict', `Job ${id} ("${job.name}") is done: there is nothing to cancel.`, 'To undo it, queue a job that writes the earlier values; its results show them.');
		case 'queued':
		case 'running':
		case 'failed':
			// Its worker finds out at its next chunk, which is under its claim.
			yield* setJob(tx, id, { state: 'cancelled', claimed_by: null, lease_until: null, finished_at: tx.now });
			return { ...job, state: 'cancelled', finishedAt: tx.now };
	}
});
