import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { deliver, type DeliverOptions, type DeliveryResult } from '../../../engine/delivery/deliver';
import { unsubscribeWays } from '../../../engine/delivery/MailRenderer';
import { previewDelivery } from '../../../engine/delivery/previewDelivery';
import { deliveryCounts, type DeliveryCounts } from '../../../engine/delivery/deliveryCounts';
import { noteDelivery } from '../../../engine/delivery/deliveryPulse';
import type { MailChannel } from '../../../engine/delivery/MailChannel';
import { EngineError } from '../../../engine/EngineError';
import type { Store } from '../../../engine/store/Store';
import { checkCampaigns } from '../../shared/checkCampaigns';
import { failedItem } from '../../shared/failedItem';
import { asNodeError } from '../../shared/nodeErrors';
import { nodeStore } from '../../shared/nodeStore';
import { objectOf, requiredId } from '../../shared/parameters';
import { channelAbilities, openChannel } from './channel';
import { readLinks, type NodeLinks } from './links';
import { addDeliveryHints, addPlainHttpHint, addUnsubscribeHint } from './deliveryHints';
import { DeliveryLimits } from './DeliveryLimits';
import { readSender } from './sender';

export { description } from './deliverProperties';

/** A campaign whose messages are sent (null: all), with the first item that named it. */
interface Turn {
	readonly campaignId: number | null;
	readonly itemIndex: number;
}

/** Sends what is queued. Messages that can't be sent now stay for the next run; nobody is mailed twice. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const limits = new DeliveryLimits(context);
	const turns = readTurns(context);
	const links = await readLinks(context, store);
	if (objectOf(context.getNodeParameter('options', 0, {}))['dryRun'] === true) return await Promise.all(turns.map((turn) => preview(context, store, turn, links)));
	const channel = await openChannel(context, limits.connections);
	const items: INodeExecutionData[] = [];
	await store.run(noteDelivery, null);
	try {
		for (const turn of turns) {
			try {
				items.push(await takeTurn(context, store, channel, limits, turn, links));
			} catch (error) {
				const nodeError = asNodeError(context.getNode(), error, turn.itemIndex);
				if (!context.continueOnFail()) throw nodeError;
				// What other campaigns came to must not get lost in this one's error.
				items.push(failedItem(nodeError, turn.itemIndex));
			}
		}
		return items;
	} finally {
		await channel.close();
		await store.run(noteDelivery, null);
	}
}

/** Each campaign that the items name, once: two selections may come from two campaigns. */
function readTurns(context: IExecuteFunctions): Turn[] {
	if (context.getNodeParameter('which', 0) === 'all') return [{ campaignId: null, itemIndex: 0 }];
	const turns = new Map<number, Turn>();
	context.getInputData().forEach((_, itemIndex) => {
		const campaignId = requiredId(context.getNodeParameter('campaign', itemIndex, ''), 'Campaign');
		if (!turns.has(campaignId)) turns.set(campaignId, { campaignId, itemIndex });
	});
	return [...turns.values()];
}

/** What would be sent, without a connection to the mail server. */
async function preview(context: IExecuteFunctions, store: Store, { campaignId, itemIndex }: Turn, { links }: NodeLinks): Promise<INodeExecutionData> {
	await checkCampaigns(store, [campaignId]);
	const channel = channelAbilities(context);
	const counts = await store.run(previewDelivery, { campaignId, fromAddress: readSender(context, itemIndex).address, unsubscribe: unsubscribeWays({ links, channel }), batchSize: channel.batchSize });
	context.addExecutionHints({
		message: `Dry run, nothing was sent: ${counts.wouldSend} would be sent${counts.calls === undefined ? '' : ` in at least ${counts.calls} ${counts.calls === 1 ? 'call' : 'calls'}`}, ${counts.notSent} not any more (opted out or deleted), ${counts.later} later, ${counts.withoutSender} have no sender, ${counts.withoutUnsubscribe} no way to unsubscribe${counts.wouldFail > 0 ? `, ${counts.wouldFail} would fail: their template can't be filled in any more` : ''}`,
		location: 'outputPane',
	});
	return { json: { campaignId, dryRun: true, ...counts }, pairedItem: { item: itemIndex } };
}

async function takeTurn(context: IExecuteFunctions, store: Store, channel: MailChannel, limits: DeliveryLimits, turn: Turn, { links, noPage }: NodeLinks): Promise<INodeExecutionData> {
	const { campaignId, itemIndex } = turn;
	await checkCampaigns(store, [campaignId]);
	const options: DeliverOptions = {
		campaignId,
		from: readSender(context, itemIndex),
		links,
		...limits.left(),
		signal: context.getExecutionCancelSignal(),
		onProgress: progressLog(context),
	};
	const result = await deliver(store, channel, options);
	limits.use(result);
	const counts = await store.run(deliveryCounts, { campaignId });
	addDeliveryHints(context, result, counts);
	if (result.withoutUnsubscribe > 0) addUnsubscribeHint(context, withoutUnsubscribe(result.withoutUnsubscribe, noPage));
	if (result.sent > 0 && links.unsubscribeRequired && links.unsubscribePage?.startsWith('http:') === true) addPlainHttpHint(context, links.unsubscribePage);
	if (nothingHappened(result)) {
		if (result.ended.kind === 'unreachable') throw unreachable(result.ended.reply);
		if (result.withoutSender > 0) throw withoutSender(result.withoutSender);
		if (result.withoutUnsubscribe > 0) throw withoutUnsubscribe(result.withoutUnsubscribe, noPage);
	}
	return { json: resultJson(campaignId, result, counts), pairedItem: { item: itemIndex } };
}

function resultJson(campaignId: number | null, result: DeliveryResult, counts: DeliveryCounts) {
	const { ended, ...numbers } = result;
	return { campaignId, ...numbers, ended: ended.kind, left: counts.queued + counts.claimed };
}

/** Where anything was decided, the numbers must not get lost in an error. */
function nothingHappened({ sent, failed, deferred, uncertain, notSent }: DeliveryResult): boolean {
	return sent + failed + deferred + uncertain + notSent === 0;
}

function withoutSender(count: number): EngineError {
	return new EngineError(
		'not-allowed',
		`It is not said whom the mails come from (${count} ${count === 1 ? 'message' : 'messages'}).`,
		'Fill in From Email in the template, or in this node. The messages stay in the queue.',
	);
}

/** Why marketing mails stay in the queue, and the way out. */
function withoutUnsubscribe(count: number, noPage: NodeLinks['noPage']): EngineError {
	const messages = `${count} ${count === 1 ? 'message' : 'messages'}`;
	if (noPage !== null) return new EngineError('not-allowed', `${messages} can't be sent: ${noPage.problem}, and marketing needs a way to unsubscribe.`, `${noPage.wayOut} The messages stay in the queue.`);
	return new EngineError(
		'not-allowed',
		`${messages} can't be sent: their template has no link to unsubscribe.`,
		'Put {{ unsubscribe_url }} into a link of the template and create the messages again, or mark the template as Transactional if it is no marketing. The messages stay in the queue.',
	);
}

function unreachable(reply: string): EngineError {
	return new EngineError('unavailable', `Mails can't be handed over: ${reply}`, 'Check the credential, and whether the server can be reached. All messages are back in the queue.');
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
