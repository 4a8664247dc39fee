import { createServer, type Server } from 'node:http';

import type { ReceivedEvent } from '../../../engine/events/ReceivedEvent';
import { brevoTokenMatches } from '../../../connectors/brevo/brevoTokenMatches';
import { createBrevoChannel } from '../../../connectors/brevo/BrevoChannel';
import { readBrevoEvents } from '../../../connectors/brevo/events/readBrevoEvents';
import { type MarketingEvent, marketingPayload, postEvents, repeated, type TransactionalEvent, transactionalPayload } from '../../simulators/brevo/brevoPayloads';
import type { SimMail } from '../../simulators/brevo/BrevoState';
import { seededRandom } from '../../support/seededRandom';
import { mails, NO_LIMITS, settingsFor, startBrevo, stopAll } from './world';

const receivers: Server[] = [];
afterEach(async () => {
	await stopAll();
	for (const receiver of receivers.splice(0)) {
		receiver.closeAllConnections();
		receiver.close();
	}
});

const AT = 1_763_700_000;

const MAIL: SimMail = { messageId: '<2026.57@relay.example>', sender: 'sales@shop.example', to: 'Ada@People.example', toName: null, subject: 'Hello', html: '', text: null, replyTo: null, headers: {}, custom: 'batch-1', call: 1 };

function one(body: unknown): ReceivedEvent {
	const { events, rejected } = readBrevoEvents(body);
	expect(rejected).toEqual([]);
	const [event] = events;
	if (event === undefined || events.length !== 1) throw new Error(`${events.length} events`);
	return event;
}

function reasonOf(body: unknown): string {
	const { events, rejected } = readBrevoEvents(body);
	expect(events).toEqual([]);
	expect(rejected).toHaveLength(1);
	return rejected[0]?.reason ?? '';
}

describe('VM-18 Brevo’s transactional events', () => {
	const CASES: readonly (readonly [TransactionalEvent, Partial<ReceivedEvent>])[] = [
		['request', { kind: 'accepted' }],
		['delivered', { kind: 'delivered' }],
		['hard_bounce', { kind: 'bounced', bounce: 'hard', reason: 'server is down' }],
		['soft_bounce', { kind: 'bounced', bounce: 'soft', reason: 'server is down' }],
		['blocked', { kind: 'dropped', reason: 'server is down' }],
		['error', { kind: 'dropped', reason: 'server is down' }],
		['invalid_email', { kind: 'bounced', bounce: 'hard' }],
		['deferred', { kind: 'deferred', reason: 'server is down' }],
		['spam', { kind: 'spam' }],
		['click', { kind: 'clicked', link: 'https://shop.example/offer' }],
		['opened', { kind: 'opened', machine: false }],
		['unique_opened', { kind: 'opened', machine: false }],
		['proxy_open', { kind: 'opened', machine: true }],
		['unique_proxy_open', { kind: 'opened', machine: true }],
		['unsubscribed', { kind: 'unsubscribed', from: { kind: 'all' } }],
	];

	test.each(CASES)('%s', (name, expected) => {
		expect(one(transactionalPayload(MAIL, name, AT))).toEqual({
			service: 'brevo',
			key: expect.stringMatching(/^[\w-]{43}$/),
			happenedAt: AT * 1000,
			address: 'Ada@People.example',
			messageRef: 'batch-1',
			remoteId: '2026.57@relay.example',
			link: null,
			bounce: null,
			machine: false,
			reason: null,
			from: null,
			raw: null,
			...expected,
		});
	});

	test('complaint, as older pages call it, is spam', () => {
		expect(one({ ...transactionalPayload(MAIL, 'spam', AT), event: 'complaint' }).kind).toBe('spam');
	});

	test('a proxy’s open without an address has none', () => {
		expect(one(transactionalPayload(MAIL, 'proxy_open', AT, { email: '' })).address).toBeNull();
	});

	test('a NUL in a text does no harm', () => {
		expect(one(transactionalPayload(MAIL, 'hard_bounce', AT, { reason: 'un\u0000known', email: 'a\u0000@x.example' }))).toMatchObject({ reason: 'unknown', address: 'a@x.example' });
	});

	test('a contact id beyond what numbers hold does no harm', () => {
		const text = JSON.stringify(transactionalPayload(MAIL, 'delivered', AT)).replace('}', ',"contact_id":4816445214646337536}');
		const body: unknown = JSON.parse(text);
		expect(one(body).key).toBe(one(transactionalPayload(MAIL, 'delivered', AT)).key);
	});
});

