import * as http from 'node:http';
import * as https from 'node:https';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { agentFor } from './agents';
import type { HttpRequest } from './HttpRequest';
import type { HttpResult } from './HttpResult';
import { type HandOver, watchHandOver } from './watchHandOver';

/** What one exchange may take. Durations in ms, sizes in bytes. */
export interface ExchangeLimits {
	/** Until the connection stands: waiting for a free one, name look-up, proxy, TLS. */
	readonly connectTimeout: number;
	/** From there to the end of the answer. */
	readonly answerTimeout: number;
	readonly maxAnswerBytes: number;
}

/** An axios client whose answers come as text whatever their status, and which follows no redirect. */
export function createAxios(baseUrl: string, headers: Readonly<Record<string, string>>): AxiosInstance {
	return axios.create({
		baseURL: baseUrl,
		headers: { Accept: 'application/json', 'User-Agent': 'n8n-nodes-crm-campaigns', ...headers },
		// A redirected POST becomes a GET, and a redirect could carry our key to another host.
		maxRedirects: 0,
		// The agent goes through the proxy; axios on top of it would go through it twice.
		proxy: false,
		timeout: 0,
		maxBodyLength: Infinity,
		validateStatus: null,
		responseType: 'text',
		transformResponse: [(text: unknown) => text],
	});
}

/** Sends one request and waits for its answer. Never throws. */
export async function exchange(client: AxiosInstance, request: HttpRequest, limits: ExchangeLimits): Promise<HttpResult> {
	const handOver: HandOver = { begun: false, proxyRefused: null, head: null };
	const abort = new AbortController();
	let timedOut = false;
	const giveUp = (): void => {
		timedOut = true;
		abort.abort();
	};
	let timer = setTimeout(giveUp, limits.connectTimeout);
	const onBegun = (): void => {
		clearTimeout(timer);
		timer = setTimeout(giveUp, request.answerTimeout ?? limits.answerTimeout);
	};
	try {
		const url = new URL(client.getUri({ url: request.path }));
		const answer = await client.request<string>({ ...configOf(request, url, limits), signal: abort.signal, ...watchedTransport(url, handOver, onBegun) });
		if (handOver.proxyRefused !== null || answer.status === 407) return { kind: 'unreachable', reason: `the proxy refused to connect us (status ${handOver.proxyRefused ?? answer.status})` };
		return { kind: 'answered', status: answer.status, headers: handOver.head?.headers ?? {}, body: typeof answer.data === 'string' ? answer.data : '' };
	} catch (error) {
		const reason = timedOut ? timeOutWords(handOver) : errorWords(error);
		return handOver.begun ? { kind: 'lost', reason, head: handOver.head } : { kind: 'unreachable', reason };
	} finally {
		clearTimeout(timer);
	}
}

function configOf(request: HttpRequest, url: URL, limits: ExchangeLimits): AxiosRequestConfig {
	const agent = agentFor(url);
	return {
		method: request.method,
		url: request.path,
		params: request.query,
		httpAgent: agent,
		httpsAgent: agent,
		maxContentLength: limits.maxAnswerBytes,
		...bodyOf(request),
	};
}

function bodyOf(request: HttpRequest): AxiosRequestConfig {
	const { body, headers } = request;
	if (body === undefined) return { headers: { ...headers } };
	switch (body.kind) {
		case 'json':
			return { headers: { ...headers, 'Content-Type': 'application/json' }, data: Buffer.from(JSON.stringify(body.value), 'utf8') };
		case 'raw':
			return { headers: { ...headers, 'Content-Type': body.contentType }, data: typeof body.content === 'string' ? Buffer.from(body.content, 'utf8') : body.content };
	}
}

/** Node's own client, watched: axios tells errors by their names only, and the same name can come before or after the hand-over. */
function watchedTransport(url: URL, handOver: HandOver, onBegun: () => void): AxiosRequestConfig {
	return {
		transport: {
			request(options: https.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void): http.ClientRequest {
				const request = url.protocol === 'https:' ? https.request(options, onAnswer) : http.request(options, onAnswer);
				watchHandOver(request, handOver, onBegun);
				return request;
			},
		},
	};
}

function timeOutWords(handOver: HandOver): string {
	return handOver.begun ? 'no answer in time' : 'no connection in time';
}

/** What an error says, without what it carries: an axios error holds the whole request, keys included. */
function errorWords(error: unknown): string {
	if (!(error instanceof Error)) return 'unknown failure';
	const cause = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
	return cause.message === '' ? codeOf(error) : cause.message;
}

function codeOf(error: Error): string {
	return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
