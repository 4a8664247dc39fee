import { createBrevoChannel } from '../../../connectors/brevo/BrevoChannel';
import type { MailChannel, OutgoingMail, SendOutcome } from '../../../engine/delivery/MailChannel';
import type { BrevoSettings } from '../../../connectors/brevo/BrevoSettings';
import { API_KEY, type BrevoRules, type SendBehaviour } from '../../simulators/brevo/brevoRules';
import type { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { isObject } from '../../simulators/brevo/brevoReply';
import { seededRandom } from '../../support/seededRandom';
import { mailTo } from '../smtp/mails';
import { mails, NO_LIMITS, settingsFor, startBrevo, stopAll, tally } from './world';

afterEach(stopAll);

interface World {
	readonly simulator: BrevoSimulator;
	readonly channel: MailChannel;
}

async function world(rules: BrevoRules = {}, settings: Partial<BrevoSettings> = {}): Promise<World> {
	const simulator = await startBrevo({ ...NO_LIMITS, ...rules });
	return { simulator, channel: createBrevoChannel(settingsFor(simulator, settings)) };
}

function keysOf(simulator: BrevoSimulator): string[] {
	return simulator.state.callsOf('POST', '/smtp/email').map(({ body }) => {
		const headers = isObject(body) ? body['headers'] : null;
		return isObject(headers) ? String(headers['idempotencyKey']) : '';
	});
}

describe('VM-08 Sending through Brevo', () => {
	test('2,500 mails go in three calls, each recipient gets their own, each outcome has its mail’s id', async () => {
		const { simulator, channel } = await world();
		const batch = mails(2_500);
		const outcomes = await channel.send(batch);
		expect(simulator.state.callsOf('POST', '/smtp/email')).toHaveLength(3);
		expect(tally(outcomes)).toEqual({ sent: 2_500 });
		const byAddress = new Map(simulator.state.mails.map((mail) => [mail.to, mail]));
		batch.forEach((mail, place) => {
			const got = byAddress.get(mail.to.address);
			expect(got).toMatchObject({ subject: mail.subject, html: mail.html, text: mail.text, sender: mail.from.address });
			const outcome = outcomes[place];
			expect(outcome?.kind === 'sent' && `<${outcome.remoteId}>` === got?.messageId).toBe(true);
		});
	});

	test('text with template marks arrives as it was written', async () => {
		const { simulator, channel } = await world();
		await channel.send([mailTo('a', { subject: 'Save {{ 50 }} %', html: '<p>{{ contact.EMAIL }} {% x %}</p>', text: '{{ contact.EMAIL }}' })]);
		const [mail] = simulator.state.mails;
		expect(mail?.subject.replaceAll('\u200b', '')).toBe('Save {{ 50 }} %');
		expect(mail?.html.replaceAll('&#123;', '{')).toBe('<p>{{ contact.EMAIL }} {% x %}</p>');
		expect(mail?.text?.replaceAll('\u200b', '')).toBe('{{ contact.EMAIL }}');
	});

	test('ids that don’t fit the mails are not guessed at', async () => {
		for (const ids of [0, 2]) {
			const { channel } = await world({ onSend: () => ({ kind: 'accept with ids', ids }) });
			const outcomes = await channel.send(mails(3, `ids${ids}-`));
			expect(outcomes).toEqual([0, 1, 2].map(() => ({ kind: 'sent', reply: 'Accepted by Brevo', remoteId: null })));
		}
	});

	test('in the sandbox nothing is sent', async () => {
		const { simulator, channel } = await world({}, { sandbox: true });
		expect(tally(await channel.send(mails(3)))).toEqual({ sent: 3 });
		expect(simulator.state.mails).toEqual([]);
	});

	test('the channel is verified by the account: key, activation, credits', async () => {
		const fine = await world();
		await expect(fine.channel.verify()).resolves.toBeUndefined();
		expect(fine.simulator.state.mails).toEqual([]);
		const off = await world({ relayEnabled: false });
		await expect(off.channel.verify()).rejects.toMatchObject({ code: 'not-allowed', message: expect.stringContaining('not activated') });
		const empty = await world({ credits: 0 });
		await expect(empty.channel.verify()).rejects.toMatchObject({ code: 'not-allowed', message: expect.stringContaining('no credits') });
	});
});

describe('X-03 A lost answer', () => {
	const LOSSES: readonly SendBehaviour[] = [
		{ kind: 'accept and cut' },
		{ kind: 'cut' },
		{ kind: 'accept and refuse', status: 502, code: '', message: 'Bad Gateway' },
		{ kind: 'refuse', status: 500, code: 'internal', message: 'Try later' },
	];

	test.each(LOSSES)('is asked for once more with the same key, and everybody is mailed once: $kind', async (loss) => {
		const { simulator, channel } = await world({ onSend: (call) => (call === 1 ? loss : { kind: 'accept' }) });
		const outcomes = await channel.send(mails(20));
		const keys = keysOf(simulator);
		expect(keys).toHaveLength(2);
		expect(new Set(keys).size).toBe(1);
		expect(tally(outcomes)).toEqual({ sent: 20 });
		expect([...simulator.state.byAddress().values()]).toEqual(Array.from({ length: 20 }, () => 1));
	});

	test('by silence too', async () => {
		const { simulator, channel } = await world({ onSend: (call) => ({ kind: call === 1 ? 'accept and stay silent' : 'accept' }) }, { answerTimeout: 300 });
		expect(tally(await channel.send(mails(5)))).toEqual({ sent: 5 });
		expect(simulator.state.mails).toHaveLength(5);
	});

	test('is asked for no third time: uncertain', async () => {
		const { simulator, channel } = await world({ onSend: () => ({ kind: 'cut' }) });
		expect(tally(await channel.send(mails(5)))).toEqual({ uncertain: 5 });
		expect(keysOf(simulator)).toHaveLength(2);
	});

	test('followed by a refusal is uncertain, never sent and never tried again', async () => {
		for (const status of [400, 401, 402, 403]) {
			const { channel } = await world({ onSend: (call) => (call === 1 ? { kind: 'accept and cut' } : { kind: 'refuse', status, code: 'some_code', message: 'No' }) });
			expect(tally(await channel.send(mails(5)))).toEqual({ uncertain: 5 });
		}
	});

	test('1,000 losses of all kinds, at first and second tries: nobody is mailed twice, and nobody is taken for mailed who wasn’t', async () => {
		const random = seededRandom(7);
		const behaviours: readonly SendBehaviour[] = [...LOSSES, { kind: 'accept' }];
		const { simulator, channel } = await world({ onSend: (call) => (call % 2 === 1 ? LOSSES : behaviours)[Math.floor(random() * (call % 2 === 1 ? 4 : 5))] ?? { kind: 'accept' } });
		const outcomes = new Map<string, SendOutcome>();
		for (let batch = 0; batch < 1_000; batch++) {
			const sent = mails(2, `b${batch}-`);
			(await channel.send(sent)).forEach((outcome, place) => outcomes.set(sent[place]?.to.address ?? '', outcome));
		}
		const got = simulator.state.byAddress();
		expect(outcomes.size).toBe(2_000);
		expect(Math.max(...got.values())).toBe(1);
		for (const [address, outcome] of outcomes) {
			if (outcome.kind === 'sent') expect(got.get(address)).toBe(1);
			if (got.has(address)) expect(['sent', 'uncertain']).toContain(outcome.kind);
		}
		// All of it happened: sent after a loss, and left open.
		expect(tally([...outcomes.values()])['sent']).toBeGreaterThan(200);
		expect(tally([...outcomes.values()])['uncertain']).toBeGreaterThan(200);
	}, 120_000);

	test('the check can fail: a repetition without the key mails everybody twice', async () => {
		const { simulator, channel } = await world({ idempotencyTtl: 0, onSend: (call) => ({ kind: call === 1 ? 'accept and cut' : 'accept' }) });
		await channel.send(mails(5));
		expect(Math.max(...simulator.state.byAddress().values())).toBe(2);
	});

	test('the same messages again within half an hour are left to a person, even where keys of refused calls are remembered', async () => {
		const { simulator, channel } = await world({ remembersRefused: true, onSend: () => ({ kind: 'accept' }), credits: 3 });
		expect(tally(await channel.send(mails(5)))).toEqual({ unreachable: 5 });
		expect(tally(await channel.send(mails(5)))).toEqual({ uncertain: 5 });
		expect(simulator.state.mails).toEqual([]);
	});
});

describe('VM-08 One bad mail doesn’t hold up the others', () => {
	const bad = new Set(['r3@people.example', 'r777@people.example']);

	test.each(['address', 'place', 'nothing'] as const)('where the error names its %s', async (badAddressWords) => {
		const { simulator, channel } = await world({ badAddresses: bad, badAddressWords });
		const batch = mails(1_000);
		const outcomes = await channel.send(batch);
		expect(tally(outcomes)).toEqual({ 'refused for good': 2, sent: 998 });
		batch.forEach((mail, place) => expect(outcomes[place]?.kind).toBe(bad.has(mail.to.address) ? 'refused' : 'sent'));
		expect(Math.max(...simulator.state.byAddress().values())).toBe(1);
		expect(simulator.state.mails).toHaveLength(998);
		expect(keysOf(simulator).length).toBeLessThanOrEqual(42);
	});

	test('a malformed address doesn’t even go out', async () => {
		const { simulator, channel } = await world();
		const outcomes = await channel.send([mailTo('a'), mailTo('b', { to: { name: null, address: 'no address' } })]);
		expect(tally(outcomes)).toEqual({ sent: 1, 'refused for good': 1 });
		expect(keysOf(simulator)).toHaveLength(1);
	});

	test('a content refused with every mail costs a limited number of calls, and is tried again later', async () => {
		const { simulator, channel } = await world({ onSend: () => ({ kind: 'refuse', status: 400, code: 'invalid_parameter', message: 'No' }) });
		const outcomes = await channel.send(mails(1_000));
		expect(keysOf(simulator).length).toBeLessThanOrEqual(42);
		expect(tally(outcomes)['refused for now']).toBeGreaterThan(900);
		expect(tally(outcomes)['sent']).toBeUndefined();
	});

	test('an unknown sender holds up its own mails only', async () => {
		const { channel } = await world({ senders: new Set(['sales@shop.example']) });
		const other = (n: number): Partial<OutgoingMail> => (n < 3 ? { from: { name: null, address: 'unknown@shop.example' } } : {});
		expect(tally(await channel.send(mails(10, 'r', other)))).toEqual({ 'refused for now': 3, sent: 7 });
	});
});

describe('VM-08 What is about the account stops everything and loses nothing', () => {
	const CASES: readonly (readonly [string, BrevoRules, RegExp])[] = [
		['no credits', { credits: 0 }, /no credits left.*not_enough_credits/],
		['a wrong key', { apiKey: 'xkeysib-another' }, /refused the API key/],
		['an unknown IP address', { unknownIp: true }, /Authorised IPs/],
		['an account under validation', { underValidation: true }, /still validating/],
		['an address that is no API', { onSend: () => ({ kind: 'refuse', status: 404, code: '', message: '' }) }, /Base URL/],
	];

	test.each(CASES)('%s: unreachable, with what to do', async (_name, rules, words) => {
		const { simulator, channel } = await world(rules);
		const outcomes = await channel.send(mails(3_000));
		expect(tally(outcomes)).toEqual({ unreachable: 3_000 });
		expect(outcomes[0]?.reply).toMatch(words);
		expect(simulator.state.mails).toEqual([]);
		expect(keysOf(simulator).length).toBeLessThanOrEqual(1);
	});

	test('nobody there: unreachable', async () => {
		const { simulator, channel } = await world();
		await simulator.stop();
		expect(tally(await channel.send(mails(3)))).toEqual({ unreachable: 3 });
	});

	test('no key in any outcome or error, also where the service says it', async () => {
		const faults: readonly BrevoRules[] = [400, 401, 402, 403, 404, 500].map((status) => ({ onCall: () => ({ status, code: 'odd', message: `Your key ${API_KEY} is odd` }) }));
		for (const rules of faults) {
			const { channel } = await world(rules);
			const said = JSON.stringify([await channel.send(mails(1)), await channel.verify().then(() => '', (error: unknown) => [String(error), JSON.stringify(error), error instanceof Error ? error.stack : ''])]);
			expect(said).not.toContain(API_KEY);
			expect(said).toContain('***');
		}
	});
});
