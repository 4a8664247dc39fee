import { deleteJob } from '../../../engine/jobs/deleteJob';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { readJobId } from './jobLocator';

/** Deletes a job with its results; what it changed stays changed. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(context, 'An AI agent may not delete a job.', 'Have a person delete it.');
	const jobId = readJobId(context, index);
	const { name } = await deleteJob(store, jobId);
	return outcome([{ deleted: true, jobId, name }], 'deleted');
}
