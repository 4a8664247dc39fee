import { randomBytes } from 'node:crypto';

import { rotateSigningKey } from '../../../engine/records/signingKey';
import { TASKS_PAGE_KEY, tasksPageToken } from '../../../engine/tasks/tasksPageToken';
import { currentKey } from '../../engine/records/keySteps';
import { wholeStore } from '../../support/wholeStore';
import { ask, type Answered } from '../shared/http';
import { TasksPageHost } from './TasksPageHost';

const DAY = 86_400_000;
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('VM-22 X-09 links to tasks pages that are not ours', () => {
	let host: TasksPageHost;
	let token: string;
	let task: number;
	beforeAll(async () => {
		host = await TasksPageHost.create();
		task = await host.task({ name: 'Secret' });
		token = await host.token();
	});
	afterAll(() => host.close());

	/** Changed at each sign, cut off, lengthened, for other users, with other keys, too old, and what is no token at all. */
	const wrongQueries = (): string[] => {
		const changed = Array.from({ length: token.length }, (_, at) =>
			[1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 32, 37, 41, 43, 47, 53, 59, 61].map((step) => `${token.slice(0, at)}${SIGNS[(SIGNS.indexOf(token[at]!) + step) % 64]}${token.slice(at + 1)}`),
		).flat();
		const cut = Array.from({ length: token.length }, (_, length) => token.slice(0, length));
		const foreign = Array.from({ length: 100 }, (_, id) => tasksPageToken({ userId: id + 1, validUntil: Date.now() + 30 * DAY }, { id: (id % 5) + 1, secret: randomBytes(32).toString('hex') }));
		const swapped = Array.from({ length: 100 }, (_, id) => tasksPageToken({ userId: id + 2, validUntil: Date.now() + 31 * DAY }, { id: 1, secret: '00'.repeat(32) }).slice(0, 17) + token.slice(17));
		const odd = ['%00', '..%2F..%2Fetc', '%27%20OR%201%3D1--', 'marta%40example.com', '1', '-1', 'null', '%F0%9F%92%A9', 'A'.repeat(40), 'A'.repeat(8_000)];
		return [...new Set([
			...[...changed, ...cut, ...foreign, ...swapped, `${token}A`, `${token}=`, `A${token}`, token.toLowerCase(), token.toUpperCase(), [...token].reverse().join('')].map((each) => `?t=${each}`),
			...odd.map((each) => `?t=${each}`),
			'', '?', '?t', `?T=${token}`, `?t[]=${token}`, `?t=${token}&t=${token}`, `?t[a]=${token}`,
		])];
	};

	/** An answer without what is another with each. */
	const told = ({ status, headers, text }: Answered) => {
		const lasting = Object.entries(headers).filter(([name]) => name !== 'date' && name !== 'etag');
		const nonce = /<style nonce="([^"]+)">/.exec(text)?.[1] ?? '';
		return JSON.stringify([status, lasting, text]).replaceAll(nonce, '');
	};

	test('VM-22 over a thousand changed, foreign and cut-off links get one answer, change nothing and learn nothing', async () => {
		const queries = wrongQueries();
		expect(queries.length).toBeGreaterThan(1_000);
		const before = await wholeStore(host.store);
		const answers: Answered[] = [];
		for (let at = 0; at < queries.length; at += 10) {
			// So few from each address that nobody is taken for a guesser.
			const from = `127.0.10.${1 + Math.floor(at / 20)}`;
			answers.push(...(await Promise.all(queries.slice(at, at + 10).map((query, index) => (index % 2 === 0 ? ask(`${host.base}${query}`, { from }) : host.tap(`${host.base}${query}`, { task, do: 'positive' }, { from }))))));
		}
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
		expect(new Set(answers.map(told)).size).toBe(1);
		expect(answers.filter(({ text }) => /marta|secret/i.test(text))).toEqual([]);
		expect(await wholeStore(host.store)).toEqual(before);
		expect(await host.page.results()).toEqual([]);
	});

	test('VM-22 too old, of a changed key, of a user who is not active any more: the same answer', async () => {
		const key = await host.store.run(currentKey, TASKS_PAGE_KEY);
		const old = tasksPageToken({ userId: host.marta.id, validUntil: Date.now() - DAY }, key);
		const foreign = await ask(`${host.base}?t=${'A'.repeat(40)}`, { from: '127.0.30.1' });
		const same = async (bad: string) => expect(told(await ask(`${host.base}?t=${bad}`, { from: '127.0.30.1' }))).toBe(told(foreign));
		await same(old);
		await host.update('user', host.marta.id, { active: false });
		await same(token);
		await host.update('user', host.marta.id, { active: true });
		expect((await ask(`${host.base}?t=${token}`)).status).toBe(200);
		await host.store.run(rotateSigningKey, { purpose: TASKS_PAGE_KEY });
		await same(token);
		token = await host.token();
		expect((await ask(`${host.base}?t=${token}`)).status).toBe(200);
	});

	test('X-09 who guesses is stopped; who has a link is not, though somebody guesses from the same address', async () => {
		const from = '127.0.20.1';
		const guesses: Answered[] = [];
		for (let at = 0; at < 100; at++) guesses.push(await ask(`${host.base}?t=${[...SIGNS].map((_, index) => SIGNS[(index * 7 + at) % 64]).join('').slice(0, 40)}`, { from }));
		expect(guesses.slice(0, 10).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 404));
		const last = guesses.at(-1)!;
		expect([last.status, last.headers['retry-after'], last.headers['cache-control']]).toEqual([429, '60', 'no-store']);
		const shown = await ask(`${host.base}?t=${token}`, { from });
		expect([shown.status, shown.text.includes('Secret')]).toEqual([200, true]);
		expect((await host.tap(`${host.base}?t=${token}`, { task, do: 'positive' }, { from })).status).toBe(200);
		expect(await host.taskRecord(task)).toMatchObject({ outcome: 'positive' });
	});
});
