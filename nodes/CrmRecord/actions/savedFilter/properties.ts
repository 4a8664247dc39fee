import type { INodeProperties } from 'n8n-workflow';

import { filterProperty } from './filterProperty';
import * as list from './list.operation';

const resource = ['savedFilter'];

/** What is asked of a user for each operation over saved filters. */
export const savedFilterProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource } },
		options: [
			{ name: 'Delete', value: 'delete', description: 'Delete a saved filter or report', action: 'Delete a saved filter' },
			{ name: 'Get', value: 'get', description: 'Get a saved filter or report with its criteria', action: 'Get a saved filter' },
			{ name: 'List', value: 'list', description: 'List saved filters and reports; CRM Segment → Save Filter makes them', action: 'List saved filters' },
		],
		default: 'list',
	},
	filterProperty({ displayOptions: { show: { resource, operation: ['delete', 'get'] } } }),
	...list.description,
];
