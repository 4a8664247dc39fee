import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import type { Assignment } from '../../../engine/campaigns/ProcessRun';
import { listedIn } from '../../shared/listedIn';
import { locator } from '../../shared/locators';
import { idOf, requiredId, textParameter } from '../../shared/parameters';

/** Whom what is created is assigned to. */
export function assignmentProperties(operation: string): INodeProperties[] {
	const show = { operation: [operation] };
	return [
		{
			displayName: 'Assign To',
			name: 'assignTo',
			type: 'options',
			options: [
				{ name: 'One Salesperson', value: 'user' },
				{ name: 'Several Salespeople, in Turn', value: 'shared', description: 'Shared out evenly' },
				{ name: 'The Record\'s Own', value: 'own', description: 'Or the assigned user of the general parameters, where one is set' },
			],
			default: 'own',
			displayOptions: { show },
		},
		locator('salesperson', 'Salesperson', 'searchUsers', {
			required: true,
			displayOptions: { show: { ...show, assignTo: ['user'] } },
		}),
		{
			displayName: 'Salespeople Names or IDs',
			name: 'salespeople',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'users' },
			required: true,
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			displayOptions: { show: { ...show, assignTo: ['shared'] } },
		},
	];
}

export function readAssignment(context: IExecuteFunctions, index: number): Assignment {
	const assignTo = textParameter(context, 'assignTo', index);
	switch (assignTo) {
		case 'own':
			return { kind: 'own' };
		case 'user':
			return { kind: 'user', userId: requiredId(context.getNodeParameter('salesperson', index), 'Salesperson') };
		case 'shared': {
			const ids = listedIn(context.getNodeParameter('salespeople', index)).map((id) => idOf(id, 'Salespeople'));
			return { kind: 'shared', userIds: [...new Set(ids.filter((id) => id !== null))] };
		}
		default:
			throw new EngineError('invalid-input', `Nothing can be assigned to "${assignTo}".`, 'Use own, user or shared.');
	}
}
