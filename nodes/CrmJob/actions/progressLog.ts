import type { IExecuteFunctions } from 'n8n-workflow';

import { totalFound, totalOutcomes } from '../../../engine/jobs/counts';
import type { Job } from '../../../engine/jobs/Job';

const EVERY = 5_000;

/** A line every few seconds, not one for each chunk. */
export function progressLog(context: IExecuteFunctions): (job: Job) => void {
	let last = Date.now();
	return (job) => {
		if (Date.now() - last < EVERY) return;
		last = Date.now();
		const handled = Object.values(totalOutcomes(job.counts)).reduce((sum, count) => sum + count, 0);
		context.logger.info(`Job ${job.id}: ${handled} of ${totalFound(job.counts)} records handled`);
	};
}
