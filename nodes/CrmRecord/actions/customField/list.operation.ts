import type { INodeProperties } from 'n8n-workflow';

import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { asKind, kindOptions } from '../../fields/kindProperty';
import { fieldJson } from './fieldJson';

const ALL = 'all';

export const description: INodeProperties[] = [
	{
		displayName: 'Kind',
		name: 'kindOrAll',
		type: 'options',
		options: [{ name: 'All Kinds', value: ALL }, ...kindOptions()].sort((a, b) => a.name.localeCompare(b.name)),
		default: ALL,
		description: 'The kind of record whose custom fields are listed',
		displayOptions: { show: { resource: ['customField'], operation: ['list'] } },
	},
];

/** Custom fields, in the order in which they were made. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const chosen = call.context.getNodeParameter('kindOrAll', call.index, ALL);
	const kind = chosen === ALL ? null : asKind(chosen);
	const { customFields } = await call.catalogue();
	return outcome(customFields.filter((field) => kind === null || field.kind === kind).map(fieldJson));
}
