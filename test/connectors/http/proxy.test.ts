import { clientOf, listen, type Listening, listenProxy } from './servers';

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'ALL_PROXY', 'all_proxy'] as const;
const before = NAMES.map((name) => [name, process.env[name]] as const);
const started: Listening[] = [];

beforeEach(() => {
	for (const name of NAMES) delete process.env[name];
});
afterEach(async () => {
	for (const [name, value] of before) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function proxy(seen: string[], refuses: number | null = null): Promise<Listening> {
	const made = await listenProxy(seen, refuses);
	started.push(made);
	return made;
}

describe('The proxy of the environment', () => {
	test('is asked for a tunnel to https, and for plain http whole', async () => {
		const seen: string[] = [];
		const { url } = await proxy(seen);
		process.env.HTTPS_PROXY = url;
		process.env.HTTP_PROXY = url;
		// Port 9 of this machine: nobody there, the tunnel breaks before TLS stands.
		const tunnelled = await clientOf('https://127.0.0.1:9', { retries: 0 }).call({ method: 'POST', path: '/x', repeatable: false });
		expect(tunnelled.kind).toBe('unreachable');
		const plain = await clientOf('http://api.shop.example', { retries: 0 }).call({ method: 'GET', path: '/x', repeatable: true });
		expect(plain).toMatchObject({ kind: 'answered', body: '{"by":"proxy"}' });
		expect(seen).toEqual(['CONNECT 127.0.0.1:9', 'GET http://api.shop.example/x']);
	});

	test('is passed by for what NO_PROXY names', async () => {
		const seen: string[] = [];
		process.env.HTTP_PROXY = (await proxy(seen)).url;
		process.env.NO_PROXY = '127.0.0.1';
		const direct = await listen((_request, response) => response.end('{"by":"service"}'));
		started.push(direct);
		expect(await clientOf(direct.url).call({ method: 'GET', path: '/', repeatable: true })).toMatchObject({ body: '{"by":"service"}' });
		expect(seen).toEqual([]);
	});

	test('that refuses makes a service unreachable: nothing was handed over', async () => {
		for (const status of [407, 403]) {
			process.env.HTTPS_PROXY = (await proxy([], status)).url;
			const result = await clientOf('https://api.shop.example', { retries: 0 }).call({ method: 'POST', path: '/x', repeatable: false });
			expect(result).toEqual({ kind: 'unreachable', reason: `the proxy refused to connect us (status ${status})` });
		}
	});
});
