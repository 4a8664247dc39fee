import type { INodeProperties } from 'n8n-workflow';

import * as createFile from './createFile.operation';

/** What is asked of a user for each operation over the calendar. */
export const calendarProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['calendar'] } },
		options: [
			{
				name: 'Create File',
				value: 'createFile',
				description: 'Create an iCalendar file (.ics) of events, for any calendar program',
				action: 'Create a calendar file',
			},
		],
		default: 'createFile',
	},
	...createFile.description,
];