describe('VM-18 Brevo’s marketing events', () => {
	const CASES: readonly (readonly [MarketingEvent, Partial<ReceivedEvent>])[] = [
		['delivered', { kind: 'delivered' }],
		['hard_bounced', { kind: 'bounced', bounce: 'hard' }],
		['soft_bounced', { kind: 'bounced', bounce: 'soft' }],
		['spam', { kind: 'spam' }],
		['opened', { kind: 'opened' }],
		['click', { kind: 'clicked', link: 'https://shop.example/may' }],
	];

	test.each(CASES)('%s', (name, expected) => {
		expect(one(marketingPayload('a@x.example', name, AT))).toMatchObject({ address: 'a@x.example', remoteId: null, messageRef: null, happenedAt: AT * 1000, raw: null, ...expected });
	});

	test('hard_bounce and hard_bounced are one event by two names', () => {
		const payload = marketingPayload('a@x.example', 'hard_bounced', AT);
		expect(one({ ...payload, event: 'hard_bounce' }).key).toBe(one(payload).key);
	});

	test.each(['list_addition', 'contact_updated', 'contact_deleted', 'brand_new'])('%s is kept as unknown, with what arrived', (event) => {
		const body = { id: 7, event, email: 'a@x.example', key: 'k', list_id: [3], date: '2026-11-20 11:12:13', ts: AT, api_key_name: '' };
		const read = one(body);
		expect(read.kind).toBe('unknown');
		expect(JSON.parse(read.raw ?? '')).toEqual(body);
	});
});

describe('VM-19 Where an unsubscribe holds', () => {
	const from = (more: Readonly<Record<string, unknown>>) => one(marketingPayload('a@x.example', 'unsubscribed', AT, more)).from;

	test('for the lists that are named', () => {
		expect(from({ list_id: [3, 42] })).toEqual({ kind: 'lists', lists: ['3', '42'] });
		expect(from({ list_id: 3 })).toEqual({ kind: 'lists', lists: ['3'] });
		expect(from({ list_id: ['4816445214646337536'] })).toEqual({ kind: 'lists', lists: ['4816445214646337536'] });
	});

	test('for all where none is named, or one that numbers could not hold', () => {
		for (const list_id of [[], undefined, null, [3, 4816445214646337536], ['?']]) expect(from({ list_id })).toEqual({ kind: 'all' });
	});
});

describe('VM-18 When an event happened', () => {
	const at = (fields: Readonly<Record<string, unknown>>) => one({ event: 'delivered', email: 'a@x.example', ...fields }).happenedAt;

	test('seconds and milliseconds are told apart by their size', () => {
		expect(at({ ts_event: AT })).toBe(AT * 1000);
		expect(at({ ts_epoch: AT * 1000 + 7 })).toBe(AT * 1000 + 7);
		expect(at({ ts_epoch: AT })).toBe(AT * 1000);
		expect(at({ ts: String(AT) })).toBe(AT * 1000);
		expect(at({ ts_event: AT, ts_epoch: (AT + 60) * 1000, ts: AT + 60 })).toBe(AT * 1000);
	});

	test('a date counts only with its zone', () => {
		expect(at({ date: '2026-11-20T11:12:13.000+02:00' })).toBe(Date.UTC(2026, 10, 20, 9, 12, 13));
		expect(reasonOf({ event: 'delivered', email: 'a@x.example', date: '2026-11-20 11:12:13' })).toContain('when it happened');
		expect(reasonOf({ event: 'delivered', email: 'a@x.example', ts_event: 17, ts: NaN })).toContain('when it happened');
	});
});

describe('VM-18 Bodies', () => {
	const events = [transactionalPayload(MAIL, 'delivered', AT), transactionalPayload(MAIL, 'click', AT + 5)];

	test('one event, an array, or an object that holds one array', () => {
		expect(readBrevoEvents(events[0]).events).toHaveLength(1);
		expect(readBrevoEvents(events).events).toHaveLength(2);
		expect(readBrevoEvents({ count: 2, items: events }).events).toHaveLength(2);
		expect(readBrevoEvents([]).events).toEqual([]);
	});

	test('what is none is rejected with a reason and what arrived; the others of its batch are read', () => {
		const bad: readonly unknown[] = [null, 'text', 7, [], {}, { event: '' }, { event: 5, ts: AT }, { event: 'opened' }];
		const { events: read, rejected } = readBrevoEvents([...bad, ...events]);
		expect(read).toHaveLength(2);
		expect(rejected).toHaveLength(bad.length);
		for (const { reason, raw } of rejected) {
			expect(reason).not.toBe('');
			expect(raw.length).toBeGreaterThan(0);
		}
		expect(reasonOf({ a: [1], b: [2] })).toContain('which event');
		for (const body of [undefined, null, '', 'x'.repeat(10_000)]) expect(readBrevoEvents(body).rejected[0]?.raw.length).toBeLessThanOrEqual(4_000);
	});

	test('10,000 events are read within a second', () => {
		const many = Array.from({ length: 10_000 }, (_, n) => transactionalPayload({ ...MAIL, to: `p${n}@x.example` }, 'delivered', AT));
		const start = performance.now();
		expect(readBrevoEvents(many).events).toHaveLength(10_000);
		expect(performance.now() - start).toBeLessThan(1_000);
	});
});

