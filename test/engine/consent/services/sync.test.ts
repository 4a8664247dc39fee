import { checkConsent } from '../../../../engine/consent/checkConsent';
import { syncWithService } from '../../../../engine/consent/services/syncWithService';
import type { SetConsentInput } from '../../../../engine/consent/setConsent';
import { setConsent } from '../../../../engine/consent/setConsent';
import { EngineError } from '../../../../engine/EngineError';
import type { ReceivedEvent } from '../../../../engine/events/ReceivedEvent';
import { createRecord } from '../../../../engine/records/writeRecord';
import type { Store } from '../../../../engine/store/Store';
import { count, execute, query } from '../../../support/rows';
import { describeStores } from '../../../support/stores';
import { brokenOff } from '../../../support/watchedStore';
import { wholeStore } from '../../../support/wholeStore';
import { unmatchedCounts } from '../../events/storeSteps';
import { remember } from '../remember';
import { FakeService, PAGE, sweep } from './FakeService';

const person = (index: number) => `person${String(index).padStart(3, '0')}@x.example`;
const DOWN = new EngineError('unavailable', 'The service is down.', 'Try again.');

async function say(store: Store, address: string, changes: Partial<SetConsentInput> = {}): Promise<void> {
	await store.run(setConsent, { decision: 'no', address, record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'said so', proof: null, happenedAt: null, ...changes });
}

async function mayBeEmailed(store: Store, ...addresses: string[]): Promise<boolean[]> {
	const answers = await store.run(checkConsent, { questions: addresses.map((address) => ({ address, record: null })), campaignId: null });
	return answers.map((answer) => answer.mayBeEmailed);
}

const lines = (store: Store) => query(store, 'SELECT address_key, source, decision, happened_at, proof FROM consent_entry ORDER BY id');

