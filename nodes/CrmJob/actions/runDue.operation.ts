import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { totalOutcomes } from '../../../engine/jobs/counts';
import { listDueJobs } from '../../../engine/jobs/listJobs';
import { runDueJobs } from '../../../engine/jobs/runDue';
import type { RanJob } from '../../../engine/jobs/runJob';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf, objectOf } from '../../shared/parameters';
import { dryRunOptions, foresee } from './foresee';
import { countWords, jobItem } from './jobItem';
import { progressLog } from './progressLog';

const MINUTE = 60_000;

export const description: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['runDue'] } },
		options: [
			...dryRunOptions,
			{
				displayName: 'Max Minutes',
				name: 'maxMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description: 'After this time no further step is taken; the next run goes on where this one stopped. Without it all that is due is run.',
			},
		],
	},
];

/** Once, however many items come in. */
export function once(_context: IExecuteFunctions): boolean {
	return true;
}

/** Runs what is due; an item for each job that was run, failed ones too. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const options = objectOf(context.getNodeParameter('options', index, {}));
	if (options['dryRun'] === true) return await preview(call, options);
	const minutes = numberOf(options['maxMinutes'], 'Max Minutes', { least: 0.01 });
	const ran = await runDueJobs(store, {
		signal: context.getExecutionCancelSignal(),
		...(minutes === null ? {} : { until: Date.now() + minutes * MINUTE }),
		onProgress: progressLog(context),
	});
	if (ran.length === 0) context.addExecutionHints({ message: 'No job was due.', location: 'outputPane' });
	for (const one of ran) context.addExecutionHints({ message: hint(one), location: 'outputPane', ...(one.ending === 'failed' ? { type: 'warning' } : {}) });
	return outcome(ran.map(({ job, ending }) => ({ ...jobItem(job, store.id), ending })));
}

/** What each of them would change as records stand now; one that comes first may leave less to the next. */
async function preview({ context, store }: OperationCall, options: Readonly<Record<string, unknown>>): Promise<OperationOutcome> {
	const due = await store.run(listDueJobs, null);
	if (due.length === 0) context.addExecutionHints({ message: 'No job is due.', location: 'outputPane' });
	const items: IDataObject[] = [];
	for (const job of due) items.push({ jobId: job.id, name: job.name, ...(await foresee(context, store, job, null, options)) });
	return outcome(items);
}

function hint({ job, ending }: RanJob): string {
	switch (ending) {
		case 'done':
			return `${job.name}: ${countWords(job.counts)}${(totalOutcomes(job.counts).refused ?? 0) > 0 ? '; Get Results tells why some were refused' : ''}`;
		case 'failed':
			return `${job.name} failed: ${job.failure?.message ?? ''} ${job.failure?.wayOut ?? ''}`.trim();
		case 'cancelled':
			return `${job.name} was cancelled: ${countWords(job.counts)} until then`;
		case 'deleted':
			return `${job.name} was deleted: ${countWords(job.counts)} until then`;
		case 'stopped':
			return `${job.name} goes on with the next run: ${countWords(job.counts)} so far`;
		case 'lost':
			return `${job.name} is run by another execution now`;
	}
}
