import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { describeEvents, type DescribedEvent } from '../../engine/events/describeEvents';
import { keyed } from '../../engine/events/intake';
import type { ReadEvents, ReceivedEvent } from '../../engine/events/ReceivedEvent';
import { putDown, takeUpEvents, type FoldCounts } from '../../engine/events/takeUpEvents';
import type { Store } from '../../engine/store/Store';
import { nodeStore } from '../shared/nodeStore';
import type { EventSource } from './services/EventSource';

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

/**
 * Takes a service's post: verified, put down durably, answered at once, then folded. Never throws: n8n would answer
 * with 500, and Brevo throws an event away for good at that.
 */
export async function receivePost(context: IWebhookFunctions, source: EventSource): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const request = context.getRequestObject();
		const post = Buffer.isBuffer(request.rawBody) ? await source.read(context, request.rawBody) : ({ kind: 'no events' } as const);
		switch (post.kind) {
			case 'not signed':
				response.status(401).end();
				return ANSWERED;
			case 'no events':
				response.status(400).end();
				return ANSWERED;
			case 'events':
				return await takeIn(context, post.read);
		}
	} catch (error) {
		context.logger.error(`Email events: ${error instanceof Error ? error.message : 'unknown failure'}`);
		// The service tries again; once it was told that all is well, it must not be told otherwise.
		if (!response.headersSent) response.status(503).set('Retry-After', '60').end();
		return ANSWERED;
	}
}

async function takeIn(context: IWebhookFunctions, read: ReadEvents): Promise<IWebhookResponseData> {
	const store = await nodeStore(context);
	const rows = keyed(read);
	const fresh = await putDown(store, rows);
	context.getResponseObject().status(200).end();
	// They are put down and will not come again: what can't be folded now is by the next hit or delivery, and is told on all the same.
	const folded = await takeUpEvents(store).catch((error: unknown) => {
		context.logger.warn(`Email events: folding comes later (${error instanceof Error ? error.message : 'unknown failure'})`);
		return null;
	});
	if (fresh.length === 0) return ANSWERED;
	const events = fresh.flatMap((place) => read.events[place] ?? []);
	const batch = { received: rows.length, new: fresh.length, repeated: rows.length - fresh.length, unreadable: read.rejected.length };
	const items = context.getNodeParameter('emit', 'batch') === 'event' ? await itemPerEvent(store, events) : [batchItem(read, events, batch, folded)];
	return items.length === 0 ? ANSWERED : { ...ANSWERED, workflowData: [items] };
}

/** @param folded null: not yet */
function batchItem(read: ReadEvents, events: readonly ReceivedEvent[], batch: IDataObject, folded: FoldCounts | null): INodeExecutionData {
	const kinds: Record<string, number> = {};
	for (const { kind } of events) kinds[kind] = (kinds[kind] ?? 0) + 1;
	return { json: { service: (read.events[0] ?? read.rejected[0])?.service ?? null, ...batch, kinds, folded: folded && { ...folded } } };
}

/** Looked up a page at a time. */
const PAGE = 1_000;

async function itemPerEvent(store: Store, events: readonly ReceivedEvent[]): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (let at = 0; at < events.length; at += PAGE) {
		for (const described of await store.run(describeEvents, events.slice(at, at + PAGE))) items.push({ json: eventJson(described) });
	}
	return items;
}

function eventJson({ event, messageId, campaignId, recipient }: DescribedEvent): IDataObject {
	return {
		service: event.service,
		event: event.kind,
		at: new Date(event.happenedAt).toISOString(),
		email: event.address,
		messageId,
		campaignId,
		// CRM Campaign and CRM Consent take items by these.
		kind: recipient?.kind ?? null,
		id: recipient?.id ?? null,
		link: event.link,
		bounce: event.bounce,
		machine: event.machine,
		reason: event.reason,
	};
}
