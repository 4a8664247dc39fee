import { BrevoApi } from '../../../connectors/brevo/BrevoApi';
import { createBrevoChannel } from '../../../connectors/brevo/BrevoChannel';
import { brevoSettingsFrom } from '../../../connectors/brevo/BrevoSettings';
import { readAccount, verifyAccount } from '../../../connectors/brevo/readAccount';
import { EngineError } from '../../../engine/EngineError';
import { API_KEY, type BrevoRules } from '../../simulators/brevo/brevoRules';
import { FAST, mails, NO_LIMITS, settingsFor, startBrevo, stopAll, tally } from './world';

afterEach(stopAll);

async function faultWith(rules: BrevoRules): Promise<EngineError> {
	const simulator = await startBrevo({ ...NO_LIMITS, ...rules });
	try {
		await verifyAccount(new BrevoApi(settingsFor(simulator)));
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	}
	throw new Error('Nothing was found wrong');
}

/** The most calls that arrived in any window of so many ms. */
function mostWithin(times: readonly number[], length: number): number {
	return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + length).length));
}

describe('The Brevo account', () => {
	test('is read: credits of emails, activation', async () => {
		const simulator = await startBrevo({ credits: 77 });
		expect(await readAccount(new BrevoApi(settingsFor(simulator)))).toEqual({ company: 'Shop', email: 'owner@shop.example', credits: 77, relayEnabled: true });
	});

	const CASES: readonly (readonly [string, BrevoRules, string, RegExp])[] = [
		['a wrong key', { apiKey: 'xkeysib-other' }, 'not-allowed', /not an SMTP key/],
		['an unknown IP address', { unknownIp: true }, 'not-allowed', /Authorised IPs/],
		['no credits', { credits: 0 }, 'not-allowed', /Buy credits/],
		['transactional mail switched off', { relayEnabled: false }, 'not-allowed', /Activate it/],
		['a validation', { onCall: () => ({ status: 403, code: 'account_under_validation', message: 'Wait' }) }, 'not-allowed', /activate the account/],
		['a permission', { onCall: () => ({ status: 403, code: 'permission_denied', message: 'No' }) }, 'not-allowed', /transactional email is activated/],
		['a failure', { onCall: () => ({ status: 503, code: '', message: '' }) }, 'unavailable', /some minutes/],
		['no such address', { onCall: () => ({ status: 404, code: '', message: '' }) }, 'not-found', /Base URL/],
	];

	test.each(CASES)('%s is told with what to do', async (_name, rules, code, wayOut) => {
		const fault = await faultWith(rules);
		expect(fault.code).toBe(code);
		expect(fault.wayOut).toMatch(wayOut);
	});

	test('a failure that passes is tried again', async () => {
		const simulator = await startBrevo({ ...NO_LIMITS, onCall: (_method, _path, nth) => (nth < 3 ? { status: 502, code: '', message: '' } : null) });
		await expect(verifyAccount(new BrevoApi(settingsFor(simulator)))).resolves.toMatchObject({ company: 'Shop' });
	});

	test('no error shows the key', async () => {
		for (const status of [400, 401, 402, 403, 404, 429, 500]) {
			const fault = await faultWith({ onCall: () => ({ status, code: API_KEY, message: `The key ${API_KEY}` }) });
			expect(`${fault.message} ${fault.wayOut} ${fault.stack} ${JSON.stringify(fault)}`).not.toContain(API_KEY);
		}
	});

	test('the credential is read: blanks around it, no address of its own', () => {
		expect(brevoSettingsFrom({ apiKey: ' xkeysib-1 ', baseUrl: ' ' })).toEqual({ apiKey: 'xkeysib-1', baseUrl: null });
	});
});

