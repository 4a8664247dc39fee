import type { INodeProperties } from 'n8n-workflow';

import * as preview from './preview.operation';
import { templateProperty } from './templateOf';
import * as upsert from './upsert.operation';

/** What is asked of a user for each operation over templates. */
export const templateProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['template'] } },
		options: [
			{
				name: 'Check',
				value: 'check',
				description: 'Fail where a template does not parse or names a field that there is not',
				action: 'Check a template',
			},
			{
				name: 'Create or Update',
				value: 'upsert',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
				action: 'Create or update a template',
			},
			{
				name: 'Preview',
				value: 'preview',
				description: 'Fill a template in with a chosen record: subject, HTML and text. Nothing is sent.',
				action: 'Preview a template',
			},
		],
		default: 'preview',
	},
	templateProperty(['check', 'preview']),
	...preview.description,
	...upsert.description,
];
