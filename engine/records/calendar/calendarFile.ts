import { ICalCalendar, ICalCalendarMethod, type ICalAttendeeData, type ICalEventData } from 'ical-generator';
import { DateTime } from 'luxon';

import type { CalendarEvent, CalendarPerson } from './CalendarEvent';

export interface CalendarFileOptions {
	/** The store's id: makes the events' ids the world's own. */
	readonly storeId: string;
	/** IANA name: which days an event of whole days takes. */
	readonly timeZone: string;
	readonly withParticipants: boolean;
	/** UTC ms. */
	readonly now: number;
}

export interface CalendarFile {
	/** iCalendar (RFC 5545); null where no event has a start: a calendar of nothing is none. */
	readonly text: string | null;
	readonly events: number;
	/** Left out, since a calendar has no place for them. */
	readonly withoutStart: number;
	readonly participants: number;
	/** Participants left out: in a calendar they are told by their address. */
	readonly withoutAddress: number;
}

/**
 * Events as a calendar file. Ids stay the same, and the sequence rises with each change: a file that is taken in again
 * updates what it brought before.
 * Without participants it is published, where each event has somebody who answers for it: a published one must
 * (RFC 5546, 3.2.1). With them it has no method: what is published may name nobody (RFC 5545, 3.8.4.1), and an invitation
 * would have calendar programs ask for an answer that nobody waits for.
 */
export function calendarFile(events: readonly CalendarEvent[], options: CalendarFileOptions): CalendarFile {
	const published = !options.withParticipants && events.every(({ startAt, organizer }) => startAt === null || (organizer?.address ?? null) !== null);
	const calendar = new ICalCalendar({
		prodId: { company: 'n8n-nodes-crm-campaigns', product: 'CRM Campaigns', language: 'EN' },
		method: published ? ICalCalendarMethod.PUBLISH : null,
	});
	const figures = { events: 0, withoutStart: 0, participants: 0, withoutAddress: 0 };
	for (const event of events) {
		if (event.startAt === null) {
			figures.withoutStart++;
			continue;
		}
		const attendees = event.participants.flatMap(attendee);
		figures.events++;
		figures.participants += attendees.length;
		figures.withoutAddress += event.participants.length - attendees.length;
		// Only what is published, or has participants, has an organizer (RFC 5545, 3.8.4.3).
		const organizer = published || attendees.length > 0 ? organizerOf(event) : {};
		// Of a published event it is when the file was made, of any other when the event was changed.
		const stamp = new Date(published ? options.now : event.updatedAt);
		calendar.createEvent({ ...about(event, options.storeId), ...times(event, event.startAt, options.timeZone), ...organizer, stamp, attendees });
	}
	return { text: figures.events === 0 ? null : calendar.toString(), ...figures };
}

function organizerOf({ organizer }: CalendarEvent): Pick<ICalEventData, 'organizer'> {
	return organizer?.address ? { organizer: { name: nameOf(organizer), email: uriPath(organizer.address) } } : {};
}

function about(event: CalendarEvent, storeId: string): Omit<ICalEventData, 'start'> {
	const description = clean(event.description);
	const location = clean(event.location);
	return {
		id: `event-${event.id}@${storeId}`,
		summary: clean(event.name),
		...(description === '' ? {} : { description }),
		...(location === '' ? {} : { location }),
		created: new Date(event.createdAt),
		lastModified: new Date(event.updatedAt),
		sequence: Math.max(0, Math.floor((event.updatedAt - event.createdAt) / 1_000)),
	};
}

/** Instants in UTC, which is right in every zone; whole days as days, the end exclusive. */
function times(event: CalendarEvent, startAt: number, timeZone: string): Pick<ICalEventData, 'start' | 'end' | 'allDay'> {
	if (!event.allDay) return { start: new Date(startAt), ...(event.endAt !== null && event.endAt > startAt ? { end: new Date(event.endAt) } : {}) };
	const first = DateTime.fromMillis(startAt, { zone: timeZone }).startOf('day');
	const end = DateTime.fromMillis(Math.max(event.endAt ?? startAt, startAt), { zone: timeZone });
	// An end within a day means that day too; midnight is the end of the day before.
	const after = end.toMillis() === end.startOf('day').toMillis() ? end : end.startOf('day').plus({ days: 1 });
	const least = first.plus({ days: 1 });
	return { allDay: true, start: dayOf(first), end: dayOf(after < least ? least : after) };
}

/** A day as an instant of UTC, the only zone in which the library writes it as it is. */
function dayOf(day: DateTime): Date {
	return new Date(Date.UTC(day.year, day.month - 1, day.day));
}

function attendee(person: CalendarPerson): ICalAttendeeData[] {
	return person.address === null ? [] : [{ name: nameOf(person), email: uriPath(person.address) }];
}

/** An address as a mailto: URI takes it: `?` would begin its headers, `#` its fragment. */
function uriPath(address: string): string {
	return encodeURI(address).replace(/[?#]/g, encodeURIComponent);
}

function nameOf(person: CalendarPerson): string {
	return clean(person.name) || (person.address ?? '');
}

/** What an iCalendar text may not hold, goes: control characters but for line breaks and tabs. */
function clean(text: string | null): string {
	return (text ?? '').replace(/[^\P{Cc}\t\n\r]/gu, '').trim();
}
