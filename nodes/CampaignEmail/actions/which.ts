import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { locator } from '../../shared/locators';
import { requiredId } from '../../shared/parameters';

/** Messages named by their campaign or by the items that come in. */
export interface WhichMessages {
	readonly campaignId: number | null;
	readonly messageIds: readonly number[] | null;
}

export function whichProperties(operation: string): INodeProperties[] {
	const show = { operation: [operation] };
	return [
		{
			displayName: 'Messages',
			name: 'whichMessages',
			type: 'options',
			options: [
				{ name: 'Of One Campaign', value: 'campaign' },
				{ name: 'Of the Incoming Items', value: 'items', description: 'Items of kind message, by their ID' },
			],
			default: 'campaign',
			displayOptions: { show },
		},
		locator('ofCampaign', 'Campaign', 'searchCampaigns', { required: true, displayOptions: { show: { ...show, whichMessages: ['campaign'] } } }),
	];
}

export function readWhich(context: IExecuteFunctions): WhichMessages {
	if (context.getNodeParameter('whichMessages', 0) === 'campaign') {
		return { campaignId: requiredId(context.getNodeParameter('ofCampaign', 0), 'Campaign'), messageIds: null };
	}
	return { campaignId: null, messageIds: context.getInputData().map((item) => requiredId(item.json['id'], 'ID of a message')) };
}
