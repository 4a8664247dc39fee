import type { Request } from 'express';

/** Reads a request to its end, its body parsed as n8n parses it. */
export async function readBody(request: Request): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
	request.rawBody = Buffer.concat(chunks);
	// n8n's own parser leaves the bare type on the request; its forms look at that.
	Object.assign(request, { contentType: request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() });
	request.body = await parseBody(request.rawBody, request.headers['content-type'] ?? '');
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
