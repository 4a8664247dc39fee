import { sign } from 'node:crypto';

import type { PublishedWorkflow } from '../../harness';
import { API_KEY } from '../../simulators/brevo/brevoRules';
import { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { TEST_KEY } from '../../simulators/sendgrid/SendGridRules';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import { eventPost, makeSigningKeys, type SigningKeys } from '../../simulators/sendgrid/SignedPosts';
import { wholeStore } from '../../support/wholeStore';
import { ask, type Asking } from '../shared/http';
import { Mailings } from '../shared/Mailings';
import { TRIGGER } from '../shared/triggers';

const SIGNATURE = 'X-Twilio-Email-Event-Webhook-Signature';
const TIMESTAMP = 'X-Twilio-Email-Event-Webhook-Timestamp';
const NOW = Math.floor(Date.now() / 1_000);
const EVENTS = [{ event: 'unsubscribe', email: 'victim@example.com', timestamp: NOW, sg_event_id: 'forged-1' }, { event: 'spamreport', email: 'victim@example.com', timestamp: NOW, sg_event_id: 'forged-2' }];

/** Refused, and nothing anywhere tells that it came. */
async function refused(mailings: Mailings, published: PublishedWorkflow, asking: Asking): Promise<void> {
	const [before, known] = [await wholeStore(mailings.store), await mailings.takenIn()];
	const { status, text } = await ask(published.url(TRIGGER), asking);
	expect([status, text]).toEqual([401, '']);
	expect([await mailings.takenIn(), (await published.results()).length]).toEqual([known, 0]);
	expect(await wholeStore(mailings.store)).toEqual(before);
}

describe('VM-18 posts that SendGrid did not sign', () => {
	let mailings: Mailings;
	let simulator: SendGridSimulator;
	let events: PublishedWorkflow;
	let keys: SigningKeys;
	beforeAll(async () => {
		mailings = await Mailings.create();
		simulator = await startSendGrid();
		events = await mailings.publish('emailEventsTrigger', { service: 'sendgrid' }, { credentials: { crmSendGridApi: { apiKey: TEST_KEY, baseUrl: simulator.url } } });
		keys = simulator.webhooks.all[0]!.keys!;
	});
	afterAll(async () => {
		await mailings.close();
		await simulator.stop();
	});

	const signed = (timestamp?: number) => eventPost(EVENTS, keys, timestamp);
	const headers = (changes: Readonly<Record<string, string | null>>, post = signed()): Asking => {
		const all = Object.entries({ ...post.headers, ...changes }).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
		return { method: 'POST', headers: Object.fromEntries(all), body: post.body };
	};
	const body = (changed: (body: Buffer) => Buffer | string): Asking => {
		const post = signed();
		return { method: 'POST', headers: post.headers, body: changed(post.body) };
	};
	const signature = () => signed().headers[SIGNATURE]!;

	test.each<readonly [string, () => Asking]>([
		['with another key', () => ({ method: 'POST', ...eventPost(EVENTS, makeSigningKeys()) })],
		['without a signature', () => ({ method: 'POST', ...eventPost(EVENTS, null) })],
		['with an empty signature', () => headers({ [SIGNATURE]: '' })],
		['with a signature but no time', () => headers({ [TIMESTAMP]: null })],
		['with a time but no signature', () => headers({ [SIGNATURE]: null })],
		['with another time', () => headers({ [TIMESTAMP]: String(NOW - 1) })],
		['with a time that is none', () => headers({ [TIMESTAMP]: 'now' })],
		['with half a signature', () => headers({ [SIGNATURE]: signature().slice(0, 40) })],
		['with a signature short of a sign', () => headers({ [SIGNATURE]: signature().slice(0, -5) })],
		['with a signature of nonsense', () => headers({ [SIGNATURE]: 'bm9uc2Vuc2U=' })],
		['with another post\'s signature', () => headers({ [SIGNATURE]: eventPost([{ event: 'open' }], keys).headers[SIGNATURE]! })],
		['written anew', () => body((bytes) => JSON.stringify(JSON.parse(bytes.toString('utf8'))))],
		['without its last line end', () => body((bytes) => bytes.subarray(0, -2))],
		['with an event more', () => body((bytes) => bytes.toString('utf8').replace('[', '[{"event":"unsubscribe","email":"x@example.com","timestamp":1},'))],
		['without a body', () => body(() => '')],
	])('VM-18 %s: 401, and not one row', async (_, asking) => await refused(mailings, events, asking()));

	test('VM-18 signed, but no JSON: 400, and not one row', async () => {
		const text = Buffer.from('[{"event":"unsubscribe"');
		const asking = headers({ [SIGNATURE]: sign('sha256', Buffer.concat([Buffer.from(String(NOW)), text]), keys.privateKey).toString('base64'), [TIMESTAMP]: String(NOW), 'Content-Type': 'text/plain' });
		expect((await ask(events.url(TRIGGER), { ...asking, body: text })).status).toBe(400);
		expect([await mailings.takenIn(), await mailings.noes()]).toEqual([0, 0]);
	});

	test('VM-18 with Refuse Posts Older Than, also what is signed with a time too far away: 401, and not one row', async () => {
		const strict = await mailings.publish('emailEventsTrigger', { service: 'sendgrid', path: 'strict', options: { replayMinutes: 1_500 } }, { credentials: { crmSendGridApi: { apiKey: TEST_KEY, baseUrl: simulator.url } }, id: 'strict' });
		const { keys: its } = simulator.webhooks.all[1]!;
		for (const time of [NOW - 2 * 86_400, NOW + 2 * 86_400]) await refused(mailings, strict, { method: 'POST', ...eventPost(EVENTS, its, time) });
		expect((await ask(strict.url(TRIGGER), { method: 'POST', ...eventPost([], its, NOW - 86_400) })).status).toBe(200);
	});

	test('VM-18 the same events, signed: taken, also when SendGrid repeats them a day later', async () => {
		expect((await ask(events.url(TRIGGER), { method: 'POST', ...signed(NOW - 86_400) })).status).toBe(200);
		expect(await mailings.ledger('victim@example.com', 2)).toMatchObject([{ source: 'recipient' }, { source: 'complaint' }]);
	});
});

describe('VM-18 posts without Brevo\'s token', () => {
	let mailings: Mailings;
	let simulator: BrevoSimulator;
	let events: PublishedWorkflow;
	let token: string;
	beforeAll(async () => {
		mailings = await Mailings.create();
		simulator = await BrevoSimulator.start();
		events = await mailings.publish('emailEventsTrigger', { service: 'brevo' }, { credentials: { crmBrevoApi: { apiKey: API_KEY, baseUrl: simulator.url } } });
		token = String([...simulator.state.webhooks.values()][0]!.auth!['token']);
	});
	afterAll(async () => {
		await mailings.close();
		await simulator.stop();
	});

	const EVENT = { event: 'unsubscribed', email: 'victim@example.com', ts_event: NOW, 'message-id': 'a@b', ts: NOW };
	const post = (authorization: string | null): Asking => ({ method: 'POST', body: JSON.stringify([EVENT]), headers: { 'Content-Type': 'application/json', ...(authorization === null ? {} : { Authorization: authorization }) } });

	test.each<readonly [string, () => string | null]>([
		['no token', () => null],
		['an empty one', () => 'Bearer '],
		['another one', () => `Bearer ${'0'.repeat(token.length)}`],
		['one cut off', () => `Bearer ${token.slice(0, -1)}`],
		['one with more behind it', () => `Bearer ${token}0`],
		['it as somebody\'s password', () => `Basic ${Buffer.from(`api:${token}`).toString('base64')}`],
		['it in capitals', () => `Bearer ${token.toUpperCase()}`],
		['what a missing one might be written as', () => 'Bearer undefined'],
	])('VM-18 %s: 401, and not one row', async (_, authorization) => await refused(mailings, events, post(authorization())));

	test('VM-18 with the token: taken', async () => {
		expect(token).toMatch(/^[0-9a-f]{64}$/);
		expect((await ask(events.url(TRIGGER), post(`Bearer ${token}`))).status).toBe(200);
		expect(await mailings.ledger('victim@example.com')).toMatchObject([{ source: 'recipient', scope: 'all' }]);
	});
});