describe('VM-18 Names of events', () => {
	const names: readonly TransactionalEvent[] = ['request', 'delivered', 'hard_bounce', 'soft_bounce', 'blocked', 'spam', 'invalid_email', 'deferred', 'click', 'opened', 'proxy_open', 'unsubscribed', 'error'];

	test('46 repetitions in any order have the keys of one delivery, and no two events share one', () => {
		const all = names.flatMap((name) => [0, 1, 2].map((n) => transactionalPayload({ ...MAIL, messageId: `<m${n}@x>`, to: `p${n}@x.example` }, name, AT + n)));
		const once = new Set(readBrevoEvents(all).events.map((event) => event.key));
		expect(once.size).toBe(all.length);
		for (let order = 0; order < 100; order++) {
			const keys = readBrevoEvents(repeated(all, 46, seededRandom(order))).events.map((event) => event.key);
			expect(keys).toHaveLength(46 * all.length);
			expect(new Set(keys)).toEqual(once);
		}
	});

	test('an opening that is reported as opened and as unique_opened is one', () => {
		expect(one(transactionalPayload(MAIL, 'unique_opened', AT)).key).toBe(one(transactionalPayload(MAIL, 'opened', AT)).key);
		expect(one(transactionalPayload(MAIL, 'unique_proxy_open', AT)).key).toBe(one(transactionalPayload(MAIL, 'proxy_open', AT)).key);
		expect(one(transactionalPayload(MAIL, 'opened', AT)).key).not.toBe(one(transactionalPayload(MAIL, 'proxy_open', AT)).key);
	});

	test('a second opening, a click on another link, another person or mail are others', () => {
		const key = (mail: Partial<SimMail>, name: TransactionalEvent, at: number, more = {}) => one(transactionalPayload({ ...MAIL, ...mail }, name, at, more)).key;
		const keys = [key({}, 'opened', AT), key({}, 'opened', AT + 1), key({}, 'click', AT), key({}, 'click', AT, { link: 'https://other.example' }), key({ to: 'b@x.example' }, 'opened', AT), key({ messageId: '<other@x>' }, 'opened', AT)];
		expect(new Set(keys).size).toBe(keys.length);
	});

	test('webhook and statistics name an event alike, also where they tell different seconds of what happens once', () => {
		const row = { date: new Date((AT + 2) * 1000).toISOString(), email: 'ada@people.example', event: 'hardBounces', messageId: MAIL.messageId, reason: 'server is down' };
		expect(one(row).key).toBe(one(transactionalPayload(MAIL, 'hard_bounce', AT)).key);
		const opened = { ...row, event: 'opened', date: new Date(AT * 1000).toISOString() };
		expect(one(opened).key).toBe(one(transactionalPayload(MAIL, 'opened', AT)).key);
		expect(one({ ...opened, event: 'loadedByProxy' })).toMatchObject({ kind: 'opened', machine: true });
	});

	test('a second unsubscribe, after somebody came back, counts', () => {
		expect(one(transactionalPayload(MAIL, 'unsubscribed', AT)).key).not.toBe(one(transactionalPayload(MAIL, 'unsubscribed', AT + 90)).key);
	});
});

describe('VM-18 From a sending to its events, over HTTP', () => {
	test('posts with the token are taken, with a wrong one or without none is, and each event finds its mail', async () => {
		const simulator = await startBrevo(NO_LIMITS);
		const batch = mails(1_200);
		const outcomes = await createBrevoChannel(settingsFor(simulator)).send(batch);
		const received: ReceivedEvent[] = [];
		const receiver = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const may = brevoTokenMatches(request.headers.authorization, 'the-token');
				if (may) received.push(...readBrevoEvents(JSON.parse(Buffer.concat(chunks).toString('utf8'))).events);
				response.writeHead(may ? 200 : 401).end();
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		receivers.push(receiver);
		const address = receiver.address();
		const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/hook`;
		const events = simulator.state.mails.map((mail) => transactionalPayload(mail, 'delivered', AT));
		expect(await postEvents(url, events.slice(0, 3), { token: 'the-tokem', batched: false })).toEqual([401, 401, 401]);
		expect(await postEvents(url, events.slice(0, 3), { token: null, batched: true })).toEqual([401]);
		expect(received).toEqual([]);
		expect(await postEvents(url, events, { token: 'the-token', batched: true })).toEqual([200, 200, 200]);
		const placeOf = new Map(outcomes.map((outcome, place) => [outcome.kind === 'sent' ? outcome.remoteId : null, place]));
		expect(received).toHaveLength(1_200);
		for (const event of received) expect(batch[placeOf.get(event.remoteId) ?? -1]?.to.address).toBe(event.address);
	});
});

describe('VM-18 The token of Brevo’s posts', () => {
	test('has to be there, whole, once, as a bearer token', () => {
		expect(brevoTokenMatches('Bearer s3cret-token', 's3cret-token')).toBe(true);
		expect(brevoTokenMatches('bearer  s3cret-token ', 's3cret-token')).toBe(true);
		const wrong: readonly unknown[] = [undefined, null, '', 'Bearer', 'Bearer ', 's3cret-token', 'Basic s3cret-token', 'Bearer s3cret-toke', 'Bearer s3cret-token2', 'Bearer S3cret-token', ['Bearer s3cret-token'], 7];
		for (const header of wrong) expect(brevoTokenMatches(header, 's3cret-token')).toBe(false);
		for (const header of ['Bearer ', 'Bearer undefined', '', undefined]) expect(brevoTokenMatches(header, '')).toBe(false);
	});
});
