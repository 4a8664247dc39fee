import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import type { SmtpSettings } from '../../../connectors/smtp/SmtpSettings';
import type { SmtpSinkRules } from '../../simulators/smtpSinkRules';
import { benches, everyone, freePort, sendOne } from './channelBench';
import { mailTo, sinkSettings } from './mails';

describe('A mail that certainly was not handed over', () => {
	const withSink = benches();

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
