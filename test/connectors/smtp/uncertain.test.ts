import type { SinkBehaviour } from '../../simulators/smtpSinkRules';
import { benches, everyone, sendOne } from './channelBench';
import { mailTo } from './mails';

/** Where no time-out is meant, none may strike on a busy machine. */
const PATIENT = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 30_000 };

describe('A mail whose answer is lost', () => {
	const withSink = benches();

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
		const { sink, channel } = await withSink(everyone({ kind: 'drop-after-storing' }), { ...PATIENT, maxConnections: 50 });
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
