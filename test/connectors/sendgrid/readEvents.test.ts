import type { ReceivedEvent } from '../../../engine/events/ReceivedEvent';
import { readSendGridEvents } from '../../../connectors/sendgrid/readEvents';
import { type EventName, eventOf } from '../../simulators/sendgrid/events';
import type { KeptMail } from '../../simulators/sendgrid/KeptMail';
import { arranged } from '../../simulators/sendgrid/sendGridSimulator';

const AT = 1_795_000_000;
const MAIL: KeptMail = {
	to: 'ada@people.example', toName: null, from: 'sales@shop.example', replyTo: null, subject: 's', text: 't', html: 'h', headers: {}, categories: ['spring'],
	customArgs: { crm_message: '7ps-0123456789abcdef' }, messageId: 'zKCUqxBbRyuMsDxMR0vkXQ', place: 3,
};

function read(name: EventName | string, extra: Record<string, unknown> = {}): ReceivedEvent {
	const { events } = readSendGridEvents([{ ...eventOf(MAIL, 'delivered', {}, AT), response: undefined, ...(isName(name) ? eventOf(MAIL, name, {}, AT) : { event: name }), ...extra }]);
	const [event] = events;
	if (event === undefined) throw new Error('nothing read');
	return event;
}

/** All that is read of it, as one text. */
function meaning(event: ReceivedEvent): string {
	return JSON.stringify(event);
}

const NAMES: readonly EventName[] = ['processed', 'dropped', 'delivered', 'deferred', 'bounce', 'open', 'click', 'spamreport', 'unsubscribe', 'group_unsubscribe', 'group_resubscribe'];

function isName(name: string): name is EventName {
	return NAMES.some((known) => known === name);
}

describe('VM-01 Events of SendGrid in our words', () => {
	test.each<[EventName | string, Record<string, unknown>, Partial<ReceivedEvent>]>([
		['processed', {}, { kind: 'accepted' }],
		['delivered', {}, { kind: 'delivered', reason: '250 2.0.0 OK' }],
		['deferred', {}, { kind: 'deferred', reason: '451 4.7.1 try again later' }],
		['bounce', {}, { kind: 'bounced', bounce: 'hard', reason: '550 5.1.1 The email account that you tried to reach does not exist' }],
		['bounce', { type: 'blocked' }, { kind: 'bounced', bounce: 'soft' }],
		['bounce', { type: undefined }, { kind: 'bounced', bounce: 'hard' }],
		['dropped', { reason: 'Unsubscribed Address' }, { kind: 'dropped', reason: 'Unsubscribed Address', from: null }],
		['dropped', { reason: 'Bounced Address' }, { kind: 'dropped', reason: 'Bounced Address', bounce: null }],
		['open', {}, { kind: 'opened', machine: false }],
		['open', { sg_machine_open: true }, { kind: 'opened', machine: true }],
		['click', {}, { kind: 'clicked', link: 'https://shop.example/offer?a=1&b=2' }],
		['spamreport', {}, { kind: 'spam', from: null }],
		['unsubscribe', {}, { kind: 'unsubscribed', from: { kind: 'all' } }],
		['group_unsubscribe', {}, { kind: 'unsubscribed', from: { kind: 'lists', lists: ['7'] }, link: null }],
		['group_unsubscribe', { asm_group_id: undefined }, { kind: 'unsubscribed', from: { kind: 'all' } }],
		['group_resubscribe', {}, { kind: 'resubscribed', from: null }],
		['account_status_change', { type: 'x' }, { kind: 'unknown', name: 'account_status_change', raw: expect.stringContaining('account_status_change') }],
	])('%s %j', (name, extra, wanted) => {
		expect(read(name, extra)).toMatchObject({ raw: null, ...wanted, service: 'sendgrid', happenedAt: AT * 1000, address: 'ada@people.example', messageRef: '7ps-0123456789abcdef', remoteId: 'zKCUqxBbRyuMsDxMR0vkXQ' });
	});

	test('a late bounce without ids is still read', () => {
		expect(read('bounce', { sg_message_id: undefined, crm_message: undefined, 'smtp-id': undefined })).toMatchObject({ kind: 'bounced', remoteId: null, messageRef: null });
	});

	test('X-03 46 repetitions in 100 orders give the same events by their keys', () => {
		const events = NAMES.flatMap((name) => [eventOf(MAIL, name, {}, AT), eventOf(MAIL, name, { sg_event_id: undefined, n: name }, AT)]);
		const once = new Map(readSendGridEvents(events).events.map((event) => [event.key, meaning(event)]));
		expect(once.size).toBe(NAMES.length * 2);
		for (let seed = 1; seed <= 100; seed++) {
			// The order of an event's fields changes too.
			const posted = arranged(events, { repeat: 46, seed }).map((event) => (seed % 2 === 0 ? Object.fromEntries(Object.entries(event).reverse()) : event));
			const { events: all, rejected } = readSendGridEvents(posted);
			expect([all.length, rejected.length]).toEqual([46 * events.length, 0]);
			expect(new Set(all.map(({ key }) => key)).size).toBe(once.size);
			expect(all.filter((event) => meaning(event) !== once.get(event.key))).toEqual([]);
		}
	});

	test('a malformed event is rejected alone, with its reason', () => {
		const good = eventOf(MAIL, 'open', {}, AT);
		const { events, rejected } = readSendGridEvents([good, null, 'open', { ...good, event: '' }, { ...good, timestamp: 'yesterday' }, { ...good, timestamp: -5 }, [good], good]);
		expect(events).toHaveLength(2);
		expect(rejected.map(({ reason }) => reason)).toEqual([
			'An event is an object, and this is none.',
			'An event is an object, and this is none.',
			'It does not say which event it is (event).',
			'It does not say when it happened (timestamp).',
			'It does not say when it happened (timestamp).',
			'An event is an object, and this is none.',
		]);
	});

	test.each([[undefined], [null], ['text'], [{ event: 'open' }], [5]])('a body that is no list is rejected: %j', (body) => {
		const { events, rejected } = readSendGridEvents(body);
		expect(events).toEqual([]);
		expect(rejected).toHaveLength(1);
	});

	test('nothing kept is longer than its limit', () => {
		const long = 'x'.repeat(20_000);
		const event = read('mystery', { reason: long, sg_event_id: long, crm_message: long, sg_message_id: long });
		expect(event.key.length).toBeLessThanOrEqual(200);
		expect(event.raw?.length).toBeLessThanOrEqual(4_000);
		expect([event.reason?.length, event.messageRef?.length, event.remoteId]).toEqual([2_000, 200, null]);
	});

	test('10,000 events are read in well under a second', () => {
		const events = Array.from({ length: 10_000 }, () => eventOf(MAIL, 'click', {}, AT));
		const before = performance.now();
		expect(readSendGridEvents(events).events).toHaveLength(10_000);
		expect(performance.now() - before).toBeLessThan(1_000);
	});
});
