import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
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
	return { campaignId: null, messageIds: context.getInputData().map(({ json }, itemIndex) => messageId(json, itemIndex)) };
}

/** @throws EngineError for an item that is no message: another record's id would mean somebody else's message */
function messageId(json: IDataObject, itemIndex: number): number {
	const id = Number(json['id']);
	if (json['kind'] === 'message' && Number.isSafeInteger(id) && id > 0) return id;
	throw new EngineError('invalid-input', `Item ${itemIndex} is no message.`, 'Connect a search for messages (CRM Segment → Return Records, tab Messages), or choose Of One Campaign.');
}
