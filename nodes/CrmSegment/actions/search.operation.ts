import type { INodeProperties } from 'n8n-workflow';

import { countSelection } from '../../../engine/selections/countSelection';
import { createSelection } from '../../../engine/selections/createSelection';
import type { Selection, SelectionCounts } from '../../../engine/selections/Selection';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { calledByAi } from '../../shared/aiTool';
import { checkCampaigns } from '../../shared/checkCampaigns';
import { generalParameters, readGeneralParameters } from '../../shared/generalParameters';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf, objectOf } from '../../shared/parameters';
import { stepOf } from '../../shared/readSelections';
import { selectionItem } from '../../shared/SelectionItem';
import { readCriteria } from './criteria';

const DAY = 24 * 3_600_000;

const show = { operation: ['search'] };

export const description: INodeProperties[] = [
	{ ...generalParameters, displayOptions: { show } },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Count Recipients',
				name: 'countRecipients',
				type: 'boolean',
				default: true,
				description: 'Whether to count how many have no address, are opted out or share an address',
			},
			{
				displayName: 'Lasts (Days)',
				name: 'days',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 90 },
				default: 7,
				description: 'How many days the selection may be processed',
			},
			{
				displayName: 'Require Confirmation',
				name: 'requireConfirmation',
				type: 'boolean',
				default: false,
				description: 'Whether every process refuses the selection until a person has confirmed it in CRM Review',
			},
		],
	},
];

/**
 * Writes a selection and hands on its id and counts: one item, however many records. What an AI agent selects
 * always waits for a person's confirmation.
 */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const options = objectOf(context.getNodeParameter('options', index, {}));
	const parameters = readGeneralParameters(context, index);
	// Else the first process would tell, after the selection was reviewed.
	await checkCampaigns(store, [parameters.campaignId]);
	const selection = await createSelection(store, await call.catalogue(), {
		source: { segment: await readCriteria(call) },
		parameters,
		requireConfirmation: options['requireConfirmation'] === true || calledByAi(context),
		expiresInMs: (numberOf(options['days'], 'Lasts (Days)', { least: 1, most: 90 }) ?? 7) * DAY,
		timeZone: context.getTimezone(),
		// A retry finds what it has begun. An agent asks as often as it likes, and each time for what there is then.
		...(calledByAi(context) ? {} : { askedBy: index === 0 ? stepOf(context) : `${stepOf(context)}/${index}` }),
	});
	const counts = options['countRecipients'] === false ? null : await countSelection(store, selection);
	context.addExecutionHints({ message: hint(selection, counts), location: 'outputPane' });
	return outcome([selectionItem(selection, counts)]);
}

function hint(selection: Selection, counts: SelectionCounts | null): string {
	const selected = `${selection.count} selected${selection.requireConfirmation ? ', to be confirmed by a person' : ''}`;
	if (!counts || selection.count === 0) return selected;
	const parts = [
		`${counts.mayBeMailed} may be emailed`,
		...(counts.withoutAddress > 0 ? [`${counts.withoutAddress} have no address`] : []),
		...(counts.malformedAddress > 0 ? [`${counts.malformedAddress} have one that is malformed or that mails came back from`] : []),
		...(counts.optedOut > 0 ? [`${counts.optedOut} opted out`] : []),
		...(counts.duplicateAddress > 0 ? [`${counts.duplicateAddress} share a recipient or an address`] : []),
		...(counts.withoutRecipient > 0 ? [`${counts.withoutRecipient} have no recipient`] : []),
		...(counts.gone > 0 ? [`${counts.gone} were deleted`] : []),
	];
	return `${selected}: ${parts.join(', ')}`;
}
