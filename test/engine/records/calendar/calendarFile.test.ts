import fc from 'fast-check';

import type { CalendarEvent, CalendarPerson } from '../../../../engine/records/calendar/CalendarEvent';
import { calendarFile, type CalendarFileOptions } from '../../../../engine/records/calendar/calendarFile';
import { icsReader } from '../../../support/readIcs';

const OPTIONS: CalendarFileOptions = { storeId: 'store-1', timeZone: 'Europe/Madrid', withParticipants: false, now: Date.UTC(2031, 0, 1, 12) };
const EVENT: CalendarEvent = {
	id: 7, name: 'Visit', description: null, location: null, startAt: Date.UTC(2031, 5, 1, 8), endAt: Date.UTC(2031, 5, 1, 9), allDay: false,
	createdAt: Date.UTC(2030, 0, 1), updatedAt: Date.UTC(2030, 0, 1, 0, 1), organizer: null, participants: [],
};

/** What tears calendar files apart: separators, quotes, line breaks of all sorts, whatever has several bytes, and what looks like another line. */
const NASTY = [
	'a;b', 'a,b', 'a\\b', 'a\\nb', 'a\\,b', '\\', '\\\\', ';', ',', ':', '"', '"a"', 'a"b', "it's", '^', '^n', '^^', "^'", 'a^nb', 'line\nbreak', 'line\r\nbreak', 'a\rb', '\n\nb', 'a\tb',
	'BEGIN:VEVENT', 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT', 'x\nATTENDEE:mailto:evil@example.com', 'DTSTART:20200101T000000Z', ' leading', 'trailing ', 'é'.repeat(80), '😀'.repeat(40), `${'a'.repeat(74)}é`, `${'a'.repeat(73)}😀`,
	'a'.repeat(75), 'a'.repeat(76), 'a'.repeat(500), 'ß'.repeat(37), '日本語のとても長い件名'.repeat(9), 'عربى', 'e\u0301'.repeat(40), '👩‍👩‍👧‍👦'.repeat(10), '\u2028', 'a\u2029b', '\ufeffbom', '{{ x }}', '<b>&amp;</b>', '=HYPERLINK("x")', '%0D%0A', 'CN=x;ROLE=CHAIR:mailto:x', "';--",
];

let read: Awaited<ReturnType<typeof icsReader>>;
beforeAll(async () => {
	read = await icsReader();
});

const one = (event: Partial<CalendarEvent>, options: Partial<CalendarFileOptions> = {}) => {
	const file = calendarFile([{ ...EVENT, ...event }], { ...OPTIONS, ...options });
	const { calendar, events } = read(file.text ?? '');
	const [read1] = events;
	if (!read1 || events.length > 1) throw new Error(`${events.length} events were read back.`);
	return { file, calendar, event: read1 };
};
/** iCalendar has one sort of line break. */
const asRead = (text: string) => text.trim().replace(/\r\n|\r/g, '\n');

