import type { Brevo } from '@getbrevo/brevo';

import { BrevoApi } from '../../../connectors/brevo/BrevoApi';
import { erasePerson } from '../../../connectors/brevo/suppressions/erasePerson';
import type { Page } from '../../../connectors/brevo/suppressions/pages';
import { pushNo, pushNoes } from '../../../connectors/brevo/suppressions/pushNoes';
import { readBlocked, readReportedEvents, readUnsubscribed, type Suppression } from '../../../connectors/brevo/suppressions/readSuppressions';
import type { BrevoRules } from '../../simulators/brevo/brevoRules';
import type { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { isObject } from '../../simulators/brevo/brevoReply';
import { NO_LIMITS, settingsFor, startBrevo, stopAll } from './world';

afterEach(stopAll);

async function world(rules: BrevoRules = {}): Promise<{ simulator: BrevoSimulator; api: BrevoApi }> {
	const simulator = await startBrevo({ ...NO_LIMITS, ...rules });
	return { simulator, api: new BrevoApi(settingsFor(simulator, { firstPause: 1 })) };
}

async function rowsOf<T>(pages: AsyncIterable<Page<T>>): Promise<T[]> {
	const rows: T[] = [];
	for await (const page of pages) rows.push(...page.rows);
	return rows;
}

const noes = (count: number, senders: readonly string[] = []) => Array.from({ length: count }, (_, n) => ({ address: `p${n}@x.example`, senders }));

describe('VM-19 A no is told to Brevo', () => {
	test('one: the contact is blacklisted for campaigns and for the sender, and made where it isn’t known', async () => {
		const { simulator, api } = await world();
		simulator.state.putContact('known@x.example');
		for (const address of ['known@x.example', 'new@x.example']) await pushNo(api, { address, senders: ['sales@shop.example'] });
		for (const address of ['known@x.example', 'new@x.example']) {
			expect(simulator.state.contacts.get(address)).toMatchObject({ emailBlacklisted: true, smtpBlacklistSender: ['sales@shop.example'] });
		}
	});

	test('1,000 of known contacts take 10 calls', async () => {
		const { simulator, api } = await world();
		for (const { address } of noes(1_000)) simulator.state.putContact(address);
		expect(await pushNoes(api, noes(1_000, ['sales@shop.example']), null)).toEqual({ told: 1_000, imports: [], refused: [] });
		expect(simulator.state.calls).toHaveLength(10);
		expect([...simulator.state.contacts.values()].every((contact) => contact.emailBlacklisted && contact.smtpBlacklistSender.length === 1)).toBe(true);
	});

	test('those not known are imported, blacklisted, into a list; nobody’s no is lifted', async () => {
		const { simulator, api } = await world();
		simulator.state.putContact('p1@x.example', { emailBlacklisted: true });
		const pushed = await pushNoes(api, noes(250), 9);
		expect(pushed.imports).toHaveLength(1);
		expect(simulator.state.contacts.size).toBe(250);
		expect([...simulator.state.contacts.values()].every((contact) => contact.emailBlacklisted)).toBe(true);
		const [call] = simulator.state.callsOf('POST', '/contacts/import');
		expect(call?.body).toMatchObject({ emailBlacklist: true, updateExistingContacts: true, emptyContactsAttributes: false } satisfies Brevo.ImportContactsRequest);
	});

	test('an import stays below 8 MB', async () => {
		const { simulator, api } = await world({ onCall: (_method, path) => (path === '/contacts/batch' ? { status: 402, code: 'stop', message: 'enough' } : null) });
		await expect(pushNoes(api, noes(300_000), 9)).rejects.toThrow();
		const imports = simulator.state.callsOf('POST', '/contacts/import');
		expect(imports).toHaveLength(2);
		for (const { bytes } of imports) expect(bytes).toBeLessThan(8_100_000);
		expect(simulator.state.contacts.size).toBe(300_000);
	});

	test('a batch that is refused is told one by one, and only what is refused itself is reported', async () => {
		const { simulator, api } = await world({ unknownInBatch: 'refused' });
		simulator.state.putContact('p0@x.example');
		const pushed = await pushNoes(api, [...noes(3), { address: 'nonsense', senders: [] }], null);
		expect(pushed).toMatchObject({ told: 3, refused: [{ address: 'nonsense', reason: expect.stringContaining('email is not valid') }] });
		expect([...simulator.state.contacts.values()].map((contact) => contact.emailBlacklisted)).toEqual([true, true, true]);
	});

	test('a batch is what Brevo’s own types take', async () => {
		const { simulator, api } = await world();
		await pushNoes(api, noes(1, ['sales@shop.example']), null);
		const [call] = simulator.state.callsOf('POST', '/contacts/batch');
		expect(call?.body).toEqual({ contacts: [{ email: 'p0@x.example', emailBlacklisted: true, smtpBlacklistSender: ['sales@shop.example'] }] } satisfies Brevo.UpdateBatchContactsRequest);
	});
});

describe('VM-19 Who said no at Brevo is found', () => {
	const DAY = Date.UTC(2026, 10, 10, 12);

	test('blocked contacts, all pages, each with its reason', async () => {
		const { simulator, api } = await world();
		const codes = ['unsubscribedViaMA', 'unsubscribedViaEmail', 'unsubscribedViaApi', 'adminBlocked', 'hardBounce', 'contactFlaggedAsSpam', 'brandNew'];
		for (let n = 0; n < 250; n++) simulator.state.blocked.push({ email: `p${n}@x.example`, senderEmail: n % 2 === 0 ? null : 'sales@shop.example', code: codes[n % 7] ?? '', blockedAt: DAY + n });
		const rows = await rowsOf<Suppression>(readBlocked(api, { from: 0, days: null }));
		expect(rows.map((row) => row.address)).toEqual(Array.from({ length: 250 }, (_, n) => `p${n}@x.example`));
		expect(rows.slice(0, 7).map((row) => row.reason)).toEqual(['unsubscribed', 'unsubscribed', 'unsubscribed', 'blocked by hand', 'bounced', 'spam', 'unknown']);
		expect(rows[1]).toEqual({ address: 'p1@x.example', reason: 'unsubscribed', from: { kind: 'all' }, sender: 'sales@shop.example', since: DAY + 1 });
		expect(simulator.state.calls).toHaveLength(3);
		expect(await rowsOf(readBlocked(api, { from: 0, days: { first: '2026-11-11', last: '2026-11-12' } }))).toEqual([]);
		expect(await rowsOf(readBlocked(api, { from: 0, days: { first: '2026-11-10', last: '2026-11-10' } }))).toHaveLength(250);
	});

	test('contacts changed since, blacklisted or off some lists', async () => {
		const { simulator, api } = await world();
		for (let n = 0; n < 2_100; n++) simulator.state.putContact(`p${n}@x.example`, { modifiedAt: DAY + n });
		simulator.state.putContact('gone@x.example', { emailBlacklisted: true, modifiedAt: DAY + 5_000 });
		simulator.state.putContact('off@x.example', { listUnsubscribed: [3, 42], modifiedAt: DAY + 5_000 });
		simulator.state.putContact('long-gone@x.example', { emailBlacklisted: true, modifiedAt: DAY - 1 });
		expect(await rowsOf(readUnsubscribed(api, DAY + 1_000))).toEqual([
			{ address: 'gone@x.example', reason: 'unsubscribed', from: { kind: 'all' }, sender: null, since: DAY + 5_000 },
			{ address: 'off@x.example', reason: 'unsubscribed', from: { kind: 'lists', lists: ['3', '42'] }, sender: null, since: DAY + 5_000 },
		]);
		expect(await rowsOf(readUnsubscribed(api, null))).toHaveLength(3);
	});

	test('a page that fails is read again from there', async () => {
		let fail = true;
		const { simulator, api } = await world({ onCall: (_method, _path, nth) => (fail && nth > 2 ? { status: 400, code: 'odd', message: 'Not now' } : null) });
		for (let n = 0; n < 450; n++) simulator.state.blocked.push({ email: `p${n}@x.example`, senderEmail: null, code: 'hardBounce', blockedAt: DAY + n });
		const rows: string[] = [];
		let from: number | null = 0;
		for (let round = 0; from !== null && round < 2; round++) {
			try {
				for await (const page of readBlocked(api, { from, days: null })) {
					rows.push(...page.rows.map((row) => row.address));
					from = page.next;
				}
			} catch {
				fail = false;
			}
		}
		expect(rows).toEqual(Array.from({ length: 450 }, (_, n) => `p${n}@x.example`));
		expect(simulator.state.calls.map(({ query }) => query['offset'])).toEqual(['0', '100', '200', '200', '300', '400']);
	});
});

describe('VM-18 What a webhook lost is found in the statistics', () => {
	test('5,000 events a call, all of the days asked for, the unreadable ones apart', async () => {
		const { simulator, api } = await world();
		for (let n = 0; n < 12_000; n++) simulator.state.statistics.push({ date: new Date(Date.UTC(2026, 10, 10) + n * 1_000).toISOString(), email: `p${n}@x.example`, event: n % 2 === 0 ? 'opened' : 'hardBounces', messageId: `<m${n}@x>` });
		simulator.state.statistics.push({ date: '2026-11-10T20:00:00.000Z', email: 'odd@x.example', event: '', messageId: '<odd@x>' });
		const keys = new Set<string>();
		let rejected = 0;
		for await (const page of readReportedEvents(api, { first: '2026-11-10', last: '2026-11-10' })) {
			for (const event of page.events) keys.add(event.key);
			rejected += page.rejected.length;
		}
		expect(keys.size).toBe(12_000);
		expect(rejected).toBe(1);
		expect(simulator.state.calls).toHaveLength(3);
	});

	test('no events is none', async () => {
		const { api } = await world();
		const pages = [];
		for await (const page of readReportedEvents(api, { first: '2026-11-10', last: '2026-11-12' })) pages.push(page);
		expect(pages).toEqual([{ events: [], rejected: [], next: null }]);
	});

	test('an empty hour is told, not slept through', async () => {
		const simulator = await startBrevo({ limits: { statistics: [{ limit: 1, length: 3_600_000 }] } });
		const api = new BrevoApi(settingsFor(simulator, { limits: undefined }));
		simulator.state.statistics.push(...Array.from({ length: 5_000 }, (_, n) => ({ date: '2026-11-10T00:00:00.000Z', email: 'a@x.example', event: 'opened', messageId: `<${n}@x>` })));
		const start = performance.now();
		const reading = async () => {
			for await (const page of readReportedEvents(api, { first: '2026-11-10', last: '2026-11-10' })) expect(page.events).toHaveLength(5_000);
		};
		await expect(reading()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/try again after 3[56]\d\d s/) });
		expect(performance.now() - start).toBeLessThan(5_000);
	});
});

describe('X-05 A person is forgotten at Brevo', () => {
	test('contact and logs, by address and by message id; what isn’t there counts as deleted', async () => {
		const { simulator, api } = await world();
		simulator.state.putContact('a+b@x.example');
		simulator.state.statistics.push({ date: '2026-11-10T00:00:00Z', email: 'a+b@x.example', event: 'opened', messageId: '<1/2@x>' }, { date: '2026-11-10T00:00:00Z', email: '', event: 'loadedByProxy', messageId: '<3@x>' }, { date: '2026-11-10T00:00:00Z', email: 'other@x.example', event: 'opened', messageId: '<4@x>' });
		expect(await erasePerson(api, 'a+b@x.example', ['1/2@x', '3@x'])).toEqual({ contact: true, logs: 2 });
		expect(simulator.state.contacts.size).toBe(0);
		expect(simulator.state.statistics.map(({ email }) => email)).toEqual(['other@x.example']);
		expect(await erasePerson(api, 'a+b@x.example', ['1/2@x'])).toEqual({ contact: false, logs: 0 });
		expect(simulator.state.calls.every(({ method, body }) => method === 'DELETE' && !isObject(body))).toBe(true);
	});
});
