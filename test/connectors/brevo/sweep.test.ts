import { BrevoApi } from '../../../connectors/brevo/BrevoApi';
import { brevoSuppressions } from '../../../connectors/brevo/suppressions/brevoSuppressions';
import { syncWithService } from '../../../engine/consent/services/syncWithService';
import { setConsent } from '../../../engine/consent/setConsent';
import type { Store } from '../../../engine/store/Store';
import { sweep } from '../../engine/consent/services/FakeService';
import type { BrevoRules } from '../../simulators/brevo/brevoRules';
import { isObject } from '../../simulators/brevo/brevoReply';
import type { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { count, query } from '../../support/rows';
import { sqlitePlace } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';
import { NO_LIMITS, settingsFor, startBrevo, stopAll } from './world';

const place = sqlitePlace();
afterEach(stopAll);
afterAll(() => place.clear());

const AT = Date.UTC(2026, 10, 10, 12);

async function world(rules: BrevoRules = {}): Promise<{ simulator: BrevoSimulator; api: BrevoApi; store: Store }> {
	const simulator = await startBrevo({ ...NO_LIMITS, ...rules });
	return { simulator, api: new BrevoApi(settingsFor(simulator, { firstPause: 1 })), store: await place.newStore() };
}

async function sayNo(store: Store, ...addresses: string[]): Promise<void> {
	for (const address of addresses) await store.run(setConsent, { decision: 'no', address, record: null, scope: 'all', scopeRef: '', source: 'crm', reason: null, proof: null, happenedAt: null });
}

const lift = async (store: Store, address: string) => await store.run(setConsent, { decision: 'lift', address, record: null, scope: 'all', scopeRef: '', source: 'crm', reason: 'CRM says so', proof: null, happenedAt: null });

describe('VM-19 Brevo’s suppressions and the ledger', () => {
	test('VM-19 blocked contacts and unsubscribes become lines; a no of ours blocks the contact, made where Brevo doesn’t know it, with its address and nothing else', async () => {
		const { simulator, api, store } = await world();
		const codes = ['unsubscribedViaMA', 'adminBlocked', 'hardBounce', 'contactFlaggedAsSpam'];
		codes.forEach((code, n) => simulator.state.blocked.push({ email: `b${n}@x.example`, senderEmail: n === 0 ? 'sales@shop.example' : null, code, blockedAt: AT + n }));
		simulator.state.putContact('gone@x.example', { emailBlacklisted: true, modifiedAt: AT });
		simulator.state.putContact('off@x.example', { listUnsubscribed: [3, 42], modifiedAt: AT });
		simulator.state.putContact('known@x.example');
		await sayNo(store, 'known@x.example', 'new@x.example', 'b2@x.example');
		const service = brevoSuppressions(api, ['sales@shop.example']);
		expect(await syncWithService(store, service, 'both', sweep())).toMatchObject({ pushed: { told: 2, refused: [] }, stopped: [] });
		expect(await query(store, `SELECT address_key, source, proof, happened_at FROM consent_entry WHERE source <> 'crm' ORDER BY address_key`)).toEqual([
			{ address_key: 'b0@x.example', source: 'recipient', proof: 'Brevo, list blocked-contacts: mails from sales@shop.example', happened_at: AT },
			{ address_key: 'b1@x.example', source: 'service', proof: 'Brevo, list blocked-contacts', happened_at: AT + 1 },
			{ address_key: 'b2@x.example', source: 'bounce', proof: 'Brevo, list blocked-contacts', happened_at: AT + 2 },
			{ address_key: 'b3@x.example', source: 'complaint', proof: 'Brevo, list blocked-contacts', happened_at: AT + 3 },
			{ address_key: 'gone@x.example', source: 'recipient', proof: 'Brevo, list contacts', happened_at: AT },
			{ address_key: 'off@x.example', source: 'recipient', proof: 'Brevo, list contacts: lists 3, 42', happened_at: AT },
		]);
		for (const address of ['known@x.example', 'new@x.example']) expect(simulator.state.contacts.get(address)).toMatchObject({ emailBlacklisted: true, smtpBlacklistSender: ['sales@shop.example'] });
		const sent = simulator.state.calls.filter(({ method }) => method !== 'GET').map(({ body }) => (isObject(body) ? Object.keys(body).sort() : []));
		expect(sent).toEqual([1, 2].map(() => ['email', 'emailBlacklisted', 'smtpBlacklistSender', 'updateEnabled']));

		const lines = await count(store, 'SELECT COUNT(*) FROM consent_entry');
		expect(await syncWithService(store, service, 'both', sweep())).toMatchObject({ pushed: { told: 0 } });
		expect(await syncWithService(store, service, 'both', sweep({ startOver: true }))).toMatchObject({ pushed: { told: 0 } });
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(lines);
	});

	test('VM-19 a contact that we had blocked and that changes later is not taken for one that unsubscribed: the CRM’s lift frees it', async () => {
		const { simulator, api, store } = await world();
		await sayNo(store, 'crm@x.example');
		const service = brevoSuppressions(api, []);
		await syncWithService(store, service, 'both', sweep());
		simulator.state.putContact('crm@x.example', { modifiedAt: Date.now() + 3_600_000 });
		await syncWithService(store, service, 'both', sweep());
		await lift(store, 'crm@x.example');
		expect(await count(store, 'SELECT COUNT(*) FROM consent_address_no')).toBe(0);
	});

	test('VM-18 X-03 events that a webhook lost come in by the statistics, once', async () => {
		const { simulator, api, store } = await world();
		const date = new Date(Date.now() - 86_400_000).toISOString();
		for (let n = 0; n < 30; n++) simulator.state.statistics.push({ date, email: `p${n}@x.example`, event: n % 3 === 0 ? 'unsubscribed' : 'opened', messageId: `<m${n}@x>` });
		const service = brevoSuppressions(api, []);
		expect((await syncWithService(store, service, 'pull', sweep())).pulled?.events).toEqual({ read: 30, fresh: 30, rejected: 0, whole: true });
		expect((await syncWithService(store, service, 'pull', sweep())).pulled?.events).toMatchObject({ fresh: 0 });
		expect(await count(store, `SELECT COUNT(*) FROM consent_address_no WHERE source = 'recipient'`)).toBe(10);
	});

	test.each<[string, BrevoRules['onCall']]>([
		['500', (_method, path, nth) => (path === '/smtp/blockedContacts' && nth >= 3 && nth <= 6 ? { status: 500, code: 'internal', message: 'Not now' } : null)],
		['a lost answer', (_method, path, nth) => (path === '/smtp/blockedContacts' && nth >= 3 && nth <= 6 ? 'cut' : null)],
	])('VM-19 %s on the third page: all else is done, and the next sweep goes on at that page', async (_name, onCall) => {
		const { simulator, api, store } = await world({ onCall });
		for (let n = 0; n < 450; n++) simulator.state.blocked.push({ email: `p${n}@x.example`, senderEmail: null, code: 'unsubscribedViaEmail', blockedAt: AT + n });
		simulator.state.putContact('gone@x.example', { emailBlacklisted: true, modifiedAt: AT });
		await sayNo(store, 'here@x.example');
		const service = brevoSuppressions(api, []);
		const first = await syncWithService(store, service, 'both', sweep());
		expect(first).toMatchObject({ pulled: { lists: [{ rows: 200, whole: false }, { whole: true }] }, pushed: { told: 1 }, stopped: [{ part: 'blocked-contacts' }] });
		simulator.state.calls.length = 0;
		expect((await syncWithService(store, service, 'pull', sweep())).stopped).toEqual([]);
		expect(simulator.state.callsOf('GET', '/smtp/blockedContacts').map(({ query: asked }) => asked['offset'])).toEqual(['200', '300', '400', '0']);
		expect(await count(store, `SELECT COUNT(*) FROM consent_address_no WHERE source = 'recipient'`)).toBe(451);
	}, 30_000);

	test('VM-19 never above ten noes a second, nor above what an hour allows; a used-up hour is told, with the time', async () => {
		const simulator = await startBrevo({ limits: { contacts: [{ limit: 10, length: 1_000 }], statistics: [{ limit: 1, length: 3_600_000 }] } });
		const store = await place.newStore();
		const api = new BrevoApi({ ...settingsFor(simulator), limits: undefined });
		await sayNo(store, ...Array.from({ length: 35 }, (_, n) => `p${n}@x.example`));
		for (let n = 0; n < 5_000; n++) simulator.state.statistics.push({ date: new Date(Date.now() - 60_000).toISOString(), email: `e${n % 10}@x.example`, event: 'opened', messageId: `<m${n}@x>` });
		simulator.state.statistics.push({ date: new Date().toISOString(), email: 'last@x.example', event: 'unsubscribed', messageId: '<last@x>' });
		const result = await syncWithService(store, brevoSuppressions(api, []), 'both', sweep());
		expect(result).toMatchObject({ pulled: { events: { read: 5_000, whole: false } }, pushed: { told: 35 }, stopped: [{ part: 'events', error: { details: { retryAt: expect.any(Number) } } }] });
		const [told] = [simulator.state.callsOf('POST', '/contacts').map(({ at }) => at)];
		for (const at of told) expect(told.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(10);
		expect(simulator.throttled).toBe(0);
	}, 30_000);

	test('X-02 a dry run changes nothing here or there', async () => {
		const { simulator, api, store } = await world();
		simulator.state.blocked.push({ email: 'b@x.example', senderEmail: null, code: 'hardBounce', blockedAt: AT });
		await sayNo(store, 'here@x.example');
		const before = await wholeStore(store);
		const dry = await syncWithService(store, brevoSuppressions(api, []), 'both', sweep({ dryRun: true }));
		expect(dry).toMatchObject({ pulled: { would: [{ addressKey: 'b@x.example', source: 'bounce' }] }, pushed: { would: ['here@x.example'] } });
		expect(await wholeStore(store)).toEqual(before);
		expect(simulator.state.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
	});
});
