import { randomUUID } from 'node:crypto';

import type { Store } from '../store/Store';
import { claimDue, claimOne } from './claimJob';
import { finishDeletions } from './deleteJob';
import { noteJobsRun } from './jobsPulse';
import { getJob } from './listJobs';
import { runJob, type RanJob, type RunOptions } from './runJob';

/**
 * Runs the jobs that are due, the one that waits longest first, until none is left or the time is up; those whose
 * worker was killed are gone on with. Several may do so at once: no job is run by two.
 * @throws EngineError for a store in trouble
 */
export async function runDueJobs(store: Store, options: RunOptions = {}): Promise<RanJob[]> {
	const worker = randomUUID();
	const ran: RanJob[] = [];
	await store.run(noteJobsRun, null);
	while (!options.signal?.aborted && (options.until === undefined || Date.now() < options.until)) {
		const job = await store.run(claimDue, { worker });
		if (!job) break;
		ran.push(await runJob(store, job, worker, options));
	}
	await finishDeletions(store);
	return ran;
}

/**
 * Runs one job now. One that is done begins anew, but not for the same step twice.
 * @param askedBy what asks for it, such as an execution and a node; null: nothing that is retried
 * @throws EngineError not-found; conflict while another execution runs it
 */
export async function runJobNow(store: Store, jobId: number, askedBy: string | null, options: RunOptions = {}): Promise<RanJob> {
	const worker = randomUUID();
	const claimed = await store.run(claimOne, { jobId, worker, askedBy });
	if (claimed) return await runJob(store, claimed, worker, options);
	return { job: await getJob(store, jobId), ending: 'done' };
}
