import { sendGridSuppressions } from '../../../connectors/sendgrid/sendGridSuppressions';
import { checkConsent } from '../../../engine/consent/checkConsent';
import { syncWithService } from '../../../engine/consent/services/syncWithService';
import { setConsent } from '../../../engine/consent/setConsent';
import type { Store } from '../../../engine/store/Store';
import { sweep } from '../../engine/consent/services/FakeService';
import type { SendGridRules } from '../../simulators/sendgrid/SendGridRules';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import { importRows } from '../../support/importRows';
import { count, query } from '../../support/rows';
import { sqlitePlace } from '../../support/stores';
import { apiTo } from './mails';

const place = sqlitePlace();
const running: SendGridSimulator[] = [];
afterEach(async () => {
	for (const simulator of running.splice(0)) await simulator.stop();
});
afterAll(() => place.clear());

async function start(rules: SendGridRules = {}): Promise<SendGridSimulator> {
	const simulator = await startSendGrid(rules);
	running.push(simulator);
	return simulator;
}

const address = (index: number) => `person${index}@people.example`;
const people = (from: number, to: number, created = 1_790_000_000) => Array.from({ length: to - from }, (_, n) => ({ email: address(from + n), created }));

async function sayNo(store: Store, ...addresses: string[]): Promise<void> {
	for (const one of addresses) await store.run(setConsent, { decision: 'no', address: one, record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'by telephone', proof: null, happenedAt: null });
}

