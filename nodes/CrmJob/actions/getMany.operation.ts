import type { INodeProperties } from 'n8n-workflow';

import { JOB_KINDS, JOB_STATES, type Job } from '../../../engine/jobs/Job';
import { listJobs } from '../../../engine/jobs/listJobs';
import { limitProperties } from '../../shared/limitProperties';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf, objectOf, textOf } from '../../shared/parameters';
import { jobItem } from './jobItem';

/** Jobs read in one transaction. */
const PAGE = 500;
const show = { operation: ['getMany'] };

export const description: INodeProperties[] = [
	...limitProperties(show),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show },
		options: [
			{ displayName: 'Name Contains', name: 'search', type: 'string', default: '', placeholder: 'e.g. north' },
			{
				displayName: 'State',
				name: 'state',
				type: 'options',
				options: JOB_STATES.map((state) => ({ name: state.charAt(0).toUpperCase() + state.slice(1), value: state })),
				default: 'queued',
			},
			{
				displayName: 'What It Does',
				name: 'kind',
				type: 'options',
				options: [
					{ name: 'Assigns Records', value: 'assign' },
					{ name: 'Copies a Value', value: 'copy' },
				],
				default: 'assign',
			},
		],
	},
];

/** Jobs, the newest first, with the counts of their last run. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const filters = objectOf(context.getNodeParameter('filters', index, {}));
	const limit = context.getNodeParameter('returnAll', index, false) === true ? null : Math.trunc(numberOf(context.getNodeParameter('limit', index, 50), 'Limit', { least: 1 }) ?? 50);
	const query = {
		state: JOB_STATES.find((state) => state === filters['state']) ?? null,
		kind: JOB_KINDS.find((kind) => kind === filters['kind']) ?? null,
		search: textOf(filters['search']) ?? '',
	};
	const jobs: Job[] = [];
	for (;;) {
		const wanted = Math.min(PAGE, limit === null ? PAGE : limit - jobs.length);
		const page = await store.run(listJobs, { ...query, limit: wanted, beforeId: jobs.at(-1)?.id ?? null });
		jobs.push(...page);
		if (page.length < wanted || jobs.length === limit) break;
	}
	if (jobs.length === 0) context.addExecutionHints({ message: 'There are no such jobs.', location: 'outputPane' });
	return outcome(jobs.map((job) => jobItem(job, store.id)));
}
