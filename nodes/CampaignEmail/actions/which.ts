import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { NamedMessages } from '../../../engine/delivery/messageChunks';
import { EngineError } from '../../../engine/EngineError';
import { locator } from '../../shared/locators';
import { requiredId } from '../../shared/parameters';

/** Messages that are treated alike, with the first item that asked for it. */
export interface Turn<How> {
	readonly which: NamedMessages;
	readonly how: How;
	readonly itemIndex: number;
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

/**
 * What the items ask for: each campaign that they name once, messages that they are together. All are read before
 * anything is done.
 * @param howOf what else an item says; what it says otherwise than others is a turn of its own
 */
export function readTurns<How>(context: IExecuteFunctions, howOf: (itemIndex: number) => How): Turn<How>[] {
	const turns = new Map<string, Turn<How> & { readonly messageIds: number[] | null }>();
	context.getInputData().forEach(({ json }, itemIndex) => {
		const campaignId = context.getNodeParameter('whichMessages', itemIndex) === 'campaign' ? requiredId(context.getNodeParameter('ofCampaign', itemIndex), 'Campaign') : null;
		const how = howOf(itemIndex);
		const key = JSON.stringify([campaignId, how]);
		const messageIds = campaignId === null ? (turns.get(key)?.messageIds ?? []) : null;
		messageIds?.push(messageId(json, itemIndex));
		if (!turns.has(key)) turns.set(key, { which: { campaignId, messageIds }, how, itemIndex, messageIds });
	});
	return [...turns.values()];
}

/** What a turn was about, in its item. */
export function turnJson({ which: { campaignId } }: Turn<unknown>): IDataObject {
	return campaignId === null ? {} : { campaignId };
}

/** @throws EngineError for an item that is no message: another record's id would mean somebody else's message */
function messageId(json: IDataObject, itemIndex: number): number {
	const id = Number(json['id']);
	if (json['kind'] === 'message' && Number.isSafeInteger(id) && id > 0) return id;
	throw new EngineError('invalid-input', `Item ${itemIndex} is no message.`, 'Connect a search for messages (CRM Segment → Return Records, tab Messages), or choose Of One Campaign.');
}
