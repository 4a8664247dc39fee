import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { ProcessSettings } from '../../../engine/campaigns/ProcessRun';
import { runProcess, type ProcessResult } from '../../../engine/campaigns/runProcess';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import type { GeneralParameters } from '../../../engine/selections/GeneralParameters';
import type { Store } from '../../../engine/store/Store';
import { readGeneralParameters, generalParameters } from '../../shared/generalParameters';
import { asNodeError } from '../../shared/nodeErrors';
import { nodeStore } from '../../shared/nodeStore';
import { objectOf } from '../../shared/parameters';
import { readSelections, type SelectionRef } from '../../shared/readSelections';
import { failed } from '../../shared/runOnce';
import { howOf, readAsked, stepsOf, type Asked } from './asked';
import { warnIfNobodyDelivers } from './deliveryWarning';
import { processHints, type Done } from './processHints';

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

/**
 * Carries a process out with each selection that came in, as its item asks, and hands the selection on with what became
 * of it. One that fails leaves the others their turn where the workflow is to go on.
 */
export async function processSelections(
	context: IExecuteFunctions,
	readSettings: (itemIndex: number, store: Store) => ProcessSettings | Promise<ProcessSettings>,
	readParameters: (itemIndex: number) => GeneralParameters = (itemIndex) => readGeneralParameters(context, itemIndex),
): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const asked = await readAsked(context, async (itemIndex) => {
		const options = objectOf(context.getNodeParameter('options', itemIndex, {}));
		return {
			settings: await readSettings(itemIndex, store),
			parameters: readParameters(itemIndex),
			createAgain: options['createAgain'] === true,
			dryRun: options['dryRun'] === true,
		};
	});
	const onlyThese = objectOf(context.getNodeParameter('options', 0, {}))['onlyThese'] === true;
	const selections = await readSelections(context, store, onlyThese, howOf(asked));
	const items: INodeExecutionData[] = [];
	const done: Done[] = [];
	const steps = stepsOf(context);
	for (const selection of selections) {
		const how = asked[selection.itemIndex] ?? asked[0];
		if (!how) continue;
		try {
			const result = await processOne(context, store, selection, how, steps(selection.selectionId));
			done.push({ settings: how.settings, result });
			items.push(resultItem(selection, how.settings, result));
		} catch (error) {
			const nodeError = asNodeError(context.getNode(), error, selection.itemIndex);
			if (selections.length === 1 || !context.continueOnFail()) throw nodeError;
			items.push(...failed(context, nodeError, 'closed', `The selection of item ${selection.itemIndex} was not processed, so it no longer`));
		}
	}
	for (const message of processHints(done)) context.addExecutionHints({ message, location: 'outputPane' });
	await warnOfCampaigns(context, store, done);
	return items;
}

async function processOne(context: IExecuteFunctions, store: Store, selection: SelectionRef, how: Asked, askedBy: string): Promise<ProcessResult> {
	const { settings, parameters, createAgain, dryRun } = how;
	return await runProcess(
		store,
		{ selectionId: selection.selectionId, settings, parameters, createAgain, askedBy },
		{
			storeId: selection.storeId,
			dryRun,
			signal: context.getExecutionCancelSignal(),
			onProgress: (counts) => context.logger.info(`${settings.operation}: ${counts.selected} of the selection handled`),
		},
	);
}

async function warnOfCampaigns(context: IExecuteFunctions, store: Store, done: readonly Done[]): Promise<void> {
	const queuedIn = done.flatMap(({ settings, result }) => (settings.operation === 'messages' && result.campaignId !== null && !result.dryRun ? [result.campaignId] : []));
	for (const campaignId of new Set(queuedIn)) await warnIfNobodyDelivers(context, store, campaignId);
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
