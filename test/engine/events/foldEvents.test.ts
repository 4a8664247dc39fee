import * as fc from 'fast-check';

import { checkConsent } from '../../../engine/consent/checkConsent';
import { foldHeld } from '../../../engine/events/foldEvents';
import { type IntakeRow, keyed } from '../../../engine/events/intake';
import type { ReceivedEvent, RejectedEvent } from '../../../engine/events/ReceivedEvent';
import { putDown, takeUpEvents } from '../../../engine/events/takeUpEvents';
import { tidyUnmatched } from '../../../engine/events/unmatchedEvents';
import type { Store } from '../../../engine/store/Store';
import { seededRandom } from '../../support/seededRandom';
import { describeStores } from '../../support/stores';
import { watchedStore } from '../../support/watchedStore';
import { ageUnmatched, holdLock, makeSent, refsOf, setState, traces, unmatchedCounts, unmatchedOf } from './storeSteps';

function received(key: string, more: Partial<ReceivedEvent> = {}): ReceivedEvent {
	return { service: 'sendgrid', key, kind: 'opened', happenedAt: 1_000, address: null, messageRef: null, remoteId: null, link: null, bounce: null, machine: false, reason: null, from: null, raw: null, ...more };
}

/** Of which messages a page of the intake is. */
function idsIn(page: unknown, ids: readonly number[], refs: readonly string[]): number[] {
	if (!Array.isArray(page)) throw new Error('This is no page.');
	return page.map((row: IntakeRow) => ids[refs.findIndex((ref) => row.event.includes(ref))] ?? 0);
}

const rejected: RejectedEvent = { service: 'sendgrid', reason: 'It has no time.', raw: '{"event":"open"}' };

