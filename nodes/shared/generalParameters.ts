import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { GeneralParameters } from '../../engine/selections/GeneralParameters';
import { instantIn } from './dates';
import { locator } from './locators';
import { idOf, instantOf, objectOf, textOf } from './parameters';

/** Set once with a search, overridable in every process (VM-07). */
export const generalParameters: INodeProperties = {
	displayName: 'General Parameters',
	name: 'generalParameters',
	type: 'collection',
	placeholder: 'Add Parameter',
	default: {},
	description: 'They ride with the selection to every later process, where each can be set anew',
	options: [
		locator('assignedUser', 'Assigned User', 'searchUsers', { description: 'Whom what is created is assigned to; empty: the user of each record' }),
		locator('campaign', 'Campaign', 'searchCampaigns'),
		{
			displayName: 'Date and Time',
			name: 'dateAt',
			type: 'dateTime',
			default: '',
			description: 'Date of what is created: messages are sent from then on, tasks are due then, events start then. Empty: now; events need one.',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
		},
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			default: '',
			placeholder: 'e.g. Spring offer',
			description: 'What is created is named by the record\'s name and this text',
		},
	],
};

/** The general parameters as set in a node, unset ones null. */
export function readGeneralParameters(context: IExecuteFunctions, itemIndex = 0): GeneralParameters {
	const given = objectOf(context.getNodeParameter('generalParameters', itemIndex, {}));
	return {
		reference: textOf(given['reference']),
		dateAt: instantOf(context, given['dateAt'], 'Date and Time', instantIn),
		campaignId: idOf(given['campaign'], 'Campaign'),
		assignedUserId: idOf(given['assignedUser'], 'Assigned User'),
		description: textOf(given['description']),
	};
}