describe('VM-08 Brevo’s rate', () => {
	test('is never exceeded in any window, and used up: sendings', async () => {
		const windows = [{ most: 10, window: 400 }];
		const simulator = await startBrevo({ limits: { send: [{ limit: 10, length: 400 }] } });
		const channel = createBrevoChannel(settingsFor(simulator, { limits: { send: { windows, longestWait: 10_000 } } }));
		const start = performance.now();
		const outcomes = await Promise.all(Array.from({ length: 45 }, (_, n) => channel.send(mails(1, `b${n}-`))));
		const took = performance.now() - start;
		expect(tally(outcomes.flat())).toEqual({ sent: 45 });
		expect(simulator.throttled).toBe(0);
		expect(mostWithin(simulator.state.calls.map(({ at }) => at), 400)).toBe(10);
		expect(took).toBeLessThan(6_000);
	});

	test('is never exceeded: contacts, ten a second', async () => {
		const simulator = await startBrevo();
		const api = new BrevoApi(settingsFor(simulator, { limits: undefined }));
		await Promise.all(Array.from({ length: 25 }, () => api.ask({ method: 'GET', path: '/contacts', repeatable: true })));
		expect(simulator.throttled).toBe(0);
		expect(mostWithin(simulator.state.calls.map(({ at }) => at), 1_000)).toBeLessThanOrEqual(10);
	});

	test('the check can fail: unpaced calls are too fast', async () => {
		const simulator = await startBrevo({ limits: { contacts: [{ limit: 10, length: 1_000 }] } });
		await Promise.all(Array.from({ length: 15 }, () => fetch(`${simulator.url}/contacts`, { headers: { 'api-key': API_KEY } })));
		expect(simulator.throttled).toBe(5);
	});

	test('an account with less than is published says so, and is kept to', async () => {
		const simulator = await startBrevo({ limits: { contacts: [{ limit: 4, length: 2_000 }] } });
		const api = new BrevoApi(settingsFor(simulator, { limits: { contacts: { windows: FAST.windows, longestWait: 10_000 } } }));
		for (let n = 0; n < 6; n++) expect((await api.ask({ method: 'GET', path: '/contacts', repeatable: true })).kind).toBe('ok');
		expect(simulator.throttled).toBe(0);
	}, 20_000);

	test('a throttled sending is sent once it may go, once', async () => {
		const simulator = await startBrevo({ ...NO_LIMITS, onSend: (call) => (call === 1 ? { kind: 'refuse', status: 429, code: 'too_many_requests', message: 'Slow down' } : { kind: 'accept' }) });
		const channel = createBrevoChannel(settingsFor(simulator));
		expect(tally(await channel.send(mails(5)))).toEqual({ sent: 5 });
		expect(simulator.state.mails).toHaveLength(5);
	});

	test('an hour that is used up: unreachable, with the time to try again, at once', async () => {
		const simulator = await startBrevo({ limits: { send: [{ limit: 1, length: 3_600_000 }] } });
		const channel = createBrevoChannel(settingsFor(simulator));
		expect(tally(await channel.send(mails(2, 'a')))).toEqual({ sent: 2 });
		const start = performance.now();
		const outcomes = await channel.send(mails(2, 'b'));
		expect(outcomes[0]).toMatchObject({ kind: 'unreachable', reply: expect.stringMatching(/try again after 3[56]\d\d s/) });
		expect(tally(outcomes)).toEqual({ unreachable: 2 });
		expect(performance.now() - start).toBeLessThan(1_000);
		expect(simulator.state.mails).toHaveLength(2);
	});

	test('one bucket that is empty doesn’t hold up the others', async () => {
		const simulator = await startBrevo({ limits: { other: [{ limit: 1, length: 3_600_000 }] } });
		const api = new BrevoApi(settingsFor(simulator));
		await verifyAccount(api);
		expect((await api.ask({ method: 'GET', path: '/account', repeatable: true })).kind).toBe('limited');
		expect((await api.ask({ method: 'GET', path: '/contacts', repeatable: true })).kind).toBe('ok');
	});
});
