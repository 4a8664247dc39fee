import { Agent, request } from 'node:http';

/** What a server answered. */
export interface Answered {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly body: Buffer;
	readonly text: string;
}

export interface Asking {
	/** GET unless told otherwise. */
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer | URLSearchParams;
	/** The caller's own address, one of 127.0.0.0/8: who is limited by address is somebody else from another. */
	readonly from?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 20 });

/** One request, exactly as told: no redirect is followed, no header is added that the caller did not name. */
export async function ask(url: string, { method = 'GET', headers = {}, body, from = '127.0.0.1' }: Asking = {}): Promise<Answered> {
	const form = body instanceof URLSearchParams ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {};
	const bytes = body === undefined ? null : Buffer.isBuffer(body) ? body : Buffer.from(body.toString());
	return await new Promise((resolve, reject) => {
		const sent = request(url, { method, agent, localAddress: from, headers: { ...form, ...headers, ...(bytes === null ? {} : { 'Content-Length': String(bytes.length) }) } }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => {
				const whole = Buffer.concat(chunks);
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, text: whole.toString('utf8') });
			});
		});
		sent.on('error', reject);
		sent.end(bytes ?? undefined);
	});
}

/** A browser that a person sits in front of. */
export const BROWSER = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
