import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { dryRunJob } from '../../../engine/jobs/dryRunJob';
import type { JobSettings } from '../../../engine/jobs/Job';
import type { Store } from '../../../engine/store/Store';
import { numberOf } from '../../shared/parameters';
import { countsItem, countWords, resultItem } from './jobItem';

const DEFAULT_SHOWN = 50;

/** Options of whatever can tell beforehand what a job would change. */
export const dryRunOptions: INodeProperties[] = [
	{
		displayName: 'Changes Shown',
		name: 'show',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1_000 },
		default: DEFAULT_SHOWN,
		description: 'How many changes a dry run lists at most; its counts are of all',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to tell only what the job would change, with old and new values, and change and queue nothing',
	},
];

/**
 * What a job would do now: counts by kind, the first changes and refusals.
 * @param storeId the store that the selection's item names; null: of a job that was queued before
 */
export async function foresee(
	context: IExecuteFunctions,
	store: Store,
	{ selectionId, settings }: { readonly selectionId: number; readonly settings: JobSettings },
	storeId: string | null,
	options: Readonly<Record<string, unknown>>,
): Promise<IDataObject> {
	const show = numberOf(options['show'], 'Changes Shown', { least: 0, most: 1_000 }) ?? DEFAULT_SHOWN;
	const { counts, changes, refusals } = await dryRunJob(store, { selectionId, settings }, storeId, Math.trunc(show), context.getExecutionCancelSignal());
	context.addExecutionHints({ message: `Dry run, nothing was changed or queued: ${countWords(counts)}`, location: 'outputPane' });
	return { dryRun: true, ...countsItem(counts), changes: changes.map(resultItem), refusals: refusals.map(resultItem), selectionId, storeId: store.id };
}
