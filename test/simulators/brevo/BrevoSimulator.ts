import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { account } from './account';
import { API_KEY, bucketOf, type BrevoRules, type BucketName, PUBLISHED } from './brevoRules';
import { BrevoState, type SimCall } from './BrevoState';
import { type NoReply, refused, type Reply } from './brevoReply';
import { contacts } from './contacts';
import { RateBucket } from './RateBucket';
import { sendEmails } from './sendEmails';
import { transactional } from './transactional';
import { webhooks } from './webhooks';

const LARGEST_BODY = 20 * 1024 * 1024;

/** Brevo's API v3 on loopback: keeps state, counts, throttles and fails as the real one does by its documentation. */
export class BrevoSimulator {
	readonly state = new BrevoState();
	private port = 0;
	private readonly server: Server;
	private readonly sockets = new Set<Socket>();
	private readonly buckets: Readonly<Record<BucketName, RateBucket>>;
	private readonly nth = new Map<string, number>();

	private constructor(private readonly rules: BrevoRules) {
		const bucket = (name: BucketName) => new RateBucket(rules.limits?.[name] ?? PUBLISHED[name]);
		this.buckets = { send: bucket('send'), blocked: bucket('blocked'), statistics: bucket('statistics'), contacts: bucket('contacts'), other: bucket('other') };
		this.server = createServer((request, response) => void this.serve(request, response));
		this.server.on('connection', (socket) => {
			this.sockets.add(socket);
			socket.once('close', () => this.sockets.delete(socket));
			socket.on('error', () => undefined);
		});
	}

	static async start(rules: BrevoRules = {}): Promise<BrevoSimulator> {
		const simulator = new BrevoSimulator(rules);
		await new Promise<void>((resolve, reject) => {
			simulator.server.once('error', reject);
			simulator.server.listen(0, '127.0.0.1', resolve);
		});
		const address = simulator.server.address();
		if (address !== null && typeof address === 'object') simulator.port = address.port;
		return simulator;
	}

	/** As https://api.brevo.com/v3 is. */
	get url(): string {
		return `http://127.0.0.1:${this.port}/v3`;
	}

	/** How often it had to answer 429. */
	get throttled(): number {
		return this.state.calls.filter((call) => call.status === 429).length;
	}

	async stop(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const at = performance.now();
		const raw = await bodyOf(request);
		const url = new URL(request.url ?? '/', this.url);
		const method = request.method ?? 'GET';
		const path = url.pathname.replace(/^\/v3/, '');
		const query = Object.fromEntries(url.searchParams);
		const body = parsed(raw);
		const key = `${method} ${path}`;
		this.nth.set(key, (this.nth.get(key) ?? 0) + 1);
		const { reply, headers } = await this.answer(request, method, path, query, body, raw.length);
		const call: SimCall = { method, path, query, body, at, bytes: raw.length, status: typeof reply === 'string' ? null : reply.status };
		this.state.calls.push(call);
		if (reply === 'silent') return;
		if (reply === 'cut') {
			request.socket.destroy();
			return;
		}
		response.writeHead(reply.status, { ...headers, ...(reply.body === null ? {} : { 'content-type': 'application/json' }) });
		response.end(reply.body === null ? undefined : JSON.stringify(reply.body));
	}

	private async answer(
		request: IncomingMessage,
		method: string,
		path: string,
		query: Readonly<Record<string, string>>,
		body: unknown,
		bytes: number,
	): Promise<{ reply: Reply | NoReply; headers: Readonly<Record<string, string>> }> {
		if (request.headers['api-key'] !== (this.rules.apiKey ?? API_KEY)) {
			return { reply: refused(401, 'unauthorized', request.headers['api-key'] === undefined ? 'authentication not found in headers' : 'Key not found'), headers: {} };
		}
		if (this.rules.unknownIp === true) {
			return { reply: refused(401, 'unauthorized', 'We have detected you are using an unrecognised IP address 203.0.113.7. If you performed this action make sure to add the new IP address'), headers: {} };
		}
		const state = this.buckets[bucketOf(method, path)].take(performance.now());
		const headers = { 'x-sib-ratelimit-limit': String(state.limit), 'x-sib-ratelimit-remaining': String(state.remaining), 'x-sib-ratelimit-reset': String(state.reset) };
		if (!state.allowed) return { reply: refused(429, 'too_many_requests', 'Too many requests'), headers };
		if (bytes > LARGEST_BODY) return { reply: refused(400, 'out_of_range', 'Request is too large'), headers };
		const told = this.rules.onCall?.(method, path, this.nth.get(`${method} ${path}`) ?? 1) ?? null;
		if (told !== null && told !== 'cut') return { reply: refused(told.status, told.code, told.message), headers };
		const reply = await this.route(method, path, query, body);
		return { reply: told === 'cut' ? told : reply, headers };
	}

	private route(method: string, path: string, query: Readonly<Record<string, string>>, body: unknown): Reply | NoReply | Promise<Reply> {
		const { state, rules } = this;
		if (method === 'GET' && path === '/account') return { status: 200, body: account(state, rules) };
		if (method === 'POST' && path === '/smtp/email') return sendEmails(state, rules, body);
		const process = /^\/processes\/(\d+)$/.exec(path)?.[1];
		const status = process === undefined ? undefined : state.processes.get(Number(process));
		if (method === 'GET' && status !== undefined) return { status: 200, body: { id: Number(process), name: 'IMPORTUSER', status } };
		const found =
			(path.startsWith('/contacts') ? contacts(state, rules, method, path, query, body) : null) ??
			(path.startsWith('/smtp/') ? transactional(state, method, path, query) : null) ??
			(path.startsWith('/webhooks') ? webhooks(state, rules, method, path, query, body) : null);
		return found ?? refused(404, 'document_not_found', `There is no ${method} ${path}`);
	}
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	try {
		for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
	} catch {
		// The client hung up: there is nobody to answer.
	}
	return Buffer.concat(chunks);
}

function parsed(raw: Buffer): unknown {
	if (raw.length === 0) return null;
	try {
		const body: unknown = JSON.parse(raw.toString('utf8'));
		return body;
	} catch {
		return null;
	}
}