describeStores('events that services report', (newStore) => {
	let store: Store;
	beforeAll(async () => {
		store = await newStore();
	});

	const take = async (events: readonly ReceivedEvent[], rejects: readonly RejectedEvent[] = []) => await putDown(store, keyed({ events, rejected: rejects }));
	const arrive = async (events: readonly ReceivedEvent[]) => {
		await take(events);
		return await takeUpEvents(store);
	};
	const mayBeEmailed = async (address: string) => (await store.run(checkConsent, { questions: [{ address, record: null }], campaignId: null }))[0]?.mayBeEmailed;
	const sent = async (count: number) => {
		const ids = await store.run(makeSent, { count });
		return ids.map((id, index) => ({ id, ref: '', index }));
	};

	test('VM-18 an event finds its message by our reference, or by the service\'s id and the address; a forged reference finds none', async () => {
		const [one, two] = await sent(2);
		const [ref = ''] = await store.run(refsOf, [one!.id]);
		const counts = await arrive([
			received('by-ref', { messageRef: ref }),
			received('by-remote', { remoteId: `remote-${two!.id}`, address: `P${two!.id}@example.com` }),
			received('other-address', { remoteId: `remote-${two!.id}`, address: 'other@example.com', kind: 'clicked', link: 'https://example.com' }),
			received('forged', { messageRef: ref.replace(/.$/, (last) => (last === '0' ? '1' : '0')), kind: 'clicked', link: 'https://example.com' }),
		]);
		expect(counts).toMatchObject({ applied: 2, held: 1, foreign: 1 });
		const { messages } = await store.run(traces, [one!.id, two!.id]);
		expect(messages).toMatchObject([{ open_count: 1, click_count: 0 }, { open_count: 1, click_count: 0 }]);
	});

	test('VM-18 a batch delivered 46 times, in pieces, in 100 orders, leaves what one ordered delivery leaves', async () => {
		const kinds = ['accepted', 'delivered', 'opened', 'clicked', 'bounced', 'dropped', 'spam', 'unsubscribed', 'deferred'] as const;
		const random = seededRandom(46);
		const batch = async () => {
			const ids = await store.run(makeSent, { count: 3 });
			const refs = await store.run(refsOf, ids);
			const events = Array.from({ length: 27 }, (_, index) => {
				const kind = kinds[index % kinds.length]!;
				return received(`${ids[0]}-${index}`, {
					kind,
					messageRef: refs[(index * 7) % ids.length] ?? null,
					happenedAt: 1_000 + ((index * 37) % 15),
					link: kind === 'clicked' ? `https://example.com/${index % 3}` : null,
					bounce: kind === 'bounced' ? (index % 2 === 0 ? 'soft' : 'hard') : null,
					machine: index % 11 === 0,
				});
			});
			return { ids, events };
		};
		const ordered = await batch();
		await arrive(ordered.events);
		const expected = await store.run(traces, ordered.ids);
		expect(expected.events).toEqual([{ count: 27 }]);
		const orders: Awaited<ReturnType<typeof batch>>[] = [];
		while (orders.length < 100) orders.push(await batch());
		const shuffled = orders.map(({ events }) =>
			Array.from({ length: 46 }, () => events)
				.flat()
				.map((event) => ({ event, at: random() }))
				.sort((one, other) => one.at - other.at)
				.map(({ event }) => event),
		);
		// Every piece has a stretch of each order; those before it are folded.
		const stretch = Math.ceil((46 * 27) / 20);
		for (let at = 0; at < 46 * 27; at += stretch) await arrive(shuffled.flatMap((events) => events.slice(at, at + stretch)));
		for (const { ids } of orders) expect(await store.run(traces, ids)).toEqual(expected);
	}, 60_000);

	test('VM-18 events are folded in the order of their messages, however they came', async () => {
		const ids = await store.run(makeSent, { count: 2_500 });
		const refs = await store.run(refsOf, ids);
		const random = seededRandom(18);
		const shuffled = refs.map((messageRef, index) => ({ event: received(`shuffled ${index}`, { messageRef }), at: random() })).sort((one, other) => one.at - other.at);
		const pages: number[][] = [];
		const watched = watchedStore(store, {
			before: (name, input) => {
				if (name === 'events.fold') pages.push(idsIn(input, ids, refs));
			},
		});
		await take(shuffled.map(({ event }) => event));
		expect(await takeUpEvents(watched)).toMatchObject({ applied: 2_500 });
		expect(pages.length).toBeGreaterThan(1);
		for (const [index, page] of pages.entries()) expect(Math.max(...(pages[index - 1] ?? [0]))).toBeLessThan(Math.min(...page));
	});

	test('VM-18 those who ask for folding while it is under way share the next turn', async () => {
		const [id] = await store.run(makeSent, { count: 1 });
		const [ref = null] = await store.run(refsOf, [id!]);
		const asked = jest.spyOn(store.intake, 'run');
		let letGo: () => void = () => undefined;
		const held = new Promise<void>((resolve) => {
			letGo = resolve;
		});
		const watched = watchedStore(store, { before: async (name) => (name === 'events.fold' ? await held : undefined) });
		try {
			await take([received('the first turn\'s', { messageRef: ref })]);
			const first = takeUpEvents(watched);
			await take([received('meanwhile too', { messageRef: ref })]);
			const others = Promise.all([takeUpEvents(watched), takeUpEvents(watched), takeUpEvents(watched)]);
			letGo();
			await first;
			const [one, ...alike] = await others;
			expect(alike).toEqual([one, one]);
			expect(asked.mock.calls.filter(([{ name }]) => name === 'events.newestTaken').length).toBe(2);
			expect((await store.run(traces, [id!])).messages).toMatchObject([{ open_count: 2 }]);
		} finally {
			asked.mockRestore();
		}
		expect(await takeUpEvents(store)).toMatchObject({ applied: 0, known: 0 });
	});

	test('VM-18 a failed turn is told to those who share it, and the next begins anew', async () => {
		const failing = watchedStore(store, {
			before: (name) => {
				if (name === 'events.fold') throw new Error('killed');
			},
		});
		const [id] = await store.run(makeSent, { count: 1 });
		const [ref = null] = await store.run(refsOf, [id!]);
		await take([received('not yet', { messageRef: ref })]);
		const turns = await Promise.allSettled([takeUpEvents(failing), takeUpEvents(failing), takeUpEvents(failing)]);
		expect(turns.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
		expect(await takeUpEvents(store)).toMatchObject({ applied: 1 });
	});

	test('VM-18 a text that was cut in the middle of a sign, or holds a sign that is none, costs no event', async () => {
		const [id] = await store.run(makeSent, { count: 1 });
		const [ref = null] = await store.run(refsOf, [id!]);
		const cut = `${'x'.repeat(1_999)}😀`.slice(0, 2_000);
		expect(await take([received(`cut ${cut.slice(-1)}`, { messageRef: ref, kind: 'bounced', reason: cut }), received('none', { messageRef: ref, link: 'https://example.com/\0', kind: 'clicked' })])).toEqual([0, 1]);
		expect(await take([received(`cut ${cut.slice(-1)}`, { messageRef: ref, kind: 'bounced', reason: cut })])).toEqual([]);
		expect(await takeUpEvents(store)).toMatchObject({ applied: 2 });
		expect((await store.run(traces, [id!])).messages).toMatchObject([{ last_link: 'https://example.com/', bounce_count: 1 }]);
	});

	test('VM-18 what is told before the mail counts as sent is held, and counted once it is', async () => {
		const [id] = await store.run(makeSent, { count: 1, state: 'claimed' });
		const [ref = null] = await store.run(refsOf, [id!]);
		expect(await arrive([received('early', { messageRef: ref })])).toMatchObject({ held: 1, applied: 0 });
		await store.run(setState, { id: id!, state: 'sent' });
		expect(await store.run(foldHeld, { limit: 10 })).toBe(1);
		expect((await store.run(traces, [id!])).messages).toMatchObject([{ open_count: 1 }]);
	});

	test('VM-18 what is held for a message that waits to be sent again keeps its time, and after a day is somebody else\'s', async () => {
		const [id] = await store.run(makeSent, { count: 1, state: 'queued' });
		await arrive([received('again', { remoteId: `remote-${id}`, address: `p${id}@example.com` })]);
		const longAgo = Date.now() - 2 * 86_400_000;
		await store.run(ageUnmatched, { key: 'again', recordedAt: longAgo });
		expect(await store.run(foldHeld, { limit: 10 })).toBe(0);
		expect(await store.run(unmatchedOf, 'again')).toEqual([{ why: 'held', recorded_at: longAgo }]);
		await store.run(tidyUnmatched, null);
		expect(await store.run(unmatchedOf, 'again')).toEqual([{ why: 'foreign', recorded_at: longAgo }]);
	});

	test('VM-18 what changed nothing goes after a month, also where nothing is held', async () => {
		const other = await newStore();
		await putDown(other, keyed({ events: [received('strange', { kind: 'unknown', raw: '{}' })], rejected: [] }));
		expect(await takeUpEvents(other)).toMatchObject({ unknown: 1, held: 0 });
		await other.run(ageUnmatched, { key: 'strange', recordedAt: Date.now() - 31 * 86_400_000 });
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
		try {
			await takeUpEvents(other);
		} finally {
			now.mockRestore();
		}
		expect(await other.run(unmatchedOf, 'strange')).toEqual([]);
	});

	test('VM-18 unknown and unreadable events are kept and counted, and the others of their batch go on', async () => {
		const before = await store.run(unmatchedCounts, null);
		const [id] = await store.run(makeSent, { count: 1 });
		const [ref = null] = await store.run(refsOf, [id!]);
		await take([received('strange', { kind: 'unknown', raw: '{"event":"teleported"}' }), received('good', { messageRef: ref })], [rejected]);
		expect(await takeUpEvents(store)).toMatchObject({ unknown: 1, unreadable: 1, applied: 1 });
		const after = await store.run(unmatchedCounts, null);
		expect([(after['unknown'] ?? 0) - (before['unknown'] ?? 0), (after['unreadable'] ?? 0) - (before['unreadable'] ?? 0)]).toEqual([1, 1]);
	});

	test('VM-19 an unsubscribe or a complaint reaches consent, also for a mail that is none of ours; a machine\'s reaches nobody', async () => {
		await arrive([
			received('u1', { kind: 'unsubscribed', address: 'Una@Example.com' }),
			received('u2', { kind: 'spam', address: 'dos@example.com' }),
			received('u3', { kind: 'unsubscribed', address: 'tres@example.com', machine: true }),
			received('u4', { kind: 'resubscribed', address: 'una@example.com', happenedAt: 5_000 }),
		]);
		expect(await Promise.all(['una@example.com', 'dos@example.com', 'tres@example.com'].map(mayBeEmailed))).toEqual([false, false, true]);
	});

	test('VM-18 an uncertain message that the service took over was sent', async () => {
		const [id] = await store.run(makeSent, { count: 1, state: 'uncertain' });
		const [ref = null] = await store.run(refsOf, [id!]);
		await arrive([received('took-over', { kind: 'accepted', messageRef: ref })]);
		expect((await store.run(traces, [id!])).messages).toMatchObject([{ state: 'sent' }]);
	});

	test('VM-18 what was taken in is told apart from repetitions, within a batch and between batches', async () => {
		expect(await take([received('a1'), received('a2'), received('a1')])).toEqual([0, 1]);
		expect(await take([received('a2'), received('a3')])).toEqual([1]);
		await takeUpEvents(store);
		expect(await take([received('a1'), received('a4')])).toEqual([1]);
		await takeUpEvents(store);
	});

	test('VM-18 events are taken in while a big set holds the store', async () => {
		await take([received('warm')]);
		const busy = store.run(holdLock, 1_500);
		await new Promise((resolve) => setTimeout(resolve, 200));
		let done = false;
		void busy.then(() => {
			done = true;
		});
		expect(await take([received('meanwhile')])).toEqual([0]);
		expect(done).toBe(false);
		await busy;
		expect(await takeUpEvents(store)).toMatchObject({ foreign: 2 });
	});

	test('VM-18 whatever a service sends, folding it twice changes nothing', async () => {
		const ids = await store.run(makeSent, { count: 3 });
		const refs = await store.run(refsOf, ids);
		const one = fc.record({
			key: fc.string({ minLength: 1, maxLength: 250 }),
			kind: fc.constantFrom<ReceivedEvent['kind']>('delivered', 'opened', 'clicked', 'bounced', 'unsubscribed', 'unknown'),
			address: fc.option(fc.string()),
			messageRef: fc.option(fc.oneof(fc.string(), fc.constantFrom(...refs))),
			remoteId: fc.option(fc.string()),
			link: fc.option(fc.string()),
			reason: fc.option(fc.string()),
			happenedAt: fc.integer({ min: 1, max: 10 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(one, { maxLength: 6 }), async (given) => {
				const events = given.map((each) => received(each.key, each));
				await arrive(events);
				const before = await store.run(traces, ids);
				await arrive(events);
				expect(await store.run(traces, ids)).toEqual(before);
			}),
			{ numRuns: 30 },
		);
	});
});
