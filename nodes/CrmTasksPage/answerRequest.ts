import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { actOnTask, type TaskAnswer } from '../../engine/tasks/actOnTask';
import { tasksPage } from '../../engine/tasks/tasksPage';
import type { Store } from '../../engine/store/Store';
import { listedIn } from '../shared/listedIn';
import { nodeStore } from '../shared/nodeStore';
import { RateLimiter } from '../shared/RateLimiter';
import { sender, type Sender } from './sender';
import { taskItem } from './taskItem';
import { readTaskRequest, type TaskRequest } from './taskRequest';

const MINUTE = 60_000;
/** Who guesses is stopped; who has a link never is, however many share one address of a proxy. */
const guesses = new RateLimiter(30, MINUTE);
/** For each link: more than anybody's thumb can do. */
const visits = new RateLimiter(120, MINUTE);
const taps = new RateLimiter(240, MINUTE);

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

/**
 * Answers a request to a salesperson's page. GET only shows; a POST is written down before it is answered, and starts
 * the workflow once. Never throws: a handler that throws would make n8n go on as if all were well.
 */
export async function answerRequest(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await answer(context);
	} catch (error) {
		failed(context, error);
		return ANSWERED;
	}
}

async function answer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = context.getRequestObject();
	const query = context.getQueryData() as IDataObject;
	const asked = readTaskRequest({
		method: request.method,
		contentType: request.headers['content-type'] ?? null,
		body: request.body,
		rawBody: Buffer.isBuffer(request.rawBody) ? request.rawBody : null,
		after: query['after'],
	});
	if (asked.kind === 'not allowed') {
		context.getResponseObject().status(405).set('Allow', 'GET, POST').end();
		return ANSWERED;
	}
	const token = typeof query['t'] === 'string' ? query['t'] : '';
	const send = sender(context, asked.kind === 'show' ? 'browser' : asked.to);
	if (!(asked.kind === 'show' ? visits : taps).allows(token)) {
		send.trouble('busy');
		return ANSWERED;
	}
	const visit = { context, store: await nodeStore(context), token, asked, send };
	switch (visit.asked.kind) {
		case 'show':
			await showPage(visit, null);
			return ANSWERED;
		case 'note too long':
			send.trouble('note too long');
			return ANSWERED;
		case 'act':
			return await act(visit, visit.asked);
	}
}

interface Visit {
	readonly context: IWebhookFunctions;
	readonly store: Store;
	readonly token: string;
	readonly asked: Exclude<TaskRequest, { kind: 'not allowed' }>;
	readonly send: Sender;
}

async function act(visit: Visit, { taskId, action, note, to }: Extract<TaskRequest, { kind: 'act' }>): Promise<IWebhookResponseData> {
	const { context, store, token, send } = visit;
	const wanted = listedIn(context.getNodeParameter('events', ['positive', 'negative']));
	const answered = await store.run(actOnTask, { token, taskId, action, note, timeZone: context.getTimezone() });
	if (answered === null) {
		badLink(visit);
		return ANSWERED;
	}
	// What is written is written: whatever goes wrong in telling it, the workflow gets it.
	try {
		if (to === 'script') send.task(answered);
		else await showPage(visit, answered);
	} catch (error) {
		failed(context, error, send);
	}
	return answered.kind === 'done' && wanted.includes(answered.event) ? { ...ANSWERED, workflowData: [[{ json: taskItem(answered) }]] } : ANSWERED;
}

async function showPage(visit: Visit, answered: TaskAnswer | null): Promise<void> {
	const { context, store, token, asked, send } = visit;
	const page = await store.run(tasksPage, { token, after: asked.after, timeZone: context.getTimezone() });
	if (page === null) badLink(visit);
	else send.page({ page, token, first: asked.after === null, answered });
}

function badLink({ context, send }: Visit): void {
	send.trouble(guesses.allows(context.getRequestObject().ip ?? '') ? 'bad link' : 'busy');
}

function failed(context: IWebhookFunctions, error: unknown, send: Sender | null = null): void {
	try {
		context.logger.error(`Tasks page: ${error instanceof Error ? error.message : 'unknown failure'}`);
		if (!context.getResponseObject().writableEnded) (send ?? sender(context, 'browser')).trouble('error');
	} catch {
		// Whoever asked has hung up.
	}
}
