import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { beganWith } from '../../engine/consent/beganWith';
import { readUnsubscribeRequest } from '../../engine/consent/unsubscribeRequest';
import { unsubscribeEvent, unsubscribeVisit, type UnsubscribeVisit } from '../../engine/consent/unsubscribeVisit';
import { keyed } from '../../engine/events/intake';
import { putDown, takeUpEvents } from '../../engine/events/takeUpEvents';
import type { Store } from '../../engine/store/Store';
import { nodeStore } from '../shared/nodeStore';
import { RateLimiter } from '../shared/RateLimiter';
import { pageNonce } from '../shared/page/pageHeaders';
import { unsubscribePage, type PageState } from './page/unsubscribePage';

const MINUTE = 60_000;
/** Who guesses is stopped; who has a link never is, however many share one address of a proxy. */
const guesses = new RateLimiter(30, MINUTE);
const visits = new RateLimiter(30, MINUTE);

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

type UnsubscribedItem = { readonly visit: UnsubscribeVisit; readonly scope: 'all' | 'campaign'; readonly way: 'one-click' | 'page' };

/**
 * Answers a request to an unsubscribe link. GET only shows; a POST is put down durably before it is answered, and
 * starts the workflow if it is what changed something. Never throws: a handler that throws would make n8n go on as if
 * all were well.
 */
export async function answerVisit(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await answer(context);
	} catch (error) {
		context.logger.error(`Unsubscribe page: ${error instanceof Error ? error.message : 'unknown failure'}`);
		if (!context.getResponseObject().writableEnded) show(context, { kind: 'error' });
		return ANSWERED;
	}
}

async function answer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = context.getRequestObject();
	const asked = readUnsubscribeRequest({
		method: request.method,
		contentType: request.headers['content-type'] ?? null,
		body: request.body,
		rawBody: Buffer.isBuffer(request.rawBody) ? request.rawBody : null,
	});
	if (asked.kind === 'not allowed') {
		context.getResponseObject().status(405).set('Allow', 'GET, POST').end();
		return ANSWERED;
	}
	const token = context.getQueryData() as IDataObject;
	const given = typeof token['t'] === 'string' ? token['t'] : '';
	const store = await nodeStore(context);
	const visit = await store.run(unsubscribeVisit, given);
	if (visit === null) {
		show(context, guesses.allows(request.ip ?? '') ? { kind: 'bad link' } : { kind: 'busy' });
		return ANSWERED;
	}
	// What link scanners fetch counts apart from what a person says: their visits keep nobody from saying no.
	if (!visits.allows(`${asked.kind === 'confirmed' ? asked.scope : asked.kind} ${given}`)) {
		show(context, { kind: 'busy' });
		return ANSWERED;
	}
	const about = { sender: companyOf(context) ?? visit.sender, address: visit.addressKey };
	if (asked.kind === 'show') {
		show(context, visit.standing === null ? { kind: 'ask', ...about, choice: visit.campaignId !== null } : { kind: 'already', ...about, scope: visit.standing });
		return ANSWERED;
	}
	const said: UnsubscribedItem = { visit, scope: asked.kind === 'confirmed' && visit.campaignId !== null ? asked.scope : 'all', way: asked.kind === 'confirmed' ? 'page' : 'one-click' };
	const event = unsubscribeEvent(visit, said.scope, said.way, Date.now());
	const fresh = await putDown(store, keyed({ events: [event], rejected: [] }));
	if (asked.kind === 'one-click') context.getResponseObject().status(200).set('Cache-Control', 'no-store').end();
	else show(context, { kind: 'done', ...about, scope: said.scope });
	await fold(context, store);
	const known = visit.standing === 'all' || visit.standing === said.scope;
	// What is put down will not come again: the workflow is rather started twice than never.
	const isNew = fresh.length > 0 && !known && (await store.run(beganWith, { visit, event }).catch(() => true));
	return isNew ? { ...ANSWERED, workflowData: [[{ json: itemOf(said) }]] } : ANSWERED;
}

/** The answer is out: what is put down can wait for the next hit or delivery if the store can't take it now. */
async function fold(context: IWebhookFunctions, store: Store): Promise<void> {
	await takeUpEvents(store).catch((error: unknown) => context.logger.warn(`Unsubscribe page: folding comes later (${error instanceof Error ? error.message : 'unknown failure'})`));
}

function itemOf({ visit, scope, way }: UnsubscribedItem): IDataObject {
	return {
		email: visit.addressKey,
		scope,
		way,
		messageId: visit.messageId,
		campaignId: visit.campaignId,
		campaign: visit.campaignName,
		at: new Date().toISOString(),
	};
}

function companyOf(context: IWebhookFunctions): string | null {
	const name = context.getNodeParameter('sender', '');
	return typeof name === 'string' && name.trim() !== '' ? name.trim() : null;
}

function show(context: IWebhookFunctions, state: PageState): void {
	const { status, headers, body } = unsubscribePage(state, { acceptLanguage: context.getRequestObject().headers['accept-language'], nonce: pageNonce() });
	context.getResponseObject().status(status).set(headers).send(body);
}
