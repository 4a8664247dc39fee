import type { INodeProperties } from 'n8n-workflow';

import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { conditionRows, readConditions } from '../../../shared/fieldConditions';
import { objectOf, rowsOf, textOf } from '../../../shared/parameters';
import { readKind } from '../../fields/kindProperty';
import { limitProperties, readLimit } from '../limit';

const show = { resource: ['record'], operation: ['find'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Must Match',
		name: 'match',
		type: 'options',
		options: [
			{ name: 'All Conditions', value: 'all' },
			{ name: 'Any Condition', value: 'any' },
		],
		default: 'all',
		displayOptions: { show },
	},
	conditionRows('readableFields', { description: 'Without any, all records of the kind are found', displayOptions: { show } }),
	...limitProperties(show),
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'fixedCollection',
		placeholder: 'Add Sort',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Sort',
				name: 'by',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'sortableFields', loadOptionsDependsOn: ['kind'] },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Direction',
						name: 'direction',
						type: 'options',
						options: [
							{ name: 'Ascending', value: 'asc' },
							{ name: 'Descending', value: 'desc' },
						],
						default: 'asc',
					},
				],
			},
		],
	},
];

export async function run(_call: OperationCall): Promise<OperationOutcome> {
	return outcome([]);
}
