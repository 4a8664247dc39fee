import type { INodeProperties } from 'n8n-workflow';

import { createCustomField } from '../../../../engine/records/customFields';
import type { FieldOption } from '../../../../engine/records/catalogue/Field';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { rowsOf, textOf } from '../../../shared/parameters';
import { readKind } from '../../fields/kindProperty';
import { fieldJson } from './fieldJson';

const show = { resource: ['customField'], operation: ['create'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'fieldName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. contract_type',
		description: 'Lower-case letters, digits and underscores; templates and criteria call the field custom.contract_type',
		displayOptions: { show },
	},
	{
		displayName: 'Label',
		name: 'fieldLabel',
		type: 'string',
		default: '',
		placeholder: 'e.g. Contract Type',
		description: 'How people call it; empty: the name',
		displayOptions: { show },
	},
	{
		displayName: 'Type',
		name: 'fieldType',
		type: 'options',
		options: [
			{ name: 'Date', value: 'date', description: 'A day of the calendar' },
			{ name: 'Date and Time', value: 'instant' },
			{ name: 'Email', value: 'email', description: 'Another address; mail goes to the field Email only' },
			{ name: 'Number', value: 'number' },
			{ name: 'Options', value: 'option', description: 'One of a closed list' },
			{ name: 'Phone', value: 'phone' },
			{ name: 'Text', value: 'text' },
			{ name: 'Text, Several Lines', value: 'longText' },
			{ name: 'URL', value: 'url' },
			{ name: 'Whole Number', value: 'integer' },
			{ name: 'Yes or No', value: 'boolean' },
		],
		default: 'text',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'fieldOptions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { ...show, fieldType: ['option'] } },
		options: [
			{
				displayName: 'Option',
				name: 'option',
				values: [
					{ displayName: 'Label', name: 'label', type: 'string', default: '', description: 'How people call it; empty: the value' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. yearly' },
				],
			},
		],
	},
];

/** Adds a field of one's own to a kind of record. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const field = await store.run(createCustomField, {
		kind: readKind(context, index),
		name: textOf(context.getNodeParameter('fieldName', index)) ?? '',
		label: textOf(context.getNodeParameter('fieldLabel', index, '')) ?? '',
		type: textOf(context.getNodeParameter('fieldType', index)) ?? '',
		options: rowsOf(context.getNodeParameter('fieldOptions', index, {}), 'option').map(optionOf),
	});
	return outcome([fieldJson(field)], 'created');
}

function optionOf(row: Readonly<Record<string, unknown>>): FieldOption {
	const value = textOf(row['value']) ?? '';
	return { value, label: textOf(row['label']) ?? value };
}
