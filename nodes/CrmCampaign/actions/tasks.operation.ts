import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { textOf } from '../../shared/parameters';
import { assignmentProperties, readAssignment } from './assignment';
import { onceProperty } from './once';
import { processSelections } from './process';
import { readOption } from './readOption';

const show = { operation: ['tasks'] };

function optionsOf(name: string) {
	const field = DEFINITIONS.task.fields.find((one) => one.name === name);
	return (field?.options ?? []).map((option) => ({ name: option.label, value: option.value })).sort((a, b) => a.name.localeCompare(b.name));
}

export const description: INodeProperties[] = [
	{
		displayName: 'Type',
		name: 'taskType',
		type: 'options',
		options: optionsOf('type'),
		default: 'Call',
		displayOptions: { show },
	},
	{
		displayName: 'Status',
		name: 'taskStatus',
		type: 'options',
		options: optionsOf('status'),
		default: 'not_started',
		displayOptions: { show },
	},
	...assignmentProperties('tasks'),
	{ ...onceProperty, displayOptions: { show } },
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await processSelections(context, (index) => ({
		operation: 'tasks',
		type: readOption('task', 'type', context.getNodeParameter('taskType', index)),
		status: readOption('task', 'status', context.getNodeParameter('taskStatus', index)),
		assignment: readAssignment(context, index),
		once: textOf(context.getNodeParameter('once', index, '')),
	}));
}