describe('calendar files (RFC 5545)', () => {
	test('MU-12 an event comes back as it was: times in UTC, a stable id of this store, a sequence that rises with each change', () => {
		const { calendar, event } = one({ description: 'Bring samples', location: 'Hall 3', organizer: { name: 'Jane', address: 'jane@example.com' } });
		expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
		expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
		expect(event).toMatchObject({ uid: 'event-7@store-1', summary: 'Visit', description: 'Bring samples', location: 'Hall 3', sequence: 60, organizer: 'mailto:jane@example.com' });
		expect(event.startDate.toString()).toBe('2031-06-01T08:00:00Z');
		expect(event.endDate.toString()).toBe('2031-06-01T09:00:00Z');
		expect(String(event.component.getFirstPropertyValue('dtstamp'))).toBe('2031-01-01T12:00:00Z');
		expect(String(event.component.getFirstPropertyValue('last-modified'))).toBe('2030-01-01T00:01:00Z');
		expect(one({ updatedAt: EVENT.updatedAt + 60_000 }).event.sequence).toBe(120);
	});

	test.each(NASTY.map((text) => [JSON.stringify(text).slice(0, 40), text]))('MU-12 whatever stands in names, places and descriptions comes back, and makes no line of its own: %s', (_, text) => {
		const people: CalendarPerson[] = [{ name: text, address: 'ana@example.com' }];
		const { file, event } = one({ name: text, description: text, location: text, organizer: { name: text, address: 'jane@example.com' }, participants: people }, { withParticipants: true });
		expect(event.summary).toBe(asRead(text));
		expect(event.description ?? '').toBe(asRead(text));
		expect(event.location ?? '').toBe(asRead(text));
		expect(event.attendees).toHaveLength(1);
		const [attendee] = event.attendees;
		expect(attendee?.getFirstValue()).toMatch(/^mailto:ana@example\.com$/i);
		// The reader takes a backslash in a parameter for an escape; by the standard (RFC 6868) it is none.
		if (!text.includes('\\')) expect(asRead(String(attendee?.getParameter('cn')))).toBe(asRead(text) || 'ana@example.com');
		expect(attendee?.getParameter('role')).toBe('REQ-PARTICIPANT');
		for (const line of (file.text ?? '').split('\r\n')) {
			expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
			expect(line).not.toMatch(/[\r\n]/);
			// A character is never cut in two.
			expect(line).not.toMatch(/\p{Surrogate}/u);
		}
		expect(file.text?.match(/BEGIN:VEVENT/g)?.filter((_found, index) => index > 0) ?? []).toHaveLength([...text.matchAll(/BEGIN:VEVENT/g)].length * 5);
	});

	test('MU-12 any text comes back, without what no calendar may hold', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
				const { file, event } = one({ name: `x${text}x`, description: `x${text}x` });
				const clean = asRead(`x${text}x`.replace(/[^\P{Cc}\t\n\r]/gu, ''));
				expect(event.summary).toBe(clean);
				expect(event.description).toBe(clean);
				expect(Math.max(...(file.text ?? '').split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
			}),
			{ numRuns: 200, seed: 5545 },
		);
	});

	test.each([
		['one day', Date.UTC(2031, 2, 29, 23), Date.UTC(2031, 2, 30, 22), '2031-03-30', '2031-03-31'],
		['without an end', Date.UTC(2031, 2, 29, 23), null, '2031-03-30', '2031-03-31'],
		['an end before its start', Date.UTC(2031, 2, 29, 23), 0, '2031-03-30', '2031-03-31'],
		['three days over the change of clocks', Date.UTC(2031, 2, 28, 23), Date.UTC(2031, 2, 31, 22), '2031-03-29', '2031-04-01'],
		['an end within a day means that day too', Date.UTC(2031, 5, 1, 6), Date.UTC(2031, 5, 2, 10), '2031-06-01', '2031-06-03'],
		['a day of winter', Date.UTC(2030, 11, 31, 23), Date.UTC(2031, 0, 1, 23), '2031-01-01', '2031-01-02'],
	])('MU-12 whole days are days of the workflow\'s zone, the end exclusive: %s', (_, startAt, endAt, first, after) => {
		const { event } = one({ allDay: true, startAt, endAt });
		expect([event.startDate.isDate, event.startDate.toString(), event.endDate.toString()]).toEqual([true, first, after]);
	});

	test('MU-12 days of a zone west of Greenwich, and of one that is far east', () => {
		const day = (timeZone: string, startAt: number) => one({ allDay: true, startAt, endAt: startAt + 86_400_000 }, { timeZone }).event.startDate.toString();
		expect(day('America/Los_Angeles', Date.UTC(2031, 5, 1, 7))).toBe('2031-06-01');
		expect(day('Pacific/Kiritimati', Date.UTC(2031, 4, 31, 10))).toBe('2031-06-01');
	});

	test('MU-12 an event whose end is not after its start has none; one without a start has no place in a calendar', () => {
		for (const endAt of [EVENT.startAt, 0, null]) expect(one({ endAt }).event.component.getFirstProperty('dtend')).toBeNull();
		const file = calendarFile([EVENT, { ...EVENT, id: 8, startAt: null }], OPTIONS);
		expect(file).toMatchObject({ events: 1, withoutStart: 1 });
		expect(calendarFile([{ ...EVENT, startAt: null }], OPTIONS)).toEqual({ text: null, events: 0, withoutStart: 1, participants: 0, withoutAddress: 0 });
		expect(calendarFile([], OPTIONS).text).toBeNull();
	});

	test('MU-12 with participants nothing is published: a published event names nobody (RFC 5545, 3.8.4.1); who has no address is counted', () => {
		const participants = [{ name: 'Ana', address: 'ana@example.com' }, { name: 'No Address', address: null }, { name: null, address: 'o\'neil+x?y#z@example.com' }];
		const { file, calendar, event } = one({ participants, organizer: { name: 'No Address', address: null } }, { withParticipants: true });
		expect(calendar.getFirstProperty('method')).toBeNull();
		expect(file).toMatchObject({ participants: 2, withoutAddress: 1 });
		expect(event.attendees.map((attendee) => [attendee.getParameter('cn'), String(attendee.getFirstValue()).replace(/^mailto:/i, '')])).toEqual([
			['Ana', 'ana@example.com'],
			['o\'neil+x?y#z@example.com', 'o\'neil+x%3Fy%23z@example.com'],
		]);
		expect(event.component.getFirstProperty('organizer')).toBeNull();
		expect(String(event.component.getFirstPropertyValue('dtstamp'))).toBe('2030-01-01T00:01:00Z');
		expect(one({}).file.text).not.toContain('ATTENDEE');
	});

	test('MU-12 a file is published only where each event has an organizer (RFC 5546, 3.2.1); else no event of it has one (RFC 5545, 3.8.4.3)', () => {
		const owned = { ...EVENT, organizer: { name: 'Jane', address: 'jane@example.com' } };
		const nobodys = [{ ...EVENT, id: 8 }, { ...EVENT, id: 8, organizer: { name: 'No Address', address: null } }];
		for (const other of nobodys) {
			const { calendar, events } = read(calendarFile([owned, other], OPTIONS).text ?? '');
			expect([calendar.getFirstProperty('method'), ...events.map((event) => event.component.getFirstProperty('organizer'))]).toEqual([null, null, null]);
			expect(events.map((event) => String(event.component.getFirstPropertyValue('dtstamp')))).toEqual(['2030-01-01T00:01:00Z', '2030-01-01T00:01:00Z']);
		}
		const { calendar } = read(calendarFile([owned, { ...EVENT, id: 8, startAt: null }], OPTIONS).text ?? '');
		expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH');
	});

	test('MU-12 thousands of events are one file, in no time', () => {
		const events = Array.from({ length: 5_000 }, (_, id) => ({ ...EVENT, id: id + 1, name: `Visit ${id}` }));
		const { events: found } = read(calendarFile(events, OPTIONS).text ?? '');
		expect(new Set(found.map((event) => event.uid)).size).toBe(5_000);
	});
});
