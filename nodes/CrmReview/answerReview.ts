import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { decideReview, findReview, finishReview } from '../../engine/review/decideReview';
import { countGrid } from '../../engine/review/grid/countGrid';
import type { GridContext } from '../../engine/review/grid/GridContext';
import { gridPage } from '../../engine/review/grid/gridPage';
import { HAND_ON_AGAIN, handOn } from '../../engine/review/handOn';
import type { Review } from '../../engine/review/Review';
import { reviewSummary } from '../../engine/review/reviewSummary';
import type { Store } from '../../engine/store/Store';
import { nodeStore } from '../shared/nodeStore';
import { pageLanguage } from '../shared/page/language';
import { pageNonce } from '../shared/page/pageHeaders';
import type { CountAnswer, FailedAnswer, OverAnswer, PageAnswer, SummaryAnswer } from './page/protocol';
import { reviewPage, type PageState } from './page/reviewPage';
import { REVIEW_TEXTS } from './page/texts/textsByLanguage';
import { reviewItem } from './reviewItem';
import { readReviewRequest, type CheckedRequest } from './reviewRequest';
import { reviewStep } from './reviewStep';

/** The answer is out, and the workflow goes on waiting. */
const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

/**
 * Answers a request to a review's page. GET shows and changes nothing; a POST reads for the grid, or decides. Only a
 * decision lets the workflow go on, on the output that fits it. Never throws: n8n would let the workflow go on as if
 * somebody had decided.
 */
export async function answerReview(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const posted = context.getRequestObject().method === 'POST';
	try {
		return posted ? await answerPost(context) : await answerGet(context);
	} catch (error) {
		const refused = error instanceof Error && 'code' in error && error.code === 'invalid-input';
		if (!refused) context.logger.error(`Review page: ${error instanceof Error ? error.message : 'unknown failure'}`);
		if (context.getResponseObject().writableEnded) return ANSWERED;
		if (posted && !isForm(context)) tell(context, { failed: refused ? 'invalid' : 'unavailable' }, refused ? 400 : 503);
		else showFailure(context);
		return ANSWERED;
	}
}

