import * as fc from 'fast-check';

import type { MessageEvent } from '../../../engine/events/MessageEvent';
import { recordEvent } from '../../../engine/events/recordEvent';
import { getRecord } from '../../../engine/records/selectRecords';
import { createRecord, updateRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { describeStores } from '../../support/stores';
import { applyMessageEvents, setMessageState } from './storeSteps';

describeStores('events of messages', (newStore) => {
	let store: Store;
	let contactId: number;
	beforeAll(async () => {
		store = await newStore();
		contactId = (await store.run(createRecord, { kind: 'contact', values: { name: 'Ana', email: 'ana@example.com' }, source: 'user', timeZone: 'utc' })).id;
	});

	const message = async (of: number = contactId) =>
		(await store.run(createRecord, { kind: 'message', values: { name: 'M', contact_id: of }, source: 'user', timeZone: 'utc' })).id;
	const event = (messageId: number, kind: MessageEvent['kind'], more: Partial<MessageEvent> = {}): MessageEvent => ({
		messageId, kind, happenedAt: null, link: null, bounce: null, machine: false, eventId: null, ...more,
	});
	const record = (messageId: number, kind: MessageEvent['kind'], more: Partial<MessageEvent> = {}) => store.run(recordEvent, event(messageId, kind, more));
	const newContact = async (email: string) => (await store.run(createRecord, { kind: 'contact', values: { name: 'B', email }, source: 'user', timeZone: 'utc' })).id;
	const contact = (id: number) => store.run(getRecord, { kind: 'contact', id });

	test('VM-01 opens and clicks are counted with their first and last times and the last link; machine opens apart', async () => {
		const id = await message();
		await record(id, 'delivered', { happenedAt: 1_000 });
		await record(id, 'opened', { happenedAt: 5_000 });
		await record(id, 'opened', { happenedAt: 2_000 });
		await record(id, 'opened', { happenedAt: 1_500, machine: true });
		await record(id, 'clicked', { happenedAt: 9_000, link: 'https://example.com/last' });
		const { message: read } = await record(id, 'clicked', { happenedAt: 3_000, link: 'https://example.com/first' });
		expect(read).toMatchObject({
			delivered_at: '1970-01-01T00:00:01.000Z',
			open_count: 2,
			machine_open_count: 1,
			first_open_at: '1970-01-01T00:00:02.000Z',
			last_open_at: '1970-01-01T00:00:05.000Z',
			click_count: 2,
			first_click_at: '1970-01-01T00:00:03.000Z',
			last_click_at: '1970-01-01T00:00:09.000Z',
			last_link: 'https://example.com/last',
		});
	});

	test('VM-01 an event named by an id counts once, however often it is told', async () => {
		const id = await message();
		expect(await record(id, 'opened', { eventId: 'sg-1' })).toMatchObject({ outcome: 'recorded', message: { open_count: 1 } });
		expect(await record(id, 'opened', { eventId: 'sg-1' })).toMatchObject({ outcome: 'known', message: { open_count: 1 } });
		expect(await record(await message(), 'opened', { eventId: 'sg-1' })).toMatchObject({ outcome: 'recorded' });
	});

	test('VM-01 events leave the same figures in whatever order and however often they come', async () => {
		const one = fc.record({
			kind: fc.constantFrom<MessageEvent['kind']>('delivered', 'opened', 'clicked', 'bounced', 'dropped'),
			happenedAt: fc.integer({ min: 1, max: 5 }),
			link: fc.constantFrom('a', 'b', null),
			bounce: fc.constantFrom<MessageEvent['bounce']>('hard', 'soft'),
			machine: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(one, { minLength: 1, maxLength: 10 }).chain((events) => {
					const named = events.map((each, index) => ({ ...each, eventId: `e${index}` }));
					return fc.tuple(fc.constant(named), fc.shuffledSubarray([...named, ...named], { minLength: named.length * 2 }));
				}),
				async ([ordered, shuffled]) => {
					const [first, second] = [await message(), await message()];
					const expected = await store.run(applyMessageEvents, ordered.map((each) => ({ ...each, messageId: first })));
					expect(await store.run(applyMessageEvents, shuffled.map((each) => ({ ...each, messageId: second })))).toEqual(expected);
				},
			),
			{ numRuns: 25 },
		);
	});

	test('VM-01 a hard bounce stays one, whatever soft ones follow', async () => {
		const id = await message();
		await record(id, 'bounced', { bounce: 'soft', happenedAt: 2_000 });
		await record(id, 'bounced', { bounce: 'hard', happenedAt: 3_000 });
		expect((await record(id, 'bounced', { bounce: 'soft', happenedAt: 4_000 })).message).toMatchObject({ bounce_count: 3, bounce_kind: 'hard', bounced_at: '1970-01-01T00:00:02.000Z' });
	});

	test('an uncertain message that was opened was sent; one that never left can\'t be opened', async () => {
		const id = await message();
		await store.run(setMessageState, { id, state: 'uncertain', reasonClass: null });
		expect((await record(id, 'opened', { happenedAt: 2_000 })).message).toMatchObject({ state: 'sent', sent_at: '1970-01-01T00:00:02.000Z' });
		await store.run(setMessageState, { id, state: 'queued', reasonClass: null });
		await expect(record(id, 'opened')).rejects.toThrow('was not sent');
		await expect(record(999_999, 'opened')).rejects.toThrow('no message with id 999999');
		await expect(record(id, 'opened', { happenedAt: Number.NaN })).rejects.toThrow();
	});

	test('unsubscribing is a no for the address and the record; a link scanner unsubscribes nobody', async () => {
		const person = await newContact('bea@example.com');
		const id = await message(person);
		await record(id, 'unsubscribed', { machine: true });
		expect(await contact(person)).toMatchObject({ do_not_email: false });
		expect((await record(id, 'unsubscribed', { happenedAt: 2_000 })).message).toMatchObject({ unsubscribed_at: '1970-01-01T00:00:02.000Z' });
		expect(await contact(person)).toMatchObject({ do_not_email: true });
		const sharing = await store.run(createRecord, { kind: 'lead', values: { name: 'Same', email: 'BEA@example.com' }, source: 'user', timeZone: 'utc' });
		expect(sharing.do_not_email).toBe(true);
	});

	test('VM-18 a hard bounce is a no of the address only: with another address the person may be mailed again; a soft one is none', async () => {
		const person = await newContact('cleo@example.com');
		await record(await message(person), 'bounced', { bounce: 'soft' });
		expect(await contact(person)).toMatchObject({ do_not_email: false });
		await record(await message(person), 'bounced', { bounce: 'hard' });
		expect(await contact(person)).toMatchObject({ do_not_email: true });
		await store.run(updateRecord, { kind: 'contact', id: person, values: { email: 'cleo@example.org' }, source: 'user', timeZone: 'utc' });
		expect(await contact(person)).toMatchObject({ do_not_email: false });
	});

	test('a message that a person left uncertain was sent, once it is heard of; one that a server refused was not', async () => {
		for (const kind of ['delivered', 'opened', 'clicked', 'bounced', 'spam', 'unsubscribed'] as const) {
			const id = await message();
			await store.run(setMessageState, { id, state: 'failed', reasonClass: 'uncertain' });
			expect((await record(id, kind, { happenedAt: 2_000 })).message).toMatchObject({ state: 'sent', sent_at: '1970-01-01T00:00:02.000Z', reason_class: null });
		}
		const dropped = await message();
		await store.run(setMessageState, { id: dropped, state: 'failed', reasonClass: 'uncertain' });
		expect((await record(dropped, 'dropped')).message).toMatchObject({ state: 'failed', reason_class: 'uncertain' });
		const refused = await message();
		await store.run(setMessageState, { id: refused, state: 'failed', reasonClass: 'server' });
		expect((await record(refused, 'bounced')).message).toMatchObject({ state: 'failed', reason_class: 'server' });
	});
});
