import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request with what Express adds to it, as far as nodes look at it. */
export type WebRequest = IncomingMessage & {
	readonly body: unknown;
	readonly rawBody: Buffer;
	readonly query: Readonly<Record<string, string>>;
	readonly params: Readonly<Record<string, string>>;
	readonly originalUrl: string;
	readonly path: string;
	readonly ip: string;
	readonly protocol: string;
	get(name: string): string | undefined;
};

/** A response with what Express adds to it, as far as nodes use it. */
export type WebResponse = ServerResponse & {
	status(code: number): WebResponse;
	set(name: string, value: string): WebResponse;
	header(name: string, value: string): WebResponse;
	type(mime: string): WebResponse;
	send(body?: unknown): WebResponse;
	json(body: unknown): WebResponse;
	redirect(location: string): void;
};

/** Reads a request to its end, its body parsed as n8n parses it. */
export async function readRequest(message: IncomingMessage): Promise<WebRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
	const rawBody = Buffer.concat(chunks);
	const originalUrl = message.url ?? '/';
	const url = new URL(originalUrl, 'http://host');
	return Object.assign(message, {
		rawBody,
		body: await parseBody(rawBody, message.headers['content-type'] ?? ''),
		query: Object.fromEntries(url.searchParams),
		params: {},
		originalUrl,
		path: url.pathname,
		ip: message.socket.remoteAddress ?? '',
		protocol: 'http',
		get: (name: string) => message.headers[name.toLowerCase()]?.toString(),
	});
}

async function parseBody(raw: Buffer, contentType: string): Promise<unknown> {
	if (raw.length === 0) return {};
	if (contentType.includes('json')) {
		const content: unknown = JSON.parse(raw.toString('utf8'));
		return content;
	}
	if (contentType.startsWith('application/x-www-form-urlencoded')) return fields(new URLSearchParams(raw.toString('utf8')));
	if (contentType.startsWith('multipart/form-data')) {
		const form = await new Response(new Uint8Array(raw), { headers: { 'Content-Type': contentType } }).formData();
		const texts = [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
		return { data: fields(texts), files: {} };
	}
	return contentType.startsWith('text/') ? raw.toString('utf8') : {};
}

/** A name given more than once becomes an array, as with Express. */
function fields(pairs: Iterable<readonly [string, string]>): Record<string, string | string[]> {
	const result: Record<string, string | string[]> = {};
	for (const [name, value] of pairs) {
		const before = result[name];
		result[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
	}
	return result;
}

/** Adds Express's methods to a response. */
export function extendResponse(response: ServerResponse): WebResponse {
	const web: WebResponse = Object.assign(response, {
		status: (code: number) => {
			response.statusCode = code;
			return web;
		},
		set: (name: string, value: string) => {
			response.setHeader(name, value);
			return web;
		},
		header: (name: string, value: string) => web.set(name, value),
		type: (mime: string) => web.set('Content-Type', mime.includes('/') ? mime : `text/${mime}`),
		json: (body: unknown) => {
			if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', 'application/json; charset=utf-8');
			response.end(JSON.stringify(body));
			return web;
		},
		send: (body?: unknown) => {
			if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return web.json(body);
			if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', Buffer.isBuffer(body) ? 'application/octet-stream' : 'text/html; charset=utf-8');
			response.end(Buffer.isBuffer(body) ? body : text(body));
			return web;
		},
		redirect: (location: string) => {
			response.writeHead(302, { Location: location }).end();
		},
	});
	return web;
}

function text(body: unknown): string {
	return typeof body === 'string' || typeof body === 'number' || typeof body === 'boolean' ? String(body) : '';
}
