import { benches, everyone, sendOne } from './channelBench';
import { mailTo } from './mails';

describe('A mail that the server takes', () => {
	const withSink = benches();

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

	test('VM-18 has the return path it was given, for that mail alone, and its sender\'s address else', async () => {
		const { sink, channel } = await withSink({}, { maxConnections: 1 });
		await sendOne(channel, mailTo('m1', { returnPath: 'bounce+m1-0123456789abcdef@bounces.shop.example' }));
		await sendOne(channel, mailTo('m2'));
		const [first, second] = sink.accepted();
		expect(first).toMatchObject({ from: 'bounce+m1-0123456789abcdef@bounces.shop.example', to: ['m1@people.example'], messageId: '<m1@shop.example>' });
		expect(first?.headers.get('from')).toEqual(['Sales <sales@shop.example>']);
		expect(first?.headers.has('return-path')).toBe(false);
		expect(second).toMatchObject({ from: 'sales@shop.example', to: ['m2@people.example'] });
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
