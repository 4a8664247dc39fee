import { EngineError, type EngineErrorCode } from '../EngineError';
import type { Store } from '../store/Store';
import { failJob, releaseJob, type Claim } from './claimJob';
import type { Job, JobFailure } from './Job';
import { runChunk, type JobProgress } from './runChunk';

export interface RunOptions {
	/** Ends between two chunks; the job waits for the next run, which goes on where this one stopped. */
	readonly signal?: AbortSignal;
	/** The same when this time has come, UTC ms. */
	readonly until?: number;
	/** What a chunk may take (ms): other writers wait no longer. */
	readonly budget?: number;
	/** Called after each chunk. */
	readonly onProgress?: (job: Job) => void;
}

export interface RanJob {
	readonly job: Job;
	/**
	 * `stopped`: told to, and waits for the next run; `lost`: another worker has it now; `deleted`: cancelled and deleted
	 * meanwhile, `job` is how it was seen last.
	 */
	readonly ending: 'done' | 'failed' | 'cancelled' | 'deleted' | 'stopped' | 'lost';
}

/** Troubles of the store, which will pass or concern all jobs: this job is not to blame. */
const STORE_TROUBLES: ReadonlySet<EngineErrorCode> = new Set(['unavailable', 'store-broken', 'store-full', 'store-location', 'store-newer', 'store-readonly']);

/**
 * Carries out a job that this worker has claimed, chunk by chunk, each under the claim. Killed at any moment it goes on with
 * another worker once its lease has run out; no record is done twice.
 * @throws EngineError for a store in trouble; what is wrong with the job itself makes it a failed one
 */
export async function runJob(store: Store, claimed: Job, worker: string, options: RunOptions = {}): Promise<RanJob> {
	const claim: Claim = { jobId: claimed.id, worker };
	for (let last = claimed; ; ) {
		const progress = await nextChunk(store, claim, options.budget);
		if (progress instanceof Failed) return { job: progress.job, ending: endingOf(progress.job) };
		if (progress.state === 'deleted') return { job: last, ending: 'deleted' };
		last = progress.job;
		options.onProgress?.(progress.job);
		switch (progress.state) {
			case 'done':
			case 'failed':
			case 'cancelled':
			case 'lost':
				return { job: progress.job, ending: progress.state };
			case 'queued':
				return { job: progress.job, ending: 'lost' };
			case 'running':
				break;
		}
		if (options.signal?.aborted || (options.until !== undefined && Date.now() >= options.until)) {
			await store.run(releaseJob, claim);
			return { job: { ...progress.job, state: 'queued' }, ending: 'stopped' };
		}
	}
}

class Failed {
	constructor(readonly job: Job) {}
}

/** What became of a job whose chunk failed: somebody may have cancelled it, or taken it over, at the same moment. */
function endingOf({ state }: Job): RanJob['ending'] {
	switch (state) {
		case 'failed':
		case 'cancelled':
		case 'done':
			return state;
		case 'queued':
		case 'running':
			return 'lost';
	}
}

async function nextChunk(store: Store, claim: Claim, budget: number | undefined): Promise<JobProgress | Failed> {
	try {
		return await store.run(runChunk, { ...claim, budget });
	} catch (error) {
		if (error instanceof EngineError && STORE_TROUBLES.has(error.code)) throw error;
		const job = await store.run(failJob, { ...claim, failure: failureOf(error) }).catch(() => {
			throw error;
		});
		return new Failed(job);
	}
}

function failureOf(error: unknown): JobFailure {
	if (error instanceof EngineError) return { message: error.message, wayOut: error.wayOut };
	return {
		message: error instanceof Error ? error.message : String(error),
		wayOut: 'This is a fault of n8n-nodes-crm-campaigns, please report it. What the job did until then is kept; Run Now goes on from there.',
	};
}
