import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { dayOf } from '../../shared/dates';
import { numberOf, objectOf, textOf } from '../../shared/parameters';
import { assignmentProperties, readAssignment } from './assignment';
import { onceProperty } from './once';
import { processSelections } from './process';
import { readOption } from './readOption';

const show = { operation: ['opportunities'] };

const stages = DEFINITIONS.opportunity.fields.find((field) => field.name === 'stage')?.options ?? [];

export const description: INodeProperties[] = [
	{
		displayName: 'Stage',
		name: 'stage',
		type: 'options',
		options: stages.map((stage) => ({ name: stage.label, value: stage.value })).sort((a, b) => a.name.localeCompare(b.name)),
		default: 'Prospecting',
		displayOptions: { show },
	},
	...assignmentProperties('opportunities'),
	{
		displayName: 'Opportunity Fields',
		name: 'opportunityFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
		options: [
			{ displayName: 'Amount', name: 'amount', type: 'number', typeOptions: { minValue: 0, numberPrecision: 2 }, default: 0 },
			{ displayName: 'Close Date', name: 'closeDate', type: 'dateTime', default: '', description: 'The day on which it is expected to be won; the time is not used' },
		],
	},
	{ ...onceProperty, displayOptions: { show } },
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await processSelections(context, (index) => {
		const fields = objectOf(context.getNodeParameter('opportunityFields', index, {}));
		return {
			operation: 'opportunities',
			stage: readOption('opportunity', 'stage', context.getNodeParameter('stage', index)),
			closeDate: dayOf(context, fields['closeDate'], 'Close Date'),
			amount: numberOf(fields['amount'], 'Amount', { least: 0 }),
			assignment: readAssignment(context, index),
			once: textOf(context.getNodeParameter('once', index, '')),
		};
	});
}
