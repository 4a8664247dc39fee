import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { getJob } from '../../../engine/jobs/listJobs';
import { runJobNow } from '../../../engine/jobs/runDue';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { objectOf } from '../../shared/parameters';
import { stepOf } from '../../shared/readSelections';
import { dryRunOptions, foresee } from './foresee';
import { jobItem } from './jobItem';
import { readJobId } from './jobLocator';
import { progressLog } from './progressLog';

export const description: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['runNow'] } },
		options: dryRunOptions,
	},
];

/** Runs one job out of turn, also one that failed, was cancelled, or is done. @throws EngineError where the job fails */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const jobId = readJobId(context, index);
	const options = objectOf(context.getNodeParameter('options', index, {}));
	if (options['dryRun'] === true) return outcome([{ jobId, ...(await foresee(context, store, await getJob(store, jobId), null, options)) }]);
	onlyByPerson(context, 'An AI agent may not run a job out of turn: one that is done would be done once more.', 'Let the agent use Run Due, or have a person run the job.');
	const { job, ending } = await runJobNow(store, jobId, stepOf(context), { signal: context.getExecutionCancelSignal(), onProgress: progressLog(context) });
	if (ending === 'failed' && job.failure) throw new EngineError('conflict', `Job ${job.id} ("${job.name}") failed: ${job.failure.message}`, job.failure.wayOut);
	return outcome([{ ...jobItem(job, store.id), ending }], ending);
}
