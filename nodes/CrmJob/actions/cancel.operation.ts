import { cancelJob } from '../../../engine/jobs/cancelJob';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { jobItem } from './jobItem';
import { readJobId } from './jobLocator';

/** Stops a job; what it did stays. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(context, 'An AI agent may not cancel a job.', 'Have a person cancel it.');
	return outcome([jobItem(await store.run(cancelJob, readJobId(context, index)), store.id)], 'cancelled');
}
