import { createServer, type Server } from 'node:net';
import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import type { SmtpSettings } from '../../../connectors/smtp/SmtpSettings';
import type { MailChannel, OutgoingMail, SendOutcome } from '../../../engine/delivery/MailChannel';
import { startSmtpSink, type SmtpSink } from '../../simulators/smtpSink';
import type { SinkBehaviour, SmtpSinkRules } from '../../simulators/smtpSinkRules';
import { mailTo, sinkSettings } from './mails';

interface Bench {
	readonly sink: SmtpSink;
	readonly channel: MailChannel;
}

const open: Array<() => Promise<void>> = [];

afterEach(async () => {
	for (const close of open.splice(0).reverse()) await close();
});

async function withSink(rules: SmtpSinkRules = {}, settings: Partial<SmtpSettings> = {}): Promise<Bench> {
	const sink = await startSmtpSink(rules);
	open.push(() => sink.stop());
	const channel = createSmtpChannel(sinkSettings(sink.port, settings));
	open.push(() => channel.close());
	return { sink, channel };
}

async function sendOne(channel: MailChannel, mail: OutgoingMail): Promise<SendOutcome> {
	const [outcome] = await channel.send([mail]);
	if (outcome === undefined) throw new Error('no outcome');
	return outcome;
}

function everyone(does: SinkBehaviour, times?: number): SmtpSinkRules {
	return { mails: [{ recipient: '*', does, ...(times === undefined ? {} : { times }) }] };
}

async function freePort(): Promise<number> {
	const server = createServer();
	const port = await listen(server);
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return port;
}

function listen(server: Server): Promise<number> {
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			resolve(address !== null && typeof address === 'object' ? address.port : 0);
		});
	});
}

describe('A mail that the server takes', () => {
	test('VM-08 is sent, with the words of the server and a Message-ID made of its reference', async () => {
		const { sink, channel } = await withSink();
		const outcome = await sendOne(channel, mailTo('m1', { headers: { 'List-Unsubscribe': '<https://shop.example/u>' } }));
		expect(outcome).toEqual({ kind: 'sent', reply: '250 OK: message queued', remoteId: '<m1@shop.example>' });
		const [mail] = sink.accepted();
		expect(mail?.to).toEqual(['m1@people.example']);
		expect(mail?.headers.get('message-id')).toEqual(['<m1@shop.example>']);
		expect(mail?.headers.get('x-crm-message')).toEqual(['m1']);
		expect(mail?.headers.get('list-unsubscribe')).toEqual(['<https://shop.example/u>']);
		expect(mail?.headers.get('from')).toEqual(['Sales <sales@shop.example>']);
	});

	test('has both parts and the reply address it was given', async () => {
		const { sink, channel } = await withSink({ keep: 'bodies' });
		await sendOne(channel, mailTo('m1', { replyTo: { name: null, address: 'answers@shop.example' } }));
		const [mail] = sink.accepted();
		expect(mail?.headers.get('reply-to')).toEqual(['answers@shop.example']);
		expect(mail?.raw).toContain('X-CRM-Message: m1');
		expect(mail?.raw).toContain('Hello m1, here is our offer.');
		expect(mail?.raw).toContain('<b>m1</b>');
	});

	test('goes out once among hundreds over few connections, each replaced after its number of mails', async () => {
		const { sink, channel } = await withSink({}, { maxConnections: 4, maxMessagesPerConnection: 25 });
		const outcomes = await channel.send(Array.from({ length: 300 }, (_, i) => mailTo(`m${i}`)));
		expect(outcomes.filter((outcome) => outcome.kind === 'sent')).toHaveLength(300);
		expect(sink.byRecipient().size).toBe(300);
		expect(sink.total()).toBe(300);
		expect(sink.connections()).toBeGreaterThanOrEqual(12);
	});

	test('is sent also when the server takes its time', async () => {
		const { channel } = await withSink(everyone({ kind: 'slow', milliseconds: 300 }));
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('sent');
	});

	test.each(['starttls', 'tls'] as const)('is sent over %s', async (tls) => {
		const { sink, channel } = await withSink({ tls }, { secure: tls, allowUnauthorizedCerts: true });
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('sent');
		expect(sink.total()).toBe(1);
	});

	test('is sent unencrypted where the server offers no STARTTLS and nothing secret is at stake', async () => {
		const { channel } = await withSink({}, { secure: 'starttls' });
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('sent');
	});

	test('is sent after signing in', async () => {
		const auth = { user: 'shop', password: 'right-password' };
		const { channel } = await withSink({ auth }, auth);
		await channel.verify();
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('sent');
	});

	test('is sent also to servers without PIPELINING', async () => {
		const { channel } = await withSink({ pipelining: false });
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('sent');
	});
});

