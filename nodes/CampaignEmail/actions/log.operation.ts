import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { logMessages, type LogOutcome, type SentElsewhere } from '../../../engine/messages/logMessages';
import { isRecipientKind } from '../../../engine/records/kinds';
import { instantIn } from '../../shared/generalParameters';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, instantOf, objectOf, requiredId, textOf } from '../../shared/parameters';

const show = { operation: ['log'] };
const PAGE = 1_000;

export const description: INodeProperties[] = [
	{
		displayName: 'What Was Sent',
		name: 'logChannel',
		type: 'options',
		options: [
			{ name: 'Email', value: 'email' },
			{ name: 'SMS', value: 'sms' },
		],
		default: 'email',
		displayOptions: { show },
	},
	{
		displayName: 'Recipient By',
		name: 'recipientBy',
		type: 'options',
		options: [
			{ name: 'Email Address', value: 'address' },
			{ name: 'Record', value: 'record', description: 'Its kind and ID' },
		],
		default: 'address',
		displayOptions: { show },
	},
	{
		displayName: 'To Email',
		name: 'toEmail',
		type: 'string',
		required: true,
		default: '={{ $json.to }}',
		description: 'The address it went to: the contact, else lead, else account that has it gets the message',
		displayOptions: { show: { ...show, recipientBy: ['address'] } },
	},
	{
		displayName: 'Kind',
		name: 'recipientKind',
		type: 'options',
		options: [
			{ name: 'Account', value: 'account' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Lead', value: 'lead' },
		],
		default: 'contact',
		displayOptions: { show: { ...show, recipientBy: ['record'] } },
	},
	{
		displayName: 'Record ID',
		name: 'recipientId',
		type: 'string',
		required: true,
		default: '={{ $json.id }}',
		displayOptions: { show: { ...show, recipientBy: ['record'] } },
	},
	{
		displayName: 'Log Fields',
		name: 'logFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
		options: [
			locator('campaign', 'Campaign', 'searchCampaigns'),
			{ displayName: 'Description', name: 'description', type: 'string', default: '' },
			{ displayName: 'Message ID', name: 'externalId', type: 'string', default: '', description: 'The ID it has there: the same ID is logged once' },
			{ displayName: 'Sent', name: 'sentAt', type: 'dateTime', default: '', description: 'When it was sent; empty: now' },
			{ displayName: 'Subject', name: 'subject', type: 'string', default: '' },
		],
	},
];

/** What other nodes sent becomes messages of its recipients (VM-01): one per item, a thousand in one transaction. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const channel = context.getNodeParameter('logChannel', 0) === 'sms' ? 'sms' : 'email';
	const fields = objectOf(context.getNodeParameter('logFields', 0, {}));
	const campaignId = idOf(fields['campaign'], 'Campaign');
	const count = context.getInputData().length;
	const items: INodeExecutionData[] = [];
	for (let from = 0; from < count; from += PAGE) {
		const messages = Array.from({ length: Math.min(PAGE, count - from) }, (_, index) => readMessage(context, from + index));
		const outcomes = await store.run(logMessages, { channel, campaignId, messages });
		outcomes.forEach((outcome, index) => items.push({ json: asJson(outcome), pairedItem: { item: from + index } }));
	}
	return items;
}

function readMessage(context: IExecuteFunctions, index: number): SentElsewhere {
	const fields = objectOf(context.getNodeParameter('logFields', index, {}));
	return {
		...readRecipient(context, index),
		subject: textOf(fields['subject']),
		description: textOf(fields['description']),
		sentAt: instantOf(context, fields['sentAt'], 'Sent', instantIn) ?? Date.now(),
		externalId: textOf(fields['externalId']),
	};
}

function readRecipient(context: IExecuteFunctions, index: number): Pick<SentElsewhere, 'address' | 'record'> {
	if (context.getNodeParameter('recipientBy', index) === 'address') {
		return { address: textOf(context.getNodeParameter('toEmail', index)), record: null };
	}
	const kind = String(context.getNodeParameter('recipientKind', index));
	if (!isRecipientKind(kind)) throw new EngineError('invalid-input', `A message can't go to a record of kind "${kind}".`, 'Use contact, lead or account.');
	return { address: null, record: { kind, id: requiredId(context.getNodeParameter('recipientId', index), 'Record ID') } };
}

function asJson(outcome: LogOutcome) {
	switch (outcome.kind) {
		case 'logged':
		case 'known':
			return { kind: 'message', id: outcome.messageId, logged: outcome.kind === 'logged' };
		case 'nobody':
			return { logged: false, reason: 'No contact, lead or account has this address' };
	}
}
