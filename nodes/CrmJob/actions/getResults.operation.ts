import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { JOB_OUTCOMES, type JobOutcome } from '../../../engine/jobs/Job';
import { totalOutcomes } from '../../../engine/jobs/counts';
import { jobResults, type JobResultsPage } from '../../../engine/jobs/jobResults';
import { getJob } from '../../../engine/jobs/listJobs';
import { limitProperties } from '../../shared/limitProperties';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf } from '../../shared/parameters';
import { readJobId } from './jobLocator';
import { resultItem } from './jobItem';

/** Results read in one transaction. */
const PAGE = 1_000;
const show = { operation: ['getResults'] };

const LABELS: Readonly<Record<JobOutcome, string>> = { changed: 'Changed', gone: 'Gone', 'nothing to copy': 'Nothing to Copy', refused: 'Refused', unchanged: 'Unchanged' };

export const description: INodeProperties[] = [
	{
		displayName: 'Outcome',
		name: 'outcome',
		type: 'options',
		options: [{ name: 'Any', value: 'any' }, ...JOB_OUTCOMES.map((one) => ({ name: LABELS[one], value: one }))].sort((a, b) => a.name.localeCompare(b.name)),
		default: 'any',
		description: 'What became of the record',
		displayOptions: { show },
	},
	...limitProperties(show),
];

/**
 * What a job's last run made of each record, with old and new value. Where the limit cut them off, each item tells of
 * how many it is: processes refuse a part that is taken for the whole.
 */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const jobId = readJobId(context, index);
	const wantedOutcome = context.getNodeParameter('outcome', index, 'any');
	const only = JOB_OUTCOMES.find((one) => one === wantedOutcome) ?? null;
	const limit = context.getNodeParameter('returnAll', index, false) === true ? null : Math.trunc(numberOf(context.getNodeParameter('limit', index, 50), 'Limit', { least: 1 }) ?? 50);
	const items: IDataObject[] = [];
	let after: string | null = null;
	do {
		const page: JobResultsPage = await store.run(jobResults, { jobId, outcome: only, limit: Math.min(PAGE, limit === null ? PAGE : limit - items.length), after });
		for (const result of page.results) items.push({ ...resultItem(result), jobId });
		after = page.next;
	} while (after !== null && (limit === null || items.length < limit));
	if (after === null) return outcome(items);
	const totals = totalOutcomes((await getJob(store, jobId)).counts);
	const found = only === null ? Object.values(totals).reduce((sum, count) => sum + count, 0) : (totals[only] ?? 0);
	context.addExecutionHints({ message: `${items.length} of ${found}: tick Return All, or raise Limit, to get the others.`, type: 'warning', location: 'outputPane' });
	const search = { storeId: store.id, found, returned: items.length };
	return outcome(items.map((item) => ({ ...item, search })));
}