describeStores('VM-19 a service’s suppressions and the ledger', (newStore) => {
	test('VM-19 both ways: who said no there may not be emailed here, who said no here is told there, nobody twice', async () => {
		const store = await newStore();
		const service = new FakeService();
		for (let n = 0; n < 25; n++) service.add(person(n).toUpperCase(), { since: 1_000 + n });
		await say(store, 'here@x.example');
		await say(store, person(3), { happenedAt: 50 });
		const { id } = await store.run(createRecord, { kind: 'lead', values: { name: 'L', email: 'lead@x.example' }, source: 'user', timeZone: 'UTC' });
		await say(store, '', { address: null, record: { kind: 'lead', id }, source: 'crm' });
		await say(store, 'campaign@x.example', { scope: 'campaign', scopeRef: '7' });
		await say(store, 'lifted@x.example');
		await say(store, 'lifted@x.example', { decision: 'lift' });

		const first = await syncWithService(store, service, 'both', sweep());
		expect(first).toMatchObject({ pulled: { lists: [{ list: 'noes', rows: 25, added: 25, echoes: 0, whole: true }] }, pushed: { told: 2, refused: [], left: 0 }, stopped: [] });
		expect(service.told).toEqual(['here@x.example', 'lead@x.example']);
		expect((await mayBeEmailed(store, ...Array.from({ length: 25 }, (_, n) => person(n)))).filter(Boolean)).toEqual([]);
		expect(await lines(store)).toContainEqual({ address_key: person(7), source: 'recipient', decision: 'no', happened_at: 1_007, proof: 'Fake, list noes' });

		const before = await lines(store);
		const again = await syncWithService(store, service, 'both', sweep({ startOver: true }));
		expect(again.pulled?.lists).toMatchObject([{ rows: 27, added: 0, echoes: 2 }]);
		const third = await syncWithService(store, service, 'both', sweep());
		expect(third).toMatchObject({ pulled: { lists: [{ added: 0 }] }, pushed: { told: 0 } });
		expect(await lines(store)).toEqual(before);
		expect(service.told).toHaveLength(2);
	});

	test('VM-19 what we told the service is not taken for the recipient’s word: the lift of the one who said it frees the person', async () => {
		const store = await newStore();
		const service = new FakeService();
		await say(store, 'crm@x.example', { source: 'crm' });
		await syncWithService(store, service, 'both', sweep());
		await syncWithService(store, service, 'both', sweep());
		await say(store, 'crm@x.example', { decision: 'lift', source: 'crm' });
		await syncWithService(store, service, 'both', sweep());
		expect(await mayBeEmailed(store, 'crm@x.example')).toEqual([true]);
		expect(service.told).toEqual(['crm@x.example']);
	});

	test('VM-19 the same where the answer was lost, and told once more', async () => {
		const store = await newStore();
		const service = new FakeService();
		await say(store, 'crm@x.example', { source: 'crm' });
		service.afterCall = () => {
			throw DOWN;
		};
		expect(await syncWithService(store, service, 'push', sweep())).toMatchObject({ pushed: { told: 0, left: 1 }, stopped: [{ part: 'noes', error: DOWN }] });
		service.afterCall = () => undefined;
		expect(await syncWithService(store, service, 'both', sweep())).toMatchObject({ pulled: { lists: [{ rows: 1, added: 0, echoes: 1 }] }, pushed: { told: 0 } });
		await say(store, 'crm@x.example', { decision: 'lift', source: 'crm' });
		expect(await mayBeEmailed(store, 'crm@x.example')).toEqual([true]);
	});

	test('VM-19 never a lift: whoever goes off the service’s list stays as they said, until a person lifts it; then an old row doesn’t bring it back', async () => {
		const store = await newStore();
		const service = new FakeService();
		service.add('ana@x.example');
		await syncWithService(store, service, 'pull', sweep());
		service.rows.length = 0;
		await syncWithService(store, service, 'pull', sweep({ startOver: true }));
		expect(await mayBeEmailed(store, 'ana@x.example')).toEqual([false]);
		await say(store, 'ana@x.example', { decision: 'lift' });
		service.add('ana@x.example');
		await syncWithService(store, service, 'pull', sweep({ startOver: true }));
		expect(await mayBeEmailed(store, 'ana@x.example')).toEqual([true]);
		service.rows.length = 0;
		service.add('ana@x.example', { since: Date.now() });
		await syncWithService(store, service, 'pull', sweep());
		expect(await mayBeEmailed(store, 'ana@x.example')).toEqual([false]);
	});

	test('VM-19 a no said again after a lift is told again', async () => {
		const store = await newStore();
		const service = new FakeService();
		await say(store, 'ana@x.example');
		await syncWithService(store, service, 'push', sweep());
		await say(store, 'ana@x.example', { decision: 'lift' });
		service.rows.length = 0;
		await say(store, 'ana@x.example');
		await syncWithService(store, service, 'push', sweep());
		expect(service.told).toEqual(['ana@x.example', 'ana@x.example']);
	});

	test('VM-19 somebody who was on the list before, was lifted there and here, and whom the CRM then says no for: what comes back is ours', async () => {
		const store = await newStore();
		const service = new FakeService();
		service.add('ana@x.example');
		await syncWithService(store, service, 'pull', sweep());
		service.rows.length = 0;
		await say(store, 'ana@x.example', { decision: 'lift' });
		await say(store, 'ana@x.example', { source: 'crm' });
		await syncWithService(store, service, 'push', sweep());
		expect(service.told).toEqual(['ana@x.example']);
		await syncWithService(store, service, 'pull', sweep());
		await say(store, 'ana@x.example', { decision: 'lift', source: 'crm' });
		expect(await mayBeEmailed(store, 'ana@x.example')).toEqual([true]);
	});

	test('VM-19 a service that tells only its last change adds one line, however often that changes', async () => {
		const store = await newStore();
		const service = new FakeService();
		service.onlyLastChange = true;
		for (const since of [1_000, 2_000, 3_000]) {
			service.rows.length = 0;
			service.add('ana@x.example', { since });
			await syncWithService(store, service, 'pull', sweep({ startOver: true }));
		}
		expect(await lines(store)).toMatchObject([{ happened_at: 1_000 }]);
	});

	test('VM-19 another account is told and read from its start', async () => {
		const store = await newStore();
		await say(store, 'here@x.example');
		const [one, other] = [new FakeService('fake-1'), new FakeService('fake-2')];
		other.add('there@x.example');
		await syncWithService(store, one, 'both', sweep());
		await syncWithService(store, other, 'both', sweep());
		expect([one.told, other.told]).toEqual([['here@x.example'], ['here@x.example']]);
		expect(await mayBeEmailed(store, 'there@x.example')).toEqual([false]);
	});

	test('VM-19 a page that fails: the pages before it stand, the next sweep goes on there, and then reads what came since', async () => {
		const store = await newStore();
		const service = new FakeService();
		for (let n = 0; n < 45; n++) service.add(person(n));
		await say(store, 'here@x.example');
		service.onCall = (call) => {
			if (call === 'read 20') throw DOWN;
		};
		const first = await syncWithService(store, service, 'both', sweep());
		expect(first).toMatchObject({ pulled: { lists: [{ rows: 20, added: 20, whole: false }] }, pushed: { told: 1 }, stopped: [{ part: 'noes', error: DOWN }] });
		service.onCall = () => undefined;
		service.calls.length = 0;
		service.add('new@x.example', { since: Date.now() });
		const second = await syncWithService(store, service, 'pull', sweep());
		expect(second.pulled?.lists).toMatchObject([{ added: 26, whole: true }]);
		// The third, of what came since, has the new one and our own.
		expect(service.calls).toEqual(['read 20', 'read 30', 'read 40', 'read 0']);
		expect(await count(store, `SELECT COUNT(*) FROM consent_entry WHERE source = 'recipient'`)).toBe(46);
	});

	test.each(['before', 'after'] as const)('VM-19 X-03 killed %s a page and its cursor are stored: nothing is left out, nothing added twice', async (moment) => {
		const store = await newStore();
		const service = new FakeService();
		for (let n = 0; n < 35; n++) service.add(person(n));
		for (const nth of [1, 2]) await expect(syncWithService(brokenOff(store, moment, 'consent.storeSuppressions', nth), service, 'pull', sweep())).rejects.toThrow('killed');
		await syncWithService(store, service, 'pull', sweep());
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(35);
		expect(await count(store, 'SELECT COUNT(DISTINCT address_key) FROM consent_address_no')).toBe(35);
		// What was stored is not read again; the last is a look at what came since.
		if (moment === 'after') expect(service.calls).toEqual(['read 0', 'read 10', 'read 20', 'read 30', 'read 0']);
	});

	test.each([
		['before', 'consent.beginTelling'],
		['after', 'consent.beginTelling'],
		['before', 'consent.endTelling'],
		['after', 'consent.endTelling'],
	] as const)('VM-19 X-03 killed %s %s: every no is told, at most one call’s twice, and none comes back as somebody else’s', async (moment, name) => {
		const store = await newStore();
		const service = new FakeService();
		for (let n = 0; n < 35; n++) await say(store, person(n), { source: 'crm' });
		await expect(syncWithService(brokenOff(store, moment, name, 2), service, 'push', sweep())).rejects.toThrow('killed');
		await syncWithService(store, service, 'both', sweep());
		await syncWithService(store, service, 'both', sweep());
		expect(new Set(service.told).size).toBe(35);
		expect(service.told.length).toBeLessThanOrEqual(35 + PAGE);
		expect(await count(store, `SELECT COUNT(*) FROM consent_entry WHERE source <> 'crm'`)).toBe(0);
	});

	test('VM-19 time that is up leaves the rest for the next sweep, counted', async () => {
		const store = await newStore();
		const service = new FakeService();
		for (let n = 0; n < 35; n++) await say(store, person(n));
		for (let n = 100; n < 135; n++) service.add(person(n));
		const begun = Date.now();
		let time = begun;
		// Each look at the clock is a second: two pages, and no call.
		const first = await syncWithService(store, service, 'both', sweep({ begun, deadline: begun + 4, now: () => ++time }));
		expect(first).toMatchObject({ pulled: { lists: [{ rows: 20, whole: false }] }, pushed: { told: 0, left: 35 }, stopped: [{ error: null }, { part: 'noes', error: null }] });
		expect(await syncWithService(store, service, 'both', sweep())).toMatchObject({ pulled: { lists: [{ whole: true }] }, pushed: { told: 35, left: 0 }, stopped: [] });
	});

	test('VM-19 addresses that the service doesn’t take are told apart, the others are told', async () => {
		const store = await newStore();
		const service = new FakeService();
		for (const address of ['a@x.example', 'odd@x.example', 'z@x.example']) await say(store, address);
		expect(await syncWithService(store, service, 'push', sweep())).toMatchObject({ pushed: { told: 2, refused: [{ address: 'odd@x.example', reason: 'No such thing' }], left: 0 }, stopped: [] });
		service.told.length = 0;
		expect(await syncWithService(store, service, 'push', sweep())).toMatchObject({ pushed: { told: 0, refused: [{ address: 'odd@x.example' }] } });
	});

	test('X-02 a dry run tells exactly what the sweep then does, and changes nothing here or there', async () => {
		const store = await newStore();
		const service = new FakeService();
		await say(store, 'here@x.example');
		// Said no here and is on the list there: it is not told.
		await say(store, person(0));
		await syncWithService(store, service, 'push', sweep());
		await say(store, 'later@x.example');
		await say(store, person(1));
		for (let n = 0; n < 25; n++) service.add(person(n), { since: 1_000 });
		for (let n = 0; n < 25; n++) service.add(person(n), { since: 2_000 - n * 100, reason: 'spam' });
		service.add('no address');
		service.add(person(0), { since: 900 });
		const before = await wholeStore(store);
		const told = [...service.told];
		const dry = await syncWithService(store, service, 'both', sweep({ dryRun: true }));
		expect(await wholeStore(store)).toEqual(before);
		expect(service.told).toEqual(told);
		expect(dry).toMatchObject({ pulled: { lists: [{ unreadable: 1 }] }, pushed: { told: 1, would: ['later@x.example'] } });
		expect(dry.pulled?.would).toHaveLength(dry.pulled?.lists[0]?.added ?? 0);
		const lineCount = await count(store, 'SELECT COUNT(*) FROM consent_entry');
		const real = await syncWithService(store, service, 'both', sweep());
		expect(real.pulled?.lists).toEqual(dry.pulled?.lists);
		expect(real.pushed?.told).toBe(1);
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry') - lineCount).toBe(dry.pulled?.lists[0]?.added);
		const overDry = await syncWithService(store, service, 'both', sweep({ dryRun: true, startOver: true }));
		const over = await syncWithService(store, service, 'both', sweep({ startOver: true }));
		expect(over.pushed?.told).toBe(overDry.pushed?.told);
		expect(over.pulled?.lists).toEqual(overDry.pulled?.lists);
	});

	test('X-05 of people who asked to be forgotten nothing is written down, though the service has them', async () => {
		const store = await newStore();
		const service = new FakeService();
		await store.run(remember, ['gone@x.example']);
		service.add('Gone@x.example');
		expect((await syncWithService(store, service, 'both', sweep())).pulled?.lists).toMatchObject([{ rows: 1, added: 0, forgotten: 1 }]);
		expect(JSON.stringify(await wholeStore(store))).not.toContain('gone@');
	});

	test('VM-18 what the service reported of mails goes through the intake, once, also when it is killed before the cursor', async () => {
		const store = await newStore();
		const service = new FakeService();
		const event = (n: number): ReceivedEvent => ({
			service: 'brevo', key: `k${n}`, kind: 'unsubscribed', happenedAt: 1_000, address: person(n), messageRef: null, remoteId: null, link: null, bounce: null, machine: false, reason: null, from: { kind: 'all' }, raw: null,
		});
		service.events = {
			async *pages({ from }) {
				for (let at = from; at < 3; at++) yield { events: [event(2 * at), event(2 * at + 1)], rejected: [], next: at < 2 ? at + 1 : null };
			},
		};
		await expect(syncWithService(brokenOff(store, 'before', 'consent.saveSweepCursor', 2), service, 'pull', sweep())).rejects.toThrow('killed');
		const again = await syncWithService(store, service, 'pull', sweep());
		// The two that were put down before the cursor was are passed over.
		expect(again.pulled?.events).toEqual({ read: 10, fresh: 2, rejected: 0, whole: true });
		expect(await store.run(unmatchedCounts, null)).toEqual({ foreign: 6 });
		expect(await mayBeEmailed(store, ...Array.from({ length: 6 }, (_, n) => person(n)))).toEqual([false, false, false, false, false, false]);
		const before = await wholeStore(store);
		const dry = await syncWithService(store, service, 'pull', sweep({ dryRun: true }));
		expect(dry.pulled?.events).toMatchObject({ read: 6, fresh: null });
		expect(await wholeStore(store)).toEqual(before);
	});

	test('what the store does wrong is thrown, not taken for the service’s', async () => {
		const store = await newStore();
		await execute(store, 'DROP TABLE suppressed_address');
		const service = new FakeService();
		service.add('ana@x.example');
		await expect(syncWithService(store, service, 'pull', sweep())).rejects.toThrow();
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(0);
	});
});
