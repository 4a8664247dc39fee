import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { keyed } from '../../engine/events/intake';
import { putDown } from '../../engine/events/takeUpEvents';
import { takeUpSoon } from '../../engine/events/takeUpSoon';
import { looksLikeMachine } from '../../engine/events/tracking/looksLikeMachine';
import { TRACKING_PICTURE } from '../../engine/events/tracking/trackedHtml';
import { trackingEvent, trackingHit, type TrackingHit } from '../../engine/events/tracking/trackingHit';
import { nodeStore } from '../shared/nodeStore';

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

/**
 * A tracked mail was shown, or its link followed: counted, without an execution. The recipient gets the picture or the
 * page whatever goes wrong with counting; a link that was in none of our mails leads nowhere.
 */
export async function trackHit(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject();
	try {
		const store = await nodeStore(context);
		const hit = await store.run(trackingHit, context.getQueryData() as Readonly<Record<string, unknown>>);
		if (hit === null) {
			response.status(404).set('Cache-Control', 'no-store').end();
			return ANSWERED;
		}
		const now = Date.now();
		const counted = putDown(store, keyed({ events: [trackingEvent(hit, isMachine(context, hit, now), now)], rejected: [] }));
		await counted.catch((error: unknown) => context.logger.error(`Tracking: a hit was not counted (${error instanceof Error ? error.message : 'unknown failure'})`));
		answer(context, hit);
		takeUpSoon(store, (error) => context.logger.warn(`Tracking: folding comes later (${error instanceof Error ? error.message : 'unknown failure'})`));
	} catch (error) {
		context.logger.error(`Tracking: ${error instanceof Error ? error.message : 'unknown failure'}`);
		if (!response.headersSent) response.status(503).set('Retry-After', '60').end();
	}
	return ANSWERED;
}

function answer(context: IWebhookFunctions, { tracked }: TrackingHit): void {
	const response = context.getResponseObject().set({ 'Cache-Control': 'no-store, private', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' });
	switch (tracked.kind) {
		case 'open':
			response.status(200).type(TRACKING_PICTURE.contentType).send(TRACKING_PICTURE.content);
			return;
		case 'click':
			// Not by Express's redirect: it escapes signs anew, and the page asked for would be another one.
			response.status(302).set('Location', locationOf(tracked.url)).end();
			return;
	}
}

/** The link as it was written; where a header can't hold it, as a browser would write it. */
function locationOf(url: string): string {
	return /^[\x21-\x7e]+$/.test(url) ? url : new URL(url).href;
}

function isMachine(context: IWebhookFunctions, { tracked, sentAt }: TrackingHit, now: number): boolean {
	const { method, headers } = context.getRequestObject();
	return looksLikeMachine({ kind: tracked.kind, method, headers, secondsSinceSent: sentAt === null ? null : (now - sentAt) / 1_000 });
}
