import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { MESSAGE_EVENTS, type MessageEvent, type MessageEventKind } from '../../../../engine/events/MessageEvent';
import { recordEvent } from '../../../../engine/events/recordEvent';
import { instantIn } from '../../../shared/dates';
import { locator } from '../../../shared/locators';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { instantOf, objectOf, requiredId, textOf } from '../../../shared/parameters';

const show = { resource: ['record'], operation: ['recordEvent'] };

export const description: INodeProperties[] = [
	locator('messageId', 'Message', 'searchMessages', {
		required: true,
		description: 'The message that something became of',
		displayOptions: { show },
	}),
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		options: [
			{ name: 'Bounced', value: 'bounced', description: 'The server of the address sent it back' },
			{ name: 'Clicked', value: 'clicked' },
			{ name: 'Delivered', value: 'delivered' },
			{ name: 'Dropped', value: 'dropped', description: 'The mail service did not send it' },
			{ name: 'Opened', value: 'opened' },
			{ name: 'Reported as Spam', value: 'spam', description: 'Also a no for all email' },
			{ name: 'Unsubscribed', value: 'unsubscribed', description: 'Also a no for all email' },
		],
		default: 'opened',
		displayOptions: { show },
	},
	{
		displayName: 'Event Details',
		name: 'eventDetails',
		type: 'collection',
		placeholder: 'Add Detail',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Bounce Kind',
				name: 'bounce',
				type: 'options',
				options: [
					{ name: 'Hard', value: 'hard', description: 'The address does not exist, or takes no mail' },
					{ name: 'Soft', value: 'soft', description: 'For now only, such as a full mailbox' },
				],
				default: 'hard',
			},
			{ displayName: 'By a Machine', name: 'machine', type: 'boolean', default: false, description: 'Whether a scanner or privacy proxy did it and not a person; it is counted apart' },
			{ displayName: 'Date and Time', name: 'happenedAt', type: 'dateTime', default: '', description: 'When it happened; empty: now' },
			{ displayName: 'Event ID', name: 'eventId', type: 'string', default: '', description: 'Names the event: the same again changes nothing. Empty: each time counts.' },
			{ displayName: 'Link', name: 'link', type: 'string', default: '', placeholder: 'e.g. https://example.com/offer', description: 'Where a click led' },
		],
	},
];

/** What became of a message, told by any node or by hand (VM-01). */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const result = await store.run(recordEvent, readEvent(context, index));
	return outcome([{ ...result.message }], result.outcome === 'recorded' ? 'recorded' : 'known already');
}

function readEvent(context: IExecuteFunctions, index: number): MessageEvent {
	const details = objectOf(context.getNodeParameter('eventDetails', index, {}));
	return {
		messageId: requiredId(context.getNodeParameter('messageId', index), 'Message'),
		kind: readEventKind(context.getNodeParameter('event', index)),
		happenedAt: instantOf(context, details['happenedAt'], 'Date and Time', instantIn),
		link: textOf(details['link']),
		bounce: details['bounce'] === 'soft' ? 'soft' : null,
		machine: details['machine'] === true,
		eventId: textOf(details['eventId']),
	};
}

function readEventKind(value: unknown): MessageEventKind {
	const event = MESSAGE_EVENTS.find((one) => one === value);
	if (event) return event;
	throw new EngineError('invalid-input', `There is no event "${textOf(value) ?? ''}" of messages.`, `Use one of: ${[...MESSAGE_EVENTS].sort().join(', ')}.`);
}
