import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { ProcessCounts, ProcessSettings } from '../../../engine/campaigns/ProcessRun';
import { runProcess, type ProcessResult } from '../../../engine/campaigns/runProcess';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import type { GeneralParameters } from '../../../engine/selections/GeneralParameters';
import type { Store } from '../../../engine/store/Store';
import { readGeneralParameters, generalParameters } from '../../shared/generalParameters';
import { nodeStore } from '../../shared/nodeStore';
import { objectOf } from '../../shared/parameters';
import { readSelections, stepOf, type SelectionRef } from '../../shared/readSelections';
import { warnIfNobodyDelivers } from './deliveryWarning';

/** Operations that work on selections: what they refuse never goes on. */
export const PROCESSES = ['campaignLink', 'contacts', 'edit', 'events', 'messages', 'opportunities', 'tasks'];

/** An edit creates nothing: the parameters of what is created have no place in it. */
const CREATING = PROCESSES.filter((name) => name !== 'edit');

/** How an AI agent names what to process: items don't reach a tool. */
export const selectionProperty: INodeProperties = {
	displayName: 'Selection ID',
	name: 'selectionId',
	type: 'string',
	required: true,
	default: '',
	description: 'ID of a selection that a person has confirmed in CRM Review: any other is refused',
	displayOptions: { show: { '@tool': [true], operation: PROCESSES } },
};

/** What every process has beside its own fields. */
export const processProperties: INodeProperties[] = [
	{
		...generalParameters,
		description: 'Over those that ride with the selection',
		displayOptions: { show: { operation: CREATING } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: PROCESSES } },
		options: [
			{
				displayName: 'Create Again',
				name: 'createAgain',
				type: 'boolean',
				default: false,
				description: 'Whether to do everything once more, although the same was done with this selection; messages stay one per campaign, template and occurrence',
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description: 'Whether to tell only what would be created or changed, and do nothing',
			},
			{
				displayName: 'Only These',
				name: 'onlyThese',
				type: 'boolean',
				default: false,
				description: 'Whether to process the incoming records although the search found more',
			},
		],
	},
];

/** Carries a process out with each selection that came in, and hands the selection on with what became of it. */
export async function processSelections(
	context: IExecuteFunctions,
	readSettings: (itemIndex: number, store: Store) => ProcessSettings | Promise<ProcessSettings>,
	readParameters: (itemIndex: number) => GeneralParameters = (itemIndex) => readGeneralParameters(context, itemIndex),
): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const optionsOf = (itemIndex: number) => objectOf(context.getNodeParameter('options', itemIndex, {}));
	const selections = await readSelections(context, store, optionsOf(0)['onlyThese'] === true);
	const items: INodeExecutionData[] = [];
	for (const selection of selections) {
		// Each item's own: a dry run of one may come beside a run of another.
		const options = optionsOf(selection.itemIndex);
		const settings = await readSettings(selection.itemIndex, store);
		const parameters = readParameters(selection.itemIndex);
		const result = await runProcess(
			store,
			{ selectionId: selection.selectionId, settings, parameters, createAgain: options['createAgain'] === true, askedBy: stepOf(context) },
			{
				storeId: selection.storeId,
				dryRun: options['dryRun'] === true,
				signal: context.getExecutionCancelSignal(),
				onProgress: (counts) => context.logger.info(`${settings.operation}: ${counts.selected} of the selection handled`),
			},
		);
		context.addExecutionHints({ message: hint(settings, result), location: 'outputPane' });
		if (settings.operation === 'messages' && result.campaignId !== null && !result.dryRun) await warnIfNobodyDelivers(context, store, result.campaignId);
		items.push(resultItem(selection, settings, result));
	}
	return items;
}

function resultItem(selection: SelectionRef, settings: ProcessSettings, result: ProcessResult): INodeExecutionData {
	const { counts } = result;
	return {
		json: {
			process: settings.operation,
			selected: counts.selected,
			done: counts.done,
			skipped: { ...counts.skipped },
			notSent: { ...counts.notSent },
			...(settings.operation === 'edit' && result.dryRun ? { changes: result.changes.map((change) => ({ ...change, from: change.from.map((one) => ({ ...one })) })) } : {}),
			dryRun: result.dryRun,
			doneBefore: result.doneBefore,
			campaignId: result.campaignId,
			runId: result.runId,
			selectionId: selection.selectionId,
			storeId: selection.storeId,
		},
		pairedItem: { item: selection.itemIndex },
	};
}

/** What was done so many times. */
function made(settings: ProcessSettings): string {
	switch (settings.operation) {
		case 'campaign_link':
			return 'linked to the campaign';
		case 'contacts':
			return 'contacts created';
		case 'edit':
			return 'records changed';
		case 'events':
			return settings.attendance.kind === 'each' ? 'events created' : 'participants of one event';
		case 'messages':
			return 'messages queued';
		case 'opportunities':
			return 'opportunities created';
		case 'tasks':
			return 'tasks created';
	}
}

function hint(settings: ProcessSettings, result: ProcessResult): string {
	const { counts } = result;
	const parts = [`${counts.done} ${made(settings)}`, ...listed(counts.notSent, 'not sent'), ...listed(counts.skipped, 'skipped')];
	const words = parts.join(', ');
	const verb = settings.operation === 'edit' ? 'changed' : 'created';
	if (result.dryRun) return `Dry run, nothing was ${verb}: ${words}`;
	return result.doneBefore ? `Done before, nothing was ${verb} now: ${words}` : words;
}

function listed(counts: ProcessCounts['notSent'] | ProcessCounts['skipped'], what: string): string[] {
	return Object.entries(counts).map(([reason, count]) => `${count} ${what} (${reason.toLowerCase()})`);
}