describe('A mail that the server refuses', () => {
	const refusals: ReadonlyArray<readonly [string, SinkBehaviour, boolean, string]> = [
		['an unknown recipient', { kind: 'refuse-recipient', code: 550, text: '5.1.1 No such user' }, true, '550 5.1.1 No such user'],
		['greylisting', { kind: 'refuse-recipient', code: 451, text: '4.7.1 Greylisted' }, false, '451 4.7.1 Greylisted'],
		['a busy recipient', { kind: 'refuse-recipient', code: 421, text: '4.7.28 Rate limited' }, false, '421 4.7.28 Rate limited'],
		['spam', { kind: 'refuse-after-data', code: 554, text: '5.7.1 Looks like spam' }, true, '554 5.7.1 Looks like spam'],
		['a full mailbox', { kind: 'refuse-after-data', code: 452, text: '4.2.2 Mailbox full' }, false, '452 4.2.2 Mailbox full'],
		['a server that shuts down after the content', { kind: 'refuse-after-data', code: 421, text: '4.3.2 Shutting down' }, false, '421 4.3.2 Shutting down'],
	];

	describe.each([true, false])('with PIPELINING %s', (pipelining) => {
		test.each(refusals)('for %s says so, and whether for good', async (_name, does, permanent, words) => {
			const { sink, channel } = await withSink({ ...everyone(does), pipelining });
			const outcome = await sendOne(channel, mailTo('m1'));
			expect(outcome).toEqual({ kind: 'refused', permanent, reply: expect.stringContaining(words) });
			expect(sink.total()).toBe(0);
		});
	});

	test('temporarily goes through when tried later', async () => {
		const { sink, channel } = await withSink(everyone({ kind: 'refuse-recipient', code: 451, text: '4.7.1 Greylisted' }, 2));
		const kinds = [];
		for (let attempt = 0; attempt < 3; attempt++) kinds.push((await sendOne(channel, mailTo('m1'))).kind);
		expect(kinds).toEqual(['refused', 'refused', 'sent']);
		expect(sink.total()).toBe(1);
	});

	test('leaves the connection to the next mail', async () => {
		const { sink, channel } = await withSink(
			{ mails: [{ recipient: 'bad@people.example', does: { kind: 'refuse-recipient', code: 550, text: '5.1.1 No such user' } }] },
			{ maxConnections: 1 },
		);
		const outcomes = await channel.send([mailTo('good1'), mailTo('bad'), mailTo('good2')]);
		expect(outcomes.map((outcome) => outcome.kind)).toEqual(['sent', 'refused', 'sent']);
		expect(sink.connections()).toBe(1);
	});

	test('for its size is refused for good', async () => {
		const { channel } = await withSink({ maxSize: 2000 });
		const outcome = await sendOne(channel, mailTo('m1', { html: `<p>${'x'.repeat(5000)}</p>` }));
		expect(outcome).toMatchObject({ kind: 'refused', permanent: true });
	});

	test('for its sender is refused for good', async () => {
		const { channel } = await withSink({ sender: { address: '@shop.example', code: 553, text: '5.7.1 Sender not owned' } });
		expect(await sendOne(channel, mailTo('m1'))).toEqual({ kind: 'refused', permanent: true, reply: '553 5.7.1 Sender not owned' });
	});

	test('for the number of recipients in a second may be tried again', async () => {
		const { channel } = await withSink({ maxRecipientsPerSecond: 2 });
		const outcomes = await channel.send([mailTo('a'), mailTo('b'), mailTo('c')]);
		expect(outcomes.filter((outcome) => outcome.kind === 'sent')).toHaveLength(2);
		expect(outcomes.find((outcome) => outcome.kind !== 'sent')).toMatchObject({ kind: 'refused', permanent: false });
	});

	test.each(['a@b@c.example', 'no-at.example', '@c.example', 'a@', 'a b@c.example', 'a@c.example, x@d.example', 'a@c.example\r\nRCPT TO:<x@d.example>', '<a@c.example>'])(
		'VM-12 for the malformed address %j is refused before the wire',
		async (address) => {
			const { sink, channel } = await withSink();
			expect(await sendOne(channel, mailTo('m1', { to: { name: null, address } }))).toMatchObject({ kind: 'refused', permanent: true });
			expect(sink.connections()).toBe(0);
		},
	);
});

