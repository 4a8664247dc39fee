import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { objectOf, textOf } from '../../shared/parameters';
import { assignmentProperties, readAssignment } from './assignment';
import { onceProperty } from './once';
import { processSelections } from './process';

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
	const fields = objectOf(context.getNodeParameter('opportunityFields', 0, {}));
	return await processSelections(context, {
		operation: 'opportunities',
		stage: String(context.getNodeParameter('stage', 0)),
		closeDate: dayOf(fields['closeDate']),
		amount: amountOf(fields['amount']),
		assignment: readAssignment(context),
		once: textOf(context.getNodeParameter('once', 0, '')),
	});
}

/** The day of a date-time as the calendar gives it. */
function dayOf(value: unknown): string | null {
	const text = textOf(value);
	if (text === null) return null;
	const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
	if (day) return day;
	throw new EngineError('invalid-input', `Close Date: "${text}" is no date.`, 'Write it as 2026-11-30, or pick it in the calendar.');
}

function amountOf(value: unknown): number | null {
	if (value === undefined || value === null || value === '') return null;
	const amount = Number(value);
	if (Number.isFinite(amount)) return amount;
	throw new EngineError('invalid-input', `Amount: "${String(value)}" is no number.`, 'Give a number such as 1250.50.');
}