/** The page that failed may be this one too: then the bare words. */
function showFailure(context: IWebhookFunctions): void {
	try {
		show(context, { kind: 'error' });
	} catch {
		const { title, text } = REVIEW_TEXTS.en.over.failed;
		context.getResponseObject().status(503).set({ 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).send(`${title}\n\n${text}\n`);
	}
}

async function answerGet(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	show(context, stateOf(await findReview(await nodeStore(context), reviewStep(context)), Date.now()));
	return ANSWERED;
}

function stateOf(review: Review | null, now: number): PageState {
	if (review === null) return { kind: 'missing' };
	const { state } = review;
	switch (state.kind) {
		case 'waiting':
			return { kind: 'review', review };
		case 'decided':
			// Who asks is let in because the workflow still waits: whoever was to let it go on was broken off.
			return { kind: 'decided', review, decision: state.decision, goOn: review.handedOnAt === null || review.handedOnAt <= now - HAND_ON_AGAIN };
		case 'carrying out':
			return { kind: 'carrying out', review, decision: state.decision };
		case 'timed out':
			return { kind: 'timed out', review };
		case 'expired':
			return { kind: 'expired' };
	}
}

async function answerPost(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = readReviewRequest(context.getRequestObject().body);
	const store = await nodeStore(context);
	switch (request.action) {
		case 'page':
		case 'count':
		case 'summary':
			return await read(context, store, request);
		case 'decide':
			return await decide(context, store, request);
		case 'goOn':
			return await goOn(context, store);
	}
}

async function read(context: IWebhookFunctions, store: Store, request: Extract<CheckedRequest, { action: 'page' | 'count' | 'summary' }>): Promise<IWebhookResponseData> {
	const review = await findReview(store, reviewStep(context));
	if (review?.state.kind !== 'waiting') {
		tell(context, overAnswer(review, false), 409);
		return ANSWERED;
	}
	tell(context, await answerOf(store, gridContext(context, review), request));
	return ANSWERED;
}

async function answerOf(store: Store, context: GridContext, request: Extract<CheckedRequest, { action: 'page' | 'count' | 'summary' }>): Promise<PageAnswer | CountAnswer | SummaryAnswer> {
	switch (request.action) {
		case 'page':
			return await store.run(gridPage, { context, ...request });
		case 'count':
			return await countGrid(store, { context, ...request });
		case 'summary':
			return await store.run(reviewSummary, { context, ...request });
	}
}

async function decide(context: IWebhookFunctions, store: Store, request: Extract<CheckedRequest, { action: 'decide' }>): Promise<IWebhookResponseData> {
	const { timeZone, labels } = termsOf(context);
	const result = await decideReview(store, { ...request, step: reviewStep(context), terms: { timeZone, labels }, now: Date.now() });
	const review = result?.review ?? null;
	const response = await handedOn(store, review);
	const mine = (result?.mine ?? false) || isSaidAgain(review, request);
	tell(context, overAnswer(review, mine), mine ? 200 : 409);
	return response;
}

/** Whose answer was lost says the same once more: nobody else was quicker. */
function isSaidAgain(review: Review | null, { outcome, by, note }: Extract<CheckedRequest, { action: 'decide' }>): boolean {
	if (review?.state.kind !== 'decided') return false;
	const { decision } = review.state;
	return decision.outcome === outcome && decision.by === by.trim() && (decision.note ?? '') === (note?.trim() ?? '');
}

/** A form's answer is a page. */
async function goOn(context: IWebhookFunctions, store: Store): Promise<IWebhookResponseData> {
	const found = await findReview(store, reviewStep(context));
	const review = found && (await finishReview(store, found));
	const response = await handedOn(store, review);
	const state = stateOf(review, Date.now());
	show(context, state.kind === 'decided' ? { ...state, goOn: false } : state);
	return response;
}

/** Lets the workflow go on where a decision was made and nobody else is doing it. */
async function handedOn(store: Store, review: Review | null): Promise<IWebhookResponseData> {
	if (review?.state.kind !== 'decided' || !(await store.run(handOn, { reviewId: review.id, now: Date.now() }))) return ANSWERED;
	const { decision } = review.state;
	const item = reviewItem(review, decision, store.id);
	const outputs: INodeExecutionData[][] = decision.outcome === 'confirmed' ? [[], [item]] : [[item], []];
	return { ...ANSWERED, workflowData: outputs };
}

function overAnswer(review: Review | null, mine: boolean): OverAnswer {
	if (review === null) return { over: 'missing' };
	switch (review.state.kind) {
		case 'decided':
		case 'carrying out':
			return { over: 'decided', ...review.state.decision, count: review.selection.count, selected: review.selected, mine };
		case 'timed out':
			return { over: 'timedOut', until: review.waitsUntil };
		case 'expired':
			return { over: 'expired' };
		case 'waiting':
			return { over: 'missing' };
	}
}

function termsOf(context: IWebhookFunctions): Pick<GridContext, 'timeZone' | 'labels'> {
	return { timeZone: context.getTimezone(), labels: REVIEW_TEXTS[pageLanguage(context.getRequestObject().headers['accept-language'])].statuses };
}

function gridContext(context: IWebhookFunctions, { selection }: Review): GridContext {
	return { selectionId: selection.id, members: selection.byKind, campaignId: selection.parameters.campaignId, ...termsOf(context) };
}

function isForm(context: IWebhookFunctions): boolean {
	return typeof context.getRequestObject().body === 'object';
}

function show(context: IWebhookFunctions, state: PageState): void {
	const { status, headers, body } = reviewPage(state, { acceptLanguage: context.getRequestObject().headers['accept-language'], nonce: pageNonce(), timeZone: context.getTimezone() });
	context.getResponseObject().status(status).set(headers).send(body);
}

function tell(context: IWebhookFunctions, answer: PageAnswer | CountAnswer | SummaryAnswer | OverAnswer | FailedAnswer, status: number = 200): void {
	context
		.getResponseObject()
		.status(status)
		// The page's sandbox has no origin of its own; who has the signature may read.
		.set({ 'Access-Control-Allow-Origin': 'null', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', 'Content-Type': 'application/json; charset=utf-8' })
		.send(JSON.stringify(answer));
}