describe('A mail that certainly was not handed over', () => {
	test('is unreachable when nothing listens', async () => {
		const channel = createSmtpChannel(sinkSettings(await freePort()));
		expect(await sendOne(channel, mailTo('m1'))).toEqual({ kind: 'unreachable', reply: expect.stringContaining('ECONNREFUSED') });
		await channel.close();
	});

	test('is unreachable when the host does not exist', async () => {
		const channel = createSmtpChannel(sinkSettings(25, { host: 'no-such-host.invalid' }));
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('unreachable');
		await channel.close();
	});

	test.each<readonly [string, SmtpSinkRules, Partial<SmtpSettings>]>([
		['every connection is cut', { dropConnections: 'always' }, {}],
		['no greeting comes', { silentGreeting: true }, {}],
		['the server greets with no', { greeting: { code: 554, text: '5.7.1 Blocked' } }, {}],
		['the server is full', { greeting: { code: 421, text: 'Too many connections' } }, {}],
		['the password is wrong', { auth: { user: 'shop', password: 'right-password' } }, { user: 'shop', password: 'wrong-password' }],
		['the server wants a sign-in and has none', { auth: { user: 'shop', password: 'right-password' } }, {}],
		['TLS is spoken to a plain port', {}, { secure: 'tls' }],
		['plain text is spoken to a TLS port', { tls: 'tls' }, {}],
		['the certificate is not trusted', { tls: 'tls' }, { secure: 'tls' }],
		['the connection breaks at RCPT TO', everyone({ kind: 'drop-at-recipient' }), {}],
	])('is unreachable when %s', async (_name, rules, settings) => {
		const { sink, channel } = await withSink(rules, settings);
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('unreachable');
		expect(sink.total()).toBe(0);
		expect(sink.offered()).toBe(0);
	});

	test('is unreachable when it still waits for a connection as the channel closes', async () => {
		const { sink, channel } = await withSink(everyone({ kind: 'slow', milliseconds: 200 }), { maxConnections: 1 });
		const sending = channel.send([mailTo('m1'), mailTo('m2'), mailTo('m3')]);
		while (sink.total() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		await channel.close();
		expect((await sending).map((outcome) => outcome.kind)).toEqual(['sent', 'unreachable', 'unreachable']);
		expect(sink.total()).toBe(1);
	});

	test('takes a fresh connection by itself when its own turns out dead, as long as nothing was handed over', async () => {
		const { sink, channel } = await withSink({ maxMailsPerConnection: 2 }, { maxConnections: 1 });
		const outcomes = await channel.send(Array.from({ length: 7 }, (_, i) => mailTo(`m${i}`)));
		expect(outcomes.every((outcome) => outcome.kind === 'sent')).toBe(true);
		expect(sink.connections()).toBe(4);
		expect(Math.max(...sink.byRecipient().values())).toBe(1);
	});

	test('goes out after the server was restarted in between', async () => {
		const { sink, channel } = await withSink();
		await sendOne(channel, mailTo('m1'));
		sink.dropAll();
		expect((await sendOne(channel, mailTo('m2'))).kind).toBe('sent');
		expect(sink.total()).toBe(2);
	});
});

describe('A mail whose answer is lost', () => {
	test.each<readonly [string, SinkBehaviour, number]>([
		['was stored', { kind: 'drop-after-storing' }, 1],
		['was lost too', { kind: 'drop-before-storing' }, 0],
		['was cut off on its way', { kind: 'drop-during-data' }, 0],
		['was answered only in part', { kind: 'cut-answer', text: '25' }, 1],
		['was refused with half a line', { kind: 'cut-answer', text: '554 5.7.1 Spa' }, 1],
		['was stored and never answered', { kind: 'silent-after-storing' }, 1],
	])('is uncertain and not sent again when it %s', async (_name, does, stored) => {
		const { sink, channel } = await withSink(everyone(does));
		await sendOne(channel, mailTo('other', { to: { name: null, address: 'first@other.example' } }));
		expect(await sendOne(channel, mailTo('m1'))).toEqual({ kind: 'uncertain', reply: expect.stringContaining('No answer') });
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(sink.byRecipient().get('m1@people.example') ?? 0).toBe(stored);
	});

	test('is uncertain also on a connection that carried mails before', async () => {
		const { sink, channel } = await withSink(
			{ mails: [{ recipient: 'lost@people.example', does: { kind: 'drop-after-storing' } }] },
			{ maxConnections: 1 },
		);
		const outcomes = await channel.send([mailTo('a'), mailTo('b'), mailTo('lost'), mailTo('c')]);
		expect(outcomes.map((outcome) => outcome.kind)).toEqual(['sent', 'sent', 'uncertain', 'sent']);
		expect(sink.total()).toBe(4);
		expect(sink.byRecipient().get('lost@people.example')).toBe(1);
	});

	test('is uncertain when its time is over while the answer is awaited', async () => {
		const { channel } = await withSink(everyone({ kind: 'silent-after-storing' }), { socketTimeout: 10_000, mailTimeout: 500 });
		expect((await sendOne(channel, mailTo('m1'))).kind).toBe('uncertain');
	});

	test('VM-08 1,000 times over is 1,000 times uncertain, and nobody is mailed twice', async () => {
		const { sink, channel } = await withSink(everyone({ kind: 'drop-after-storing' }), { maxConnections: 50 });
		const outcomes = await channel.send(Array.from({ length: 1000 }, (_, i) => mailTo(`m${i}`)));
		expect(outcomes.filter((outcome) => outcome.kind === 'uncertain')).toHaveLength(1000);
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(sink.total()).toBe(1000);
		expect(sink.offered()).toBe(1000);
		expect(sink.byRecipient().size).toBe(1000);
	});

	test('among mails cut at every point is told apart from those that were not handed over', async () => {
		const points: readonly SinkBehaviour[] = [
			{ kind: 'drop-at-recipient' },
			{ kind: 'drop-after-storing' },
			{ kind: 'refuse-recipient', code: 550, text: '5.1.1 No such user' },
			{ kind: 'drop-before-storing' },
			{ kind: 'refuse-after-data', code: 452, text: '4.2.2 Mailbox full' },
		];
		const expected = ['unreachable or sent', 'uncertain', 'refused', 'uncertain', 'refused', 'sent'];
		const { sink, channel } = await withSink({ mails: points.map((does, i) => ({ recipient: `@case${i}.example`, does })) }, { maxConnections: 20 });
		const mails = Array.from({ length: 180 }, (_, i) => mailTo(`m${i}`, { to: { name: null, address: `m${i}@case${i % 6}.example` } }));
		const outcomes = await channel.send(mails);
		outcomes.forEach((outcome, i) => expect(expected[i % 6]).toContain(outcome.kind));
		expect(Math.max(...sink.byRecipient().values())).toBe(1);
		for (const [i, outcome] of outcomes.entries()) {
			if (outcome.kind === 'sent') expect(sink.byRecipient().get(`m${i}@case${i % 6}.example`)).toBe(1);
			if (outcome.kind === 'unreachable' || outcome.kind === 'refused') expect(sink.byRecipient().has(`m${i}@case${i % 6}.example`)).toBe(false);
		}
	});
});

describe('Hostile and foreign values', () => {
	test('line breaks in names, subject and headers make no further header and no further recipient', async () => {
		const { sink, channel } = await withSink({ keep: 'bodies' });
		const evil = 'x\r\nBcc: victim@other.example\r\nX-Evil: 1\r\n\r\nbody';
		const outcome = await sendOne(channel, mailTo('m1', {
			subject: evil,
			from: { name: evil, address: 'sales@shop.example' },
			to: { name: evil, address: 'm1@people.example' },
			headers: { 'X-Note': evil, 'X-Bad\r\nX-Evil': '1', 'X-Bad: y': '1', From: 'boss@bank.example', 'Message-ID': '<other@x>' },
		}));
		expect(outcome.kind).toBe('sent');
		const [mail] = sink.accepted();
		expect(mail?.to).toEqual(['m1@people.example']);
		expect([...(mail?.headers.keys() ?? [])].filter((name) => /bcc|evil|bad/.test(name))).toEqual([]);
		expect(mail?.headers.get('from')).toHaveLength(1);
		expect(mail?.headers.get('message-id')).toEqual(['<m1@shop.example>']);
	});

	test('accents in names and subject arrive, and a foreign domain goes out in its ASCII form', async () => {
		const { sink, channel } = await withSink();
		await sendOne(channel, mailTo('m1', {
			subject: 'Offre spéciale für Łódź 🎉',
			from: { name: 'Société Générale', address: 'ventes@bücher.example' },
			to: { name: 'José "Pepe" Núñez, jr.', address: 'jose@exämple.example' },
		}));
		const [mail] = sink.accepted();
		expect(mail?.to).toEqual(['jose@exämple.example']);
		expect(mail?.headers.get('to')?.[0]).toContain('jose@xn--exmple-cua.example');
		expect(mail?.headers.get('subject')?.[0]).toMatch(/^=\?UTF-8\?/);
		expect(mail?.headers.get('message-id')).toEqual(['<m1@xn--bcher-kva.example>']);
	});

	test('an address with accents before the @ is sent where the server can take it', async () => {
		const { sink, channel } = await withSink();
		expect((await sendOne(channel, mailTo('m1', { to: { name: null, address: 'josé@people.example' } }))).kind).toBe('sent');
		expect(sink.accepted()[0]?.to).toEqual(['josé@people.example']);
	});

	test('a reference with signs that a Message-ID cannot hold is encoded', async () => {
		const { sink, channel } = await withSink();
		await sendOne(channel, mailTo('m1', { messageRef: 'a b>(c)\r\nX: y' }));
		expect(sink.accepted()[0]?.headers.get('message-id')).toEqual(['<a%20b%3E%28c%29%0D%0AX%3A%20y@shop.example>']);
	});

	test('the password never stands in a reply, not even when the server echoes it', async () => {
		const password = 'Tr0ub4dor&3';
		const echo = `5.7.8 Bad: ${password} ${Buffer.from(`\u0000shop\u0000${password}`).toString('base64')} ${Buffer.from(password).toString('base64')}`;
		const { channel } = await withSink({ auth: { user: 'shop', password: 'right-password', failure: { code: 535, text: echo } } }, { user: 'shop', password });
		const outcome = await sendOne(channel, mailTo('m1'));
		const fault = await channel.verify().catch((error: unknown) => error);
		const seen = JSON.stringify(outcome) + String(fault) + JSON.stringify(fault);
		expect(outcome).toMatchObject({ kind: 'unreachable', reply: expect.stringContaining('535') });
		expect(seen).not.toContain(password);
		expect(seen).not.toContain(Buffer.from(password).toString('base64'));
		expect(seen).not.toContain(Buffer.from(`\u0000shop\u0000${password}`).toString('base64'));
	});
});
