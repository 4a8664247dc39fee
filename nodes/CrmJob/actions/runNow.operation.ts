import { EngineError } from '../../../engine/EngineError';
import { runJobNow } from '../../../engine/jobs/runDue';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { stepOf } from '../../shared/readSelections';
import { jobItem } from './jobItem';
import { readJobId } from './jobLocator';
import { progressLog } from './progressLog';

/** Runs one job out of turn, also one that failed, was cancelled, or is done. @throws EngineError where the job fails */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(context, 'An AI agent may not run a job out of turn: one that is done would be done once more.', 'Let the agent use Run Due, or have a person run the job.');
	const { job, ending } = await runJobNow(store, readJobId(context, index), stepOf(context), { signal: context.getExecutionCancelSignal(), onProgress: progressLog(context) });
	if (ending === 'failed' && job.failure) throw new EngineError('conflict', `Job ${job.id} ("${job.name}") failed: ${job.failure.message}`, job.failure.wayOut);
	return outcome([{ ...jobItem(job, store.id), ending }], ending);
}
