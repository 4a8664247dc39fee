import { randomBytes } from 'node:crypto';

import { unsubscribeToken } from '../../../engine/consent/unsubscribeToken';
import type { PublishedWorkflow } from '../../harness';
import { wholeStore } from '../../support/wholeStore';
import { ask, type Answered } from '../shared/http';
import { Mailings } from '../shared/Mailings';
import { TRIGGER } from '../shared/triggers';

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('VM-20 X-09 links that are not ours', () => {
	let mailings: Mailings;
	let page: PublishedWorkflow;
	let url: string;
	let token: string;
	let base: string;
	beforeAll(async () => {
		mailings = await Mailings.create();
		page = await mailings.publish('unsubscribeTrigger');
		const person = await mailings.person('Amelia Holt', 'amelia@example.com');
		const [mail] = await mailings.mail(await mailings.campaign('Spring'), await mailings.template('Offer'), person);
		url = mail!.links[1]!;
		token = new URL(url).searchParams.get('t')!;
		base = page.url(TRIGGER);
	});
	afterAll(() => mailings.close());

	/** Changed at each sign, cut off, lengthened, for other messages, with other keys, and what is no token at all. */
	const wrongQueries = (): string[] => {
		const changed = Array.from({ length: token.length }, (_, at) =>
			[1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 32, 37, 41, 43, 47, 53, 59, 61].map((step) => `${token.slice(0, at)}${SIGNS[(SIGNS.indexOf(token[at]!) + step) % 64]}${token.slice(at + 1)}`),
		).flat();
		const cut = Array.from({ length: token.length }, (_, length) => token.slice(0, length));
		const payloads = Array.from({ length: 100 }, (_, id) => unsubscribeToken({ messageId: id + 1, issuedAt: Date.now() }, { id: (id % 5) + 1, secret: randomBytes(32).toString('hex') }));
		const swapped = Array.from({ length: 100 }, (_, id) => unsubscribeToken({ messageId: id + 2, issuedAt: Date.now() }, { id: 1, secret: '00'.repeat(32) }).slice(0, 17) + token.slice(17));
		const odd = ['%00', '..%2F..%2Fetc', '%27%20OR%201%3D1--', 'amelia%40example.com', '1', '-1', 'null', '%F0%9F%92%A9', 'A'.repeat(40), 'A'.repeat(8_000)];
		return [
			...[...changed, ...cut, ...payloads, ...swapped, `${token}A`, `${token}=`, `A${token}`, token.toLowerCase(), token.toUpperCase(), [...token].reverse().join('')].map((each) => `?t=${each}`),
			...odd.map((each) => `?t=${each}`),
			'', '?', '?t', `?T=${token}`, `?t[]=${token}`, `?t=${token}&t=${token}`, `?t[a]=${token}`,
		];
	};

	/** An answer without what is another with each. */
	const told = ({ status, headers, text }: Answered) => {
		const lasting = Object.entries(headers).filter(([name]) => name !== 'date' && name !== 'etag');
		const nonce = /<style nonce="([^"]+)">/.exec(text)?.[1] ?? '';
		return JSON.stringify([status, lasting, text]).replaceAll(nonce, '');
	};

	test('VM-20 over a thousand changed, foreign and cut-off links get one answer, change nothing and learn no address', async () => {
		const queries = wrongQueries();
		expect(queries.length).toBeGreaterThan(1_000);
		expect(new Set(queries).size).toBe(queries.length);
		const [before, known] = [await wholeStore(mailings.store), await mailings.takenIn()];
		const answers: Answered[] = [];
		for (let at = 0; at < queries.length; at += 10) {
			// So few from each address that nobody is taken for a guesser.
			const from = `127.0.10.${1 + Math.floor(at / 20)}`;
			const ways = [{}, { method: 'POST', body: new URLSearchParams({ confirm: '1', scope: 'all' }) }, { method: 'POST' }];
			answers.push(...(await Promise.all(queries.slice(at, at + 10).map((query, index) => ask(`${base}${query}`, { ...ways[index % 3], from })))));
		}
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
		expect(new Set(answers.map(told)).size).toBe(1);
		expect(answers.filter(({ text, headers }) => /amelia|@example|a\*\*\*/i.test(text + JSON.stringify(headers)))).toEqual([]);
		expect(await wholeStore(mailings.store)).toEqual(before);
		expect([await mailings.takenIn(), (await page.results()).length]).toEqual([known, 0]);
	});

	test('X-09 who guesses is stopped; who has a link is not, though somebody guesses from the same address', async () => {
		const from = '127.0.20.1';
		const guesses: Answered[] = [];
		for (let at = 0; at < 100; at++) guesses.push(await ask(`${base}?t=${SIGNS.slice(at % 20, (at % 20) + 40)}`, { from }));
		expect(guesses.slice(0, 10).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 404));
		const last = guesses.at(-1)!;
		expect([last.status, last.headers['retry-after'], last.headers['cache-control']]).toEqual([429, '60', 'no-store']);
		expect((await ask(`${base}?t=nonsense`, { from: '127.0.20.2' })).status).toBe(404);
		const shown = await ask(url, { from });
		expect([shown.status, shown.text.includes('<form method="post">')]).toEqual([200, true]);
		const said = await ask(url, { method: 'POST', body: new URLSearchParams({ confirm: '1', scope: 'all' }), from });
		expect([said.status, await mailings.ledger('amelia@example.com')]).toEqual([200, [expect.objectContaining({ decision: 'no', scope: 'all' })]]);
	});
});
