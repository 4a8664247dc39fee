import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { seededRandom } from '../../support/seededRandom';
import { type EventName, eventOf } from './events';
import { EventWebhooks } from './EventWebhooks';
import { type Answer, isObject, type Json, refusal } from './json';
import { judgeMailSend } from './judgeMailSend';
import { type KeptMail, mailsOf } from './KeptMail';
import { type SendFault, type SendGridRules, TEST_KEY } from './SendGridRules';
import { eventPost } from './SignedPosts';
import { Suppressions } from './Suppressions';

/** How events are posted. */
export interface PostOptions {
	/** Events a post. Default: 100. */
	readonly batch?: number;
	/** Each event so many times. Default: 1. */
	readonly repeat?: number;
	/** Shuffles them. */
	readonly seed?: number;
}

/** Starts a SendGrid on loopback that keeps what it is given. */
export async function startSendGrid(rules: SendGridRules = {}): Promise<SendGridSimulator> {
	const simulator = new SendGridSimulator(rules);
	await simulator.listen();
	return simulator;
}

/** SendGrid's web API as far as it matters for mails, events and suppressions, by its documentation. */
export class SendGridSimulator {
	port = 0;
	/** Mails accepted, in order, one for each recipient. */
	readonly mails: KeptMail[] = [];
	/** Bodies of mail/send as they came, valid or not. */
	readonly bodies: unknown[] = [];
	/** Bytes of each of them. */
	readonly sizes: number[] = [];
	/** When each call came, in ms, with its path. */
	readonly calls: { readonly at: number; readonly path: string; readonly method: string; readonly onBehalfOf: string | null }[] = [];
	/** Events that happened and were not posted yet. */
	readonly pending: Json[] = [];
	readonly suppressions: Suppressions;
	/** How often it answered 429. */
	throttled = 0;
	readonly webhooks: EventWebhooks;
	/** Accepted by address, lower case. */
	readonly perAddress = new Map<string, number>();
	private readonly server: Server;
	private readonly sockets = new Set<Socket>();
	private readonly windows = new Map<string, { start: number; calls: number }>();
	private readonly nth = new Map<string, number>();
	private sends = 0;

