import type { SinkBehaviour } from '../../simulators/smtpSinkRules';
import { benches, everyone, sendOne } from './channelBench';
import { mailTo } from './mails';

describe('A mail that the server refuses', () => {
	const withSink = benches();

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

	test('with a malformed return path is refused before the wire', async () => {
		const { sink, channel } = await withSink();
		expect(await sendOne(channel, mailTo('m1', { returnPath: 'a@c.example>\r\nRCPT TO:<x@d.example' }))).toMatchObject({ kind: 'refused', permanent: true });
		expect(sink.connections()).toBe(0);
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
