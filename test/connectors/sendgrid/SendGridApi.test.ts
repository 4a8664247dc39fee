import { EngineError } from '../../../engine/EngineError';
import { sendGridBaseUrl, sendGridSettingsFrom } from '../../../connectors/sendgrid/SendGridSettings';
import type { SendGridSettings } from '../../../connectors/sendgrid/SendGridSettings';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import type { SendGridRules } from '../../simulators/sendgrid/SendGridRules';
import { apiTo } from './mails';

let sendGrid: SendGridSimulator;
async function start(rules: SendGridRules = {}): Promise<string> {
	sendGrid = await startSendGrid(rules);
	return sendGrid.url;
}
afterEach(() => sendGrid.stop());

async function faultOf(rules: SendGridRules, changes: Partial<SendGridSettings> = {}): Promise<EngineError> {
	const url = await start(rules);
	const fault: unknown = await apiTo(url, changes).verify().then(() => null, (error: unknown) => error);
	if (fault instanceof EngineError) return fault;
	throw new Error(`no EngineError: ${String(fault)}`);
}

describe('The sign-in to SendGrid', () => {
	test('passes for a key that may send, and sends nothing', async () => {
		await apiTo(await start()).verify();
		expect(sendGrid.calls.map(({ path }) => path)).toEqual(['/scopes']);
	});

	test('acts on behalf of a subuser where one is named', async () => {
		await apiTo(await start({ subusers: ['north'] }), { subuser: 'north' }).verify();
		expect(sendGrid.calls[0]?.onBehalfOf).toBe('north');
	});

	test('names a permission that is missing, and where to give it', async () => {
		const fault = await faultOf({ keys: { 'SG.test.key': ['stats.read'] } });
		expect([fault.code, fault.message]).toEqual(['not-allowed', 'The API key is accepted, but lacks the permission mail.send.']);
		expect(fault.wayOut).toContain('Settings → API Keys');
	});

	test('tells a wrong key, without showing it', async () => {
		const fault = await faultOf({ keys: {} }, { apiKey: 'SG.very.secret', region: 'eu' });
		expect(fault).toMatchObject({ code: 'not-allowed', message: expect.stringContaining('refused the API key'), wayOut: expect.stringContaining('Region') });
		expect(JSON.stringify([fault, fault.message, fault.stack])).not.toContain('very.secret');
	});

	test('tells a subuser the key may not act for', async () => {
		const fault = await faultOf({}, { subuser: 'south' });
		expect(fault).toMatchObject({ code: 'not-allowed', wayOut: expect.stringContaining('subuser south') });
	});

	test('X-04 a used-up rate is said with its seconds, and not slept through', async () => {
		const url = await start({ rate: { calls: 1, windowSeconds: 3600, headers: true } });
		const api = apiTo(url, { longestWait: 0 });
		await api.verify();
		await expect(api.verify()).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/try again after \d+ s/) });
		expect(sendGrid.calls).toHaveLength(1);
	});

	test('an answer that is not SendGrid’s is none', async () => {
		const api = apiTo((await start()) + '/elsewhere');
		await expect(api.verify()).rejects.toMatchObject({ code: 'not-found' });
	});
});

test('Settings follow the credential: region, host of one’s own, blanks', async () => {
	await start();
	const of = (region: 'global' | 'eu', baseUrl?: string): string => sendGridBaseUrl(sendGridSettingsFrom({ apiKey: 'k', region, baseUrl }));
	expect([of('global'), of('eu'), of('eu', ''), of('eu', ' http://127.0.0.1:9/ ')]).toEqual(['https://api.sendgrid.com/v3', 'https://api.eu.sendgrid.com/v3', 'https://api.eu.sendgrid.com/v3', 'http://127.0.0.1:9/v3']);
	expect(sendGridSettingsFrom({ apiKey: ' k ', region: 'global', subuser: ' ' })).toMatchObject({ apiKey: 'k', subuser: null });
});