	constructor(private readonly rules: SendGridRules) {
		this.suppressions = new Suppressions(rules.refusedAddresses ?? new Set());
		this.webhooks = new EventWebhooks(rules.maxWebhooks ?? 5);
		this.server = createServer((request, response) => void this.take(request, response));
		this.server.on('connection', (socket: Socket) => {
			this.sockets.add(socket);
			socket.on('error', () => undefined);
			socket.once('close', () => this.sockets.delete(socket));
		});
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async listen(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		const address = this.server.address();
		if (address !== null && typeof address === 'object') this.port = address.port;
	}

	async stop(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
			for (const socket of this.sockets) socket.destroy();
		});
	}

	/** How many mail/send came. */
	sendCalls(): number {
		return this.sends;
	}

	/** Something happens to a mail: its event waits to be posted, and the lists follow. */
	happens(mail: KeptMail, name: EventName, extra: Json = {}, timestamp?: number): Json {
		const event = eventOf(mail, name, extra, timestamp);
		this.pending.push(event);
		const created = Math.floor(Date.now() / 1000);
		if (name === 'unsubscribe') this.suppressions.add('unsubscribes', { email: mail.to, created });
		if (name === 'spamreport') this.suppressions.add('spam_reports', { email: mail.to, created });
		if (name === 'bounce' && event.type === 'bounce') this.suppressions.add('bounces', { email: mail.to, created, reason: String(event.reason), status: String(event.status) });
		if (name === 'group_unsubscribe') this.suppressions.add('groups', { email: mail.to, created, group_id: Number(event.asm_group_id) });
		return event;
	}

	/** Posts what is pending to the webhooks that want it; answers the statuses. */
	async postPending(options: PostOptions = {}): Promise<readonly number[]> {
		const events = this.pending.splice(0);
		const statuses: number[] = [];
		for (const webhook of this.webhooks.all) {
			const wanted = arranged(events.filter((event) => this.webhooks.wanting(String(event.event)).includes(webhook)), options);
			for (let at = 0; at < wanted.length; at += options.batch ?? 100) {
				const post = eventPost(wanted.slice(at, at + (options.batch ?? 100)), webhook.keys);
				const answer = await fetch(String(webhook.settings.url), { method: 'POST', headers: post.headers, body: new Uint8Array(post.body) });
				await answer.arrayBuffer();
				statuses.push(answer.status);
			}
		}
		return statuses;
	}

	private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		try {
			for await (const chunk of request) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
		} catch {
			// The caller hung up.
			return;
		}
		const url = new URL(request.url ?? '/', this.url);
		const path = url.pathname.replace(/^\/v3/, '');
		const behalf = request.headers['on-behalf-of'];
		this.calls.push({ at: performance.now(), path, method: request.method ?? '', onBehalfOf: typeof behalf === 'string' ? behalf : null });
		const limited = this.overRate(path);
		const refused = limited.answer ?? this.mayNot(request, path);
		if (refused !== null) return give(response, refused, limited.headers);
		const raw = Buffer.concat(chunks);
		if (path === '/mail/send' && request.method === 'POST') return await this.send(raw, request, response, limited.headers);
		const body = parse(raw);
		const fault = this.faultOf(request.method ?? '', path);
		if (fault?.kind === 'drop-before-accepting') return void request.socket.destroy();
		if (fault?.kind === 'status') return giveRaw(response, fault.status, fault.body ?? '');
		if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
		const answer = this.webhooks.answer(request.method ?? '', path, body) ?? this.suppressions.answer(request.method ?? '', path, url.searchParams, body);
		if (fault?.kind === 'drop-after-accepting') return void request.socket.destroy();
		if (answer !== null) return give(response, answer, limited.headers);
		if (path === '/scopes') return give(response, { status: 200, body: { scopes: this.scopesOf(request) } }, limited.headers);
		give(response, refusal(404, { field: null, message: 'not found' }), limited.headers);
	}

	private faultOf(method: string, path: string): SendFault | null {
		const key = `${method} ${path}`;
		const nth = (this.nth.get(key) ?? 0) + 1;
		this.nth.set(key, nth);
		return this.rules.onCall?.(method, path, nth) ?? null;
	}

	private overRate(path: string): { answer: Answer | null; headers: Readonly<Record<string, string>> } {
		const { rate } = this.rules;
		if (rate === undefined) return { answer: null, headers: {} };
		const now = Date.now();
		const start = Math.floor(now / 1000 / rate.windowSeconds) * rate.windowSeconds;
		const known = this.windows.get(path);
		const window = known?.start === start ? known : { start, calls: 0 };
		this.windows.set(path, window);
		window.calls++;
		if (window.calls > rate.calls) this.throttled++;
		const headers: Record<string, string> = rate.headers
			? { 'X-RateLimit-Limit': String(rate.calls), 'X-RateLimit-Remaining': String(Math.max(0, rate.calls - window.calls)), 'X-RateLimit-Reset': String(start + rate.windowSeconds) }
			: {};
		return { answer: window.calls > rate.calls ? refusal(429, { field: null, message: 'too many requests' }) : null, headers };
	}

	private scopesOf(request: IncomingMessage): readonly string[] | null {
		const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
		return (this.rules.keys ?? { [TEST_KEY]: ['mail.send', 'suppression.read', 'user.webhooks.event.settings.update'] })[key] ?? null;
	}

	private mayNot(request: IncomingMessage, path: string): Answer | null {
		const scopes = this.scopesOf(request);
		if (scopes === null) return refusal(401, { field: null, message: 'The provided authorization grant is invalid, expired, or revoked' });
		const behalf = request.headers['on-behalf-of'];
		if (typeof behalf === 'string' && this.rules.subusers?.includes(behalf) !== true) return refusal(403, { field: null, message: 'access forbidden' });
		if (path === '/mail/send' && !scopes.includes('mail.send')) return refusal(403, { field: null, message: 'access forbidden' });
		return null;
	}

	private async send(raw: Buffer, request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>): Promise<void> {
		this.sends++;
		const fault = this.rules.onSend?.(this.sends) ?? null;
		this.sizes.push(raw.length);
		if (raw.length > (this.rules.maxBytes ?? 30_000_000)) return give(response, refusal(413, { field: null, message: 'content too large' }), headers);
		const body = parse(raw);
		this.bodies.push(body);
		if (fault?.kind === 'drop-before-accepting') return void request.socket.destroy();
		if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
		if (fault?.kind === 'status' && fault.accepts !== true) return giveRaw(response, fault.status, fault.body ?? '');
		const errors = judgeMailSend(body, { groups: this.rules.groups ?? [], ipPools: this.rules.ipPools ?? [] });
		if (errors.length > 0 || !isObject(body)) return give(response, refusal(400, ...errors), headers);
		const from = isObject(body.from) ? String(body.from.email) : '';
		if (this.rules.verifiedSenders?.includes(from) === false) {
			return give(response, refusal(403, { field: 'from', message: 'The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.' }), headers);
		}
		if (isSandbox(body)) return give(response, { status: 200 }, headers);
		this.accept(body, fault, request, response, headers);
	}

	private accept(body: Json, fault: SendFault | null, request: IncomingMessage, response: ServerResponse, headers: Readonly<Record<string, string>>): void {
		const messageId = randomBytes(16).toString('base64url');
		for (const mail of mailsOf(body, messageId)) {
			this.mails.push(mail);
			this.perAddress.set(mail.to.toLowerCase(), (this.perAddress.get(mail.to.toLowerCase()) ?? 0) + 1);
			const reason = this.suppressions.reasonFor(mail.to);
			if (reason !== null) this.happens(mail, 'dropped', { reason });
		}
		switch (fault?.kind) {
			case 'drop-after-accepting':
				return void request.socket.destroy();
			case 'silent-after-accepting':
				return;
			case 'cut-answer':
				response.writeHead(202, { 'X-Message-Id': messageId, 'Content-Length': '10' });
				response.write('x');
				return void setTimeout(() => request.socket.destroy(), 20);
			case 'status':
				return giveRaw(response, fault.status, fault.body ?? '');
			case 'delay':
			case 'drop-before-accepting':
			case undefined:
				return give(response, { status: 202, headers: { 'X-Message-Id': messageId } }, headers);
		}
	}
}

function isSandbox(body: Json): boolean {
	const settings = body.mail_settings;
	return isObject(settings) && isObject(settings.sandbox_mode) && settings.sandbox_mode.enable === true;
}

function parse(raw: Buffer): unknown {
	try {
		return JSON.parse(raw.toString('utf8'));
	} catch {
		return undefined;
	}
}

function give(response: ServerResponse, answer: Answer, headers: Readonly<Record<string, string>>): void {
	const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
	response.writeHead(answer.status, { 'Content-Type': 'application/json', ...headers, ...answer.headers }).end(text);
}

function giveRaw(response: ServerResponse, status: number, body: string): void {
	response.writeHead(status, { 'Content-Type': 'text/html' }).end(body);
}

/** Repeated and shuffled as asked. */
export function arranged<T>(events: readonly T[], { repeat = 1, seed }: PostOptions): readonly T[] {
	const all = Array.from({ length: repeat }, () => events).flat();
	if (seed === undefined) return all;
	const random = seededRandom(seed);
	for (let i = all.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		const one = all[i];
		const other = all[j];
		if (one !== undefined && other !== undefined) [all[i], all[j]] = [other, one];
	}
	return all;
}
