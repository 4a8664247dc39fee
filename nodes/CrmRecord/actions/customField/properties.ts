import type { INodeProperties } from 'n8n-workflow';

import { kindProperty } from '../../fields/kindProperty';
import * as create from './create.operation';
import * as deleteOperation from './delete.operation';
import * as list from './list.operation';

const resource = ['customField'];

/** What is asked of a user for each operation over custom fields. */
export const customFieldProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource } },
		options: [
			{ name: 'Create', value: 'create', description: 'Add a field of your own to a kind of record', action: 'Create a custom field' },
			{ name: 'Delete', value: 'delete', description: 'Delete a custom field, with its values in all records', action: 'Delete a custom field' },
			{ name: 'List', value: 'list', description: 'List custom fields', action: 'List custom fields' },
		],
		default: 'list',
	},
	kindProperty({ displayOptions: { show: { resource, operation: ['create', 'delete'] } } }),
	...create.description,
	...deleteOperation.description,
	...list.description,
];
