import type { INodeProperties } from 'n8n-workflow';

import * as getTasksPages from './getTasksPages.operation';

const resource = ['user'];

/** What is asked of a user for each operation over users as people who do tasks; as records they are a kind like others. */
export const userProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource } },
		options: [
			{
				name: 'Get Tasks Pages',
				value: 'getTasksPages',
				description: 'Get each salesperson with open tasks, and the personal link to the page where they are done',
				action: 'Get tasks pages of users',
			},
		],
		default: 'getTasksPages',
	},
	...getTasksPages.description,
];