describe('VM-19 SendGrid’s suppressions and the ledger', () => {
	test('VM-19 all five lists become lines with source, time and proof; a no of ours goes to the global suppressions, as an address and nothing else', async () => {
		const sendGrid = await start();
		const store = await place.newStore();
		sendGrid.suppressions.fill('unsubscribes', people(0, 1));
		sendGrid.suppressions.fill('groups', people(1, 2).map((row) => ({ ...row, group_id: 7 })));
		sendGrid.suppressions.fill('spam_reports', people(2, 3));
		sendGrid.suppressions.fill('bounces', people(3, 4).map((row) => ({ ...row, reason: '550 no such user', status: '5.1.1' })));
		sendGrid.suppressions.fill('invalid_emails', people(4, 5));
		await sayNo(store, 'here@people.example', address(3));
		const service = sendGridSuppressions(apiTo(sendGrid.url));
		const result = await syncWithService(store, service, 'both', sweep());
		expect(result).toMatchObject({ pushed: { told: 1, refused: [] }, stopped: [] });
		expect(sendGrid.suppressions.addresses('unsubscribes')).toEqual([address(0), 'here@people.example']);
		expect(await query(store, `SELECT address_key, source, proof, happened_at FROM consent_entry WHERE source <> 'user' ORDER BY address_key`)).toEqual([
			{ address_key: address(0), source: 'recipient', proof: 'SendGrid, list unsubscribes', happened_at: 1_790_000_000_000 },
			{ address_key: address(1), source: 'recipient', proof: 'SendGrid, list groups: group 7', happened_at: 1_790_000_000_000 },
			{ address_key: address(2), source: 'complaint', proof: 'SendGrid, list spam-reports', happened_at: 1_790_000_000_000 },
			{ address_key: address(3), source: 'bounce', proof: 'SendGrid, list bounces: 550 no such user', happened_at: 1_790_000_000_000 },
			{ address_key: address(4), source: 'bounce', proof: 'SendGrid, list invalid-emails', happened_at: 1_790_000_000_000 },
		]);
		const again = await syncWithService(store, service, 'both', sweep());
		expect(again).toMatchObject({ pushed: { told: 0 } });
		expect(again.pulled?.lists.reduce((sum, { added }) => sum + added, 0)).toBe(0);
		// Another key of the same account begins anew: nothing is added, and only what SendGrid has not is told.
		expect(service.account).not.toBe(sendGridSuppressions(apiTo(sendGrid.url, { apiKey: 'SG.other' })).account);
		expect(service.account).not.toContain('SG.');
	});

	test.each<[string, SendGridRules['onCall']]>([
		['500', (_method, path, nth) => (path === '/suppression/unsubscribes' && nth >= 3 && nth <= 6 ? { kind: 'status', status: 500 } : null)],
		['a cut connection', (_method, path, nth) => (path === '/suppression/unsubscribes' && nth >= 3 && nth <= 6 ? { kind: 'drop-before-accepting' } : null)],
		['a sign-in page', (_method, path, nth) => (path === '/suppression/unsubscribes' && nth === 3 ? { kind: 'status', status: 200, body: '<html>Sign in</html>' } : null)],
		['403', (_method, path, nth) => (path === '/suppression/unsubscribes' && nth === 3 ? { kind: 'status', status: 403 } : null)],
	])('VM-19 %s on the third page: the other lists are read, and the next sweep goes on at that page', async (_name, onCall) => {
		const sendGrid = await start({ onCall });
		const store = await place.newStore();
		sendGrid.suppressions.fill('unsubscribes', people(0, 1_700));
		sendGrid.suppressions.fill('bounces', people(2_000, 2_010));
		const service = sendGridSuppressions(apiTo(sendGrid.url));
		const first = await syncWithService(store, service, 'pull', sweep());
		expect(first.stopped).toMatchObject([{ part: 'unsubscribes', error: { wayOut: expect.stringMatching(/\S/) } }]);
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(1_010);
		sendGrid.calls.length = 0;
		const second = await syncWithService(store, service, 'pull', sweep());
		expect(second.stopped).toEqual([]);
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(1_710);
		// Pages 3 and 4, and what came since.
		expect(sendGrid.calls.filter(({ path }) => path === '/suppression/unsubscribes')).toHaveLength(3);
	}, 30_000);

	test('VM-19 never above the rate that SendGrid tells; what it doesn’t let through now is told with the time when it will', async () => {
		const sendGrid = await start({ rate: { calls: 4, windowSeconds: 1, headers: true } });
		const store = await place.newStore();
		sendGrid.suppressions.fill('unsubscribes', people(0, 4_600));
		const result = await syncWithService(store, sendGridSuppressions(apiTo(sendGrid.url)), 'pull', sweep());
		expect(result.stopped).toEqual([]);
		expect(sendGrid.throttled).toBe(0);
		const slow = await start({ rate: { calls: 4, windowSeconds: 1_000_000, headers: true } });
		slow.suppressions.fill('unsubscribes', people(0, 4_600));
		const stopped = await syncWithService(store, sendGridSuppressions(apiTo(slow.url, { longestWait: 1_000 })), 'pull', sweep());
		expect(stopped.stopped[0]?.part).toBe('unsubscribes');
		expect(stopped.stopped.filter(({ error }) => error?.details.retryAt === undefined)).toEqual([]);
		expect(stopped.pulled?.lists[0]).toMatchObject({ rows: 2_000, whole: false });
		expect(slow.throttled).toBe(0);
	}, 30_000);

	test('VM-19 one address that SendGrid refuses holds up no other', async () => {
		const sendGrid = await start({ refusedAddresses: new Set([address(37)]) });
		const store = await place.newStore();
		await sayNo(store, ...people(0, 60).map(({ email }) => email));
		const service = sendGridSuppressions(apiTo(sendGrid.url));
		expect(await syncWithService(store, service, 'push', sweep())).toMatchObject({ pushed: { told: 59, refused: [{ address: address(37), reason: expect.stringContaining('not a valid email') }], left: 0 }, stopped: [] });
		expect(sendGrid.suppressions.addresses('unsubscribes')).toHaveLength(59);
	});

	test('VM-19 a lost answer: told again, and not taken for the recipients’ own word', async () => {
		const sendGrid = await start({ onCall: (method, _path, nth) => (method === 'POST' && nth <= 4 ? { kind: 'drop-after-accepting' } : null) });
		const store = await place.newStore();
		await sayNo(store, address(1), address(2));
		const service = sendGridSuppressions(apiTo(sendGrid.url));
		expect(await syncWithService(store, service, 'push', sweep())).toMatchObject({ pushed: { told: 0, left: 2 }, stopped: [{ part: 'noes', error: { details: { uncertain: true } } }] });
		expect(await syncWithService(store, service, 'both', sweep())).toMatchObject({ pushed: { left: 0 }, stopped: [] });
		expect(await count(store, `SELECT COUNT(*) FROM consent_entry WHERE source <> 'user'`)).toBe(0);
	}, 30_000);

	test('VM-19 X-05 of thousands who unsubscribed at the service, a sweep and an import that overwrites everything, twice: 0 re-subscribed', async () => {
		// 100,000 take longer than ten seconds on two shared cores; the rule is the same for each row.
		const PEOPLE = 10_000;
		const sendGrid = await start();
		const store = await place.newStore();
		sendGrid.suppressions.fill('unsubscribes', people(0, PEOPLE));
		const service = sendGridSuppressions(apiTo(sendGrid.url));
		for (const round of [1, 2]) {
			await syncWithService(store, service, 'both', sweep({ startOver: round === 2 }));
			for (let from = 0; from < PEOPLE; from += 2_500) {
				await importRows(store, {
					kind: 'contact',
					columns: ['name', 'email', 'do_not_email'].map((field) => ({ field, by: 'any' as const, format: { dateOrder: null, decimal: null, excelSerial: false } })),
					rows: Array.from({ length: 2_500 }, (_, n) => ({ line: from + n + 2, cells: [`Round ${round}`, address(from + n).toUpperCase(), 'no'] })),
					rules: { sameAddress: 'update', badValue: 'refuse', createAccounts: false, timeZone: 'UTC', origin: 'all.csv' },
				});
			}
			expect(await count(store, `SELECT COUNT(*) FROM contact WHERE name = 'Round ${round}'`)).toBe(PEOPLE);
			let may = 0;
			for (let from = 0; from < PEOPLE; from += 5_000) {
				const answers = await store.run(checkConsent, { questions: Array.from({ length: 5_000 }, (_, n) => ({ address: address(from + n), record: null })), campaignId: null });
				may += answers.filter((answer) => answer.mayBeEmailed).length;
			}
			expect(may).toBe(0);
		}
		expect(await count(store, 'SELECT COUNT(*) FROM consent_entry')).toBe(PEOPLE);
		expect(sendGrid.calls.filter(({ method }) => method === 'POST')).toEqual([]);
	}, 120_000);
});
