import type { HttpRequest } from '../../../connectors/http/HttpRequest';
import { leftReader } from '../../../connectors/http/rateNotice';
import { seededRandom } from '../../support/seededRandom';
import { startSmtpSink } from '../../simulators/smtpSink';
import { clientOf, listen, type Listening, listenRaw } from './servers';

const GET: HttpRequest = { method: 'GET', path: '/thing', repeatable: true };
const POST: HttpRequest = { method: 'POST', path: '/thing', body: { kind: 'json', value: { a: 'é' } }, repeatable: false };

const started: Listening[] = [];
afterEach(async () => {
	await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function server(...args: Parameters<typeof listen>): Promise<Listening> {
	const made = await listen(...args);
	started.push(made);
	return made;
}

async function rawServer(...args: Parameters<typeof listenRaw>): Promise<Listening> {
	const made = await listenRaw(...args);
	started.push(made);
	return made;
}

/** The port of a server that has stopped. */
async function deadPort(): Promise<number> {
	const made = await listen(() => undefined);
	await made.stop();
	return made.port;
}

describe('A call of a service', () => {
	test('sends JSON and gives status, headers and text of whatever answer', async () => {
		let got = '';
		const { url } = await server((request, response) => {
			request.on('data', (chunk: Buffer) => (got += chunk.toString('utf8')));
			request.on('end', () => response.writeHead(418, { 'X-One': 'two' }).end(`${request.method} ${request.url} ${String(request.headers['x-key'])}`));
		});
		const client = clientOf(`${url}/v3`, { headers: { 'X-Key': 'k' } });
		const result = await client.call({ ...POST, query: { limit: 500, q: 'a b&c', none: undefined } });
		expect(result).toMatchObject({ kind: 'answered', status: 418, body: 'POST /v3/thing?limit=500&q=a+b%26c k', headers: { 'x-one': 'two' } });
		expect(JSON.parse(got)).toEqual({ a: 'é' });
	});

	test('keeps connections and shares them between clients', async () => {
		const host = await server((_request, response) => response.end('{}'));
		for (let i = 0; i < 40; i++) expect((await clientOf(host.url).call(POST)).kind).toBe('answered');
		expect(host.connections()).toBe(1);
	});

	test('does not follow redirects', async () => {
		let calls = 0;
		const { url } = await server((_request, response) => {
			calls++;
			response.writeHead(302, { Location: '/elsewhere' }).end();
		});
		expect(await clientOf(url).call(POST)).toMatchObject({ kind: 'answered', status: 302 });
		expect(calls).toBe(1);
	});

	test('takes no more of an answer than its limit', async () => {
		const { url } = await server((_request, response) => response.end('x'.repeat(100_000)));
		const result = await clientOf(url, { maxAnswerBytes: 10_000, retries: 0 }).call(GET);
		expect(result).toMatchObject({ kind: 'lost', head: { status: 200 } });
	});
});

describe('X-03 What may have arrived is told from what certainly did not', () => {
	test('nobody listens, no such host, no TLS, a certificate nobody trusts: unreachable', async () => {
		const silent = await rawServer(() => undefined);
		// Any server with a certificate of its own making will do.
		const selfSigned = await startSmtpSink({ tls: 'tls' });
		for (const url of [`http://127.0.0.1:${await deadPort()}`, 'http://no-such-host.invalid', silent.url.replace('http:', 'https:'), `https://127.0.0.1:${selfSigned.port}`]) {
			const result = await clientOf(url, { retries: 0 }).call(POST);
			expect([url, result.kind]).toEqual([url, 'unreachable']);
		}
		await selfSigned.stop();
	});

	test('no answer in time, a cut before any answer: lost, and never sent again', async () => {
		let requests = 0;
		const slow = await server(() => {
			requests++;
		});
		expect(await clientOf(slow.url).call(POST)).toEqual({ kind: 'lost', reason: 'no answer in time', head: null });
		const cutting = await server((request) => {
			requests++;
			request.on('data', () => request.socket.destroy());
		});
		expect(await clientOf(cutting.url).call(POST)).toMatchObject({ kind: 'lost', head: null });
		expect(requests).toBe(2);
	});

	test('a request on a kept connection that the service cuts may have arrived', async () => {
		let requests = 0;
		const { url } = await server((request, response) => {
			if (++requests === 1) response.end('{}');
			else request.socket.destroy();
		});
		const client = clientOf(url);
		expect((await client.call(POST)).kind).toBe('answered');
		expect((await client.call(POST)).kind).toBe('lost');
		expect(requests).toBe(2);
	});

	test('the head of an answer that breaks off is kept', async () => {
		const { url } = await server((request, response) => {
			response.writeHead(202, { 'X-Message-Id': 'm1', 'Content-Length': '100' });
			response.write('half');
			setTimeout(() => request.socket.destroy(), 20);
		});
		expect(await clientOf(url).call(POST)).toMatchObject({ kind: 'lost', head: { status: 202, headers: { 'x-message-id': 'm1' } } });
	});

	test('an answer to half a request is an answer', async () => {
		const { url } = await server((request, response) => {
			response.writeHead(413, { Connection: 'close' }).end('{}');
			request.resume();
		});
		const result = await clientOf(url).call({ ...POST, body: { kind: 'raw', contentType: 'text/plain', content: Buffer.alloc(3_000_000) } });
		expect(result.kind === 'answered' ? result.status : result.kind === 'lost' ? result.head?.status : 0).toBe(413);
	});
});

describe('Trying again', () => {
	test('a repeatable call survives a cut, a 503 and a 429; the pauses grow and scatter', async () => {
		let requests = 0;
		const pauses: number[] = [];
		const { url } = await server((request, response) => {
			requests++;
			if (requests === 1) request.socket.destroy();
			else if (requests === 2) response.writeHead(503).end();
			else if (requests === 3) response.writeHead(429).end();
			else response.end('{}');
		});
		const random = seededRandom(7);
		let time = 0;
		const clock = {
			now: () => time,
			sleep: async (ms: number) => {
				pauses.push(ms);
				time += ms;
			},
			random,
		};
		expect(await clientOf(url, { clock, firstPause: 100 }).call(GET)).toMatchObject({ kind: 'answered', status: 200 });
		expect(pauses).toHaveLength(3);
		for (const [i, most] of [100, 200, 400].entries()) {
			expect(pauses[i]).toBeGreaterThanOrEqual(most / 2);
			expect(pauses[i]).toBeLessThan(most);
		}
	});

	test('another one is repeated only after a 429', async () => {
		let requests = 0;
		const statuses = [429, 429, 503];
		const { url } = await server((_request, response) => response.writeHead(statuses[requests++] ?? 200).end('{}'));
		expect(await clientOf(url).call(POST)).toMatchObject({ kind: 'answered', status: 503 });
		expect(requests).toBe(3);
	});

	test('a wait beyond the limit is an answer at once, not a sleep', async () => {
		const { url } = await server((_request, response) => response.writeHead(429, { 'Retry-After': '3000' }).end('{}'));
		const before = Date.now();
		const client = clientOf(url);
		const result = await client.call(POST);
		expect(result.kind).toBe('limited');
		expect(result).toHaveProperty('reason', expect.stringMatching(/try again after (3000|2999) s/));
		// And the next call is not made at all.
		expect((await client.call(POST)).kind).toBe('limited');
		expect(Date.now() - before).toBeLessThan(2_000);
	});

	test('429 without end is a limit with its instant', async () => {
		const { url } = await server((_request, response) => response.writeHead(429).end('{}'));
		const result = await clientOf(url).call(POST);
		expect(result).toMatchObject({ kind: 'limited' });
	});
});

describe('X-04 Pacing', () => {
	test('never above the published rate in any second, whatever calls at once', async () => {
		const times: number[] = [];
		const { url } = await server((_request, response) => {
			times.push(performance.now());
			response.end('{}');
		});
		const client = clientOf(url, { limits: [{ most: 20, window: 500 }] });
		await Promise.all(Array.from({ length: 50 }, () => client.call(GET)));
		expect(times).toHaveLength(50);
		times.sort((a, b) => a - b);
		for (const [i, at] of times.entries()) expect((times[i + 20] ?? Infinity) - at).toBeGreaterThanOrEqual(500);
		// And not much below it either: 50 calls at 20 a window are three windows.
		expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(2_000);
	});

	test('stops when the answers say that nothing is left, and goes on after the reset', async () => {
		let left = 5;
		let over = 0;
		const { url } = await server((_request, response) => {
			left--;
			if (left < 0) over++;
			response.writeHead(left < 0 ? 429 : 200, { 'x-left': String(Math.max(0, left)), 'x-reset': '1' }).end('{}');
		});
		const timer = setInterval(() => (left = 5), 1000);
		const client = clientOf(url, { readRate: leftReader('x-left', 'x-reset', 'seconds left') });
		for (let i = 0; i < 12; i++) expect((await client.call(GET)).kind).toBe('answered');
		clearInterval(timer);
		expect(over).toBeLessThanOrEqual(2);
	});
});

describe('Secrets', () => {
	test('are in no result, whatever fails', async () => {
		const key = 'SG.very-secret-key';
		const cutting = await server((request) => request.socket.destroy());
		const dead = `http://127.0.0.1:${await deadPort()}`;
		for (const url of [cutting.url, dead]) {
			const client = clientOf(url, { headers: { Authorization: `Bearer ${key}` }, secrets: [key], retries: 0 });
			const result = await client.call({ ...POST, query: { key } });
			expect(result.kind).not.toBe('answered');
			expect(JSON.stringify(result)).not.toContain('very-secret');
		}
		const broken = clientOf(dead, { headers: { Authorization: `Bearer ${key}\u0007` }, secrets: [key], retries: 0 });
		expect(JSON.stringify(await broken.call(POST))).not.toContain('very-secret');
		expect(clientOf(dead, { secrets: [key] }).clean(`bad\r\nkey ${key} or ${Buffer.from(key).toString('base64')}`)).toBe('bad key *** or ***');
	});
});
