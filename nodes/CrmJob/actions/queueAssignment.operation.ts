import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { listedIn } from '../../shared/listedIn';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { requiredId } from '../../shared/parameters';
import { warnOfInactive } from './inactiveWarning';
import { queueOptions, queueSelections } from './queue';
import { asRelatedKind, readChoice, relatedOptions, throughContacts } from './related';

const show = { operation: ['queueAssignment'] };

export const description: INodeProperties[] = [
	locator('assignTo', 'Assign To', 'searchUsers', { required: true, description: 'Who gets the selected records and what hangs on them', displayOptions: { show } }),
	{
		displayName: 'Related Records',
		name: 'related',
		type: 'multiOptions',
		options: relatedOptions,
		default: ['contact', 'opportunity', 'task'],
		description: 'What hangs on the selected records and goes along with them; empty: only the selected records',
		displayOptions: { show },
	},
	throughContacts(show, 'a task of a contact'),
	queueOptions('queueAssignment'),
];

/** VM-15: the selected records and what hangs on them go to another user. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const userIds: number[] = [];
	const items = await queueSelections(context, (index, options) => {
		const userId = requiredId(context.getNodeParameter('assignTo', index), 'Assign To');
		userIds.push(userId);
		return {
			kind: 'assign',
			userId,
			related: listedIn(context.getNodeParameter('related', index, [])).map(asRelatedKind),
			...readChoice(context, options, index),
		};
	});
	await warnOfInactive(context, await nodeStore(context), userIds);
	return items;
}
