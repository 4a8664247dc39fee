import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { deliver, type DeliveryResult } from '../../../engine/delivery/deliver';
import { deliveryCounts, type DeliveryCounts } from '../../../engine/delivery/deliveryCounts';
import { EngineError } from '../../../engine/EngineError';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, objectOf } from '../../shared/parameters';
import { openChannel } from './channel';
import { readSender, senderProperties } from './sender';

const show = { operation: ['deliver'] };
const MINUTE = 60_000;

export const description: INodeProperties[] = [
	{
		displayName: 'Messages',
		name: 'which',
		type: 'options',
		options: [
			{ name: 'All That Are Queued', value: 'all' },
			{ name: 'Of One Campaign', value: 'campaign' },
		],
		default: 'campaign',
		displayOptions: { show },
	},
	locator('campaign', 'Campaign', 'searchCampaigns', { required: true, displayOptions: { show: { ...show, which: ['campaign'] } } }),
	...senderProperties(['deliver']),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Connections',
				name: 'connections',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50 },
				default: 5,
				description: 'How many connections to the mail server are open at once',
			},
			{ displayName: 'From Name', name: 'fromName', type: 'string', default: '' },
			{
				displayName: 'Max Messages',
				name: 'maxMessages',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 1000,
				description: 'Ends after so many messages; the rest stays in the queue for the next run',
			},
			{
				displayName: 'Max Minutes',
				name: 'maxMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description: 'Ends after so many minutes; the rest stays in the queue for the next run',
			},
			{
				displayName: 'Messages per Second',
				name: 'rate',
				type: 'number',
				typeOptions: { minValue: 0.01, numberPrecision: 2 },
				default: 10,
				description: 'As fast as the mail server allows; leave out for no limit',
			},
			{ displayName: 'Reply To', name: 'replyTo', type: 'string', default: '' },
		],
	},
];

/** Sends what is queued. Messages that can't be sent now stay for the next run; nobody is mailed twice. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const options = objectOf(context.getNodeParameter('options', 0, {}));
	const campaignId = context.getNodeParameter('which', 0) === 'all' ? null : campaignOf(context);
	const channel = await openChannel(context, Number(options['connections'] ?? 5));
	try {
		const result = await deliver(store, channel, {
			campaignId,
			from: readSender(context),
			rate: numberOrNull(options['rate']),
			maxMessages: numberOrNull(options['maxMessages']),
			maxTime: numberOrNull(options['maxMinutes'], MINUTE),
			signal: context.getExecutionCancelSignal(),
			onProgress: progressLog(context),
		});
		const counts = await store.run(deliveryCounts, { campaignId });
		addHints(context, result, counts);
		if (result.ended.kind === 'unreachable' && result.sent === 0) throw unreachable(result.ended.reply);
		const { ended, ...numbers } = result;
		return [{ json: { campaignId, ...numbers, ended: ended.kind, left: counts.queued + counts.claimed }, pairedItem: { item: 0 } }];
	} finally {
		await channel.close();
	}
}

/** The campaign chosen here, else the one of the selection that came in. */
function campaignOf(context: IExecuteFunctions): number {
	const chosen = idOf(context.getNodeParameter('campaign', 0, ''), 'Campaign');
	if (chosen !== null) return chosen;
	throw new EngineError('invalid-input', 'No Campaign is chosen.', 'Choose one, or set Messages to All That Are Queued.');
}

function numberOrNull(value: unknown, factor = 1): number | null {
	const number = Number(value ?? 0);
	return number > 0 ? number * factor : null;
}

function unreachable(reply: string): EngineError {
	return new EngineError('unavailable', `The mail server can't be reached: ${reply}`, 'Check the SMTP credential. All messages are back in the queue.');
}

/** A line every few seconds, not one per mail. */
function progressLog(context: IExecuteFunctions): (result: DeliveryResult) => void {
	let last = Date.now();
	return (result) => {
		if (Date.now() - last < 5_000) return;
		last = Date.now();
		context.logger.info(`Delivery: ${result.sent} sent, ${result.failed} failed so far`);
	};
}

function addHints(context: IExecuteFunctions, result: DeliveryResult, counts: DeliveryCounts): void {
	const parts = [
		`${result.sent} sent`,
		...part(result.failed, 'failed'),
		...part(result.deferred, 'refused for now, tried again later'),
		...part(result.notSent, 'not sent any more (opted out or deleted)'),
		...part(counts.queued, 'still queued'),
	];
	context.addExecutionHints({ message: parts.join(', '), location: 'outputPane' });
	if (counts.uncertain > 0) {
		context.addExecutionHints({
			message: `${counts.uncertain} uncertain: their answer was lost, so they are not sent again by themselves. Settle them with Campaign Email → Settle Uncertain.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
}

function part(count: number, words: string): string[] {
	return count > 0 ? [`${count} ${words}`] : [];
}
