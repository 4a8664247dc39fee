import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Job, JobSettings } from '../../../engine/jobs/Job';
import { queueJob } from '../../../engine/jobs/queueJob';
import type { Store } from '../../../engine/store/Store';
import { instantIn } from '../../shared/dates';
import { nodeStore } from '../../shared/nodeStore';
import { instantOf, objectOf, textOf } from '../../shared/parameters';
import { readSelections, stepOf, type SelectionRef } from '../../shared/readSelections';
import { dryRunOptions, foresee } from './foresee';
import { jobItem } from './jobItem';
import { warnIfNobodyRuns } from './runWarning';

/** Operations that work on selections: what they refuse never goes on. */
export const QUEUEING = ['queueAssignment', 'queueCopy'];

/** How an AI agent names what a job is about: items don't reach a tool. */
export const selectionProperty: INodeProperties = {
	displayName: 'Selection ID',
	name: 'selectionId',
	type: 'string',
	required: true,
	default: '',
	description: 'ID of a selection that a person has confirmed in CRM Review: any other is refused',
	displayOptions: { show: { '@tool': [true], operation: QUEUEING } },
};

/** What both sorts of jobs have beside their own fields, in alphabetical order with `more`. */
export function queueOptions(operation: string, more: readonly INodeProperties[] = []): INodeProperties {
	const options: INodeProperties[] = [
		...more,
		...dryRunOptions,
		{
			displayName: 'Job Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Jane takes over the north',
			description: 'What the job is listed as; empty: what it does, in words',
		},
		{
			displayName: 'Only Open Tasks and Opportunities',
			name: 'onlyOpen',
			type: 'boolean',
			default: false,
			description: 'Whether to leave related tasks that are completed, cancelled or have an outcome, and related opportunities that are Closed Won or Closed Lost, as they are; selected ones are taken as they are selected',
		},
		{
			displayName: 'Only These',
			name: 'onlyThese',
			type: 'boolean',
			default: false,
			description: 'Whether to take the incoming records although the search found more',
		},
		{
			displayName: 'Run At',
			name: 'runAt',
			type: 'dateTime',
			default: '',
			description: 'Not before then; empty: with the next run. Due jobs are run by the operation Run Due, on a schedule.',
		},
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: [operation] } },
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

export type ReadSettings = (itemIndex: number, options: Readonly<Record<string, unknown>>) => JobSettings;

/** Queues a job for each selection that came in, or tells what it would do. */
export async function queueSelections(context: IExecuteFunctions, readSettings: ReadSettings): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const options = objectOf(context.getNodeParameter('options', 0, {}));
	const selections = await readSelections(context, store, options['onlyThese'] === true);
	const items: INodeExecutionData[] = [];
	for (const selection of selections) {
		const own = objectOf(context.getNodeParameter('options', selection.itemIndex, {}));
		const settings = readSettings(selection.itemIndex, own);
		const json = own['dryRun'] === true ? await foresee(context, store, { ...selection, settings }, selection.storeId, own) : await queue(context, store, selection, settings, own);
		items.push({ json, pairedItem: { item: selection.itemIndex } });
	}
	return items;
}

async function queue(context: IExecuteFunctions, store: Store, selection: SelectionRef, settings: JobSettings, options: Readonly<Record<string, unknown>>): Promise<IDataObject> {
	const { job, queuedBefore } = await queueJob(
		store,
		{
			selectionId: selection.selectionId,
			settings,
			name: textOf(options['name']),
			dueAt: instantOf(context, options['runAt'], 'Run At', instantIn),
			queuedBy: `Workflow "${context.getWorkflow().name ?? ''}", execution ${context.getExecutionId()}`,
			// Retry On Fail runs this step once more: it must find what it has queued.
			askedBy: stepOf(context),
		},
		selection.storeId,
	);
	context.addExecutionHints({ message: hint(job, queuedBefore), location: 'outputPane' });
	await warnIfNobodyRuns(context, store);
	return { ...jobItem(job, store.id), queuedBefore };
}

function hint(job: Job, queuedBefore: boolean): string {
	if (queuedBefore) return `Queued before by this very step: ${job.name} (job ${job.id}, ${job.state})`;
	return `Queued: ${job.name} (job ${job.id})${job.dueAt > Date.now() ? `, due ${new Date(job.dueAt).toISOString()}` : ''}`;
}
