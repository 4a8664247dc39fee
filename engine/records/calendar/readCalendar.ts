import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { EngineError } from '../../EngineError';
import type { Store } from '../../store/Store';
import { all, defineTransaction, type Steps, type Tx } from '../../store/Transaction';
import { kindCode } from '../kinds';
import { ofRecipient } from '../members';
import type { CalendarEvent, CalendarPerson } from './CalendarEvent';

/** Which events are meant. */
export type EventsAsked =
	/** By their ids, and those that process runs made. */
	| { readonly by: 'named'; readonly ids: readonly number[]; readonly runIds: readonly number[] }
	| {
			readonly by: 'filters';
			readonly campaignId: number | null;
			readonly userId: number | null;
			/** That start at this instant or later, and before that one; UTC ms. */
			readonly from: number | null;
			readonly before: number | null;
	  };

export interface CalendarAsked {
	readonly events: EventsAsked;
	readonly withParticipants: boolean;
}

/** More than a calendar program takes in one file, and little enough to be put together in memory. */
export const MOST_EVENTS = 10_000;
export const MOST_PARTICIPANTS = 10_000;
const PAGE = 1_000;

/**
 * The events that are asked for, each once, by their start.
 * @throws EngineError where they are too many for one file
 */
export async function readCalendar(store: Store, asked: CalendarAsked): Promise<CalendarEvent[]> {
	const events: CalendarEvent[] = [];
	let participants = 0;
	for (let afterId: number | null = 0; afterId !== null; ) {
		const page: CalendarPage = await store.run(calendarPage, { ...asked, afterId });
		for (const event of page.events) {
			events.push(event);
			participants += event.participants.length;
		}
		if (events.length > MOST_EVENTS) throw tooMany(`more than ${MOST_EVENTS} events`, 'Narrow them down by campaign, assigned user or period, and make a file of each.');
		if (page.crowded || participants > MOST_PARTICIPANTS) throw tooMany(`more than ${MOST_PARTICIPANTS} participants`, 'Turn Include Participants off, or make files of fewer events.');
		afterId = page.next;
	}
	return events.sort((one, other) => (one.startAt ?? 0) - (other.startAt ?? 0) || one.id - other.id);
}

function tooMany(what: string, wayOut: string): EngineError {
	return new EngineError('invalid-input', `These are ${what}: too many for one calendar file.`, wayOut);
}

interface CalendarPage {
	readonly events: readonly CalendarEvent[];
	/** More participants than one file takes; they were not all read. */
	readonly crowded: boolean;
	/** Null: this was the last. */
	readonly next: number | null;
}

interface EventRow {
	readonly id: number;
	readonly name: string | null;
	readonly description: string | null;
	readonly location: string | null;
	readonly start_at: number | null;
	readonly end_at: number | null;
	readonly all_day: number;
	readonly created_at: number;
	readonly updated_at: number;
	readonly user_id: number | null;
	readonly user_name: string | null;
	readonly user_key: string | null;
}

const calendarPage = defineTransaction(__filename, 'read', 'calendar.page', function* (tx, input: CalendarAsked & { readonly afterId: number }): Steps<CalendarPage> {
	const rows = yield* all(
		tx,
		sql<EventRow>`SELECT e.id, e.name, e.description, e.location, e.start_at, e.end_at, e.all_day, e.created_at, e.updated_at,
				u.id AS user_id, u.name AS user_name, u.email_key AS user_key
			FROM event AS e LEFT JOIN crm_user AS u ON u.id = e.assigned_user_id
			WHERE ${areAsked(tx, input.events)} AND e.id > ${input.afterId}
			ORDER BY e.id LIMIT ${PAGE}`,
	);
	const participants = input.withParticipants ? yield* readParticipants(tx, rows.map((row) => row.id)) : [];
	const ofEvent = new Map<number, CalendarPerson[]>();
	for (const { event_id, name, address } of participants) ofEvent.set(event_id, [...(ofEvent.get(event_id) ?? []), { name, address }]);
	return {
		events: rows.map((row) => toEvent(row, ofEvent.get(row.id) ?? [])),
		crowded: participants.length > MOST_PARTICIPANTS,
		next: rows.length < PAGE ? null : (rows.at(-1)?.id ?? null),
	};
});

function areAsked(tx: Tx, asked: EventsAsked): RawBuilder<SqlBool> {
	switch (asked.by) {
		case 'named':
			return sql<SqlBool>`(${tx.dialect.inNumbers(sql.ref('e.id'), asked.ids)} OR ${tx.dialect.inNumbers(sql.ref('e.run_id'), asked.runIds)})`;
		case 'filters': {
			const conditions: RawBuilder<unknown>[] = [sql`e.start_at IS NOT NULL`];
			if (asked.campaignId !== null) conditions.push(sql`e.campaign_id = ${asked.campaignId}`);
			if (asked.userId !== null) conditions.push(sql`e.assigned_user_id = ${asked.userId}`);
			if (asked.from !== null) conditions.push(sql`e.start_at >= ${asked.from}`);
			if (asked.before !== null) conditions.push(sql`e.start_at < ${asked.before}`);
			return sql<SqlBool>`(${sql.join(conditions, sql` AND `)})`;
		}
	}
}

interface ParticipantRow {
	readonly event_id: number;
	readonly name: string | null;
	readonly address: string | null;
}

/** Whom each event names itself (its contact, else lead, else account), and who else takes part. */
function* readParticipants(tx: Tx, ids: readonly number[]): Steps<ParticipantRow[]> {
	const [contact, lead, account] = [sql.lit(kindCode('contact')), sql.lit(kindCode('lead')), sql.lit(kindCode('account'))];
	const everybody = sql`(SELECT e.id AS event_id,
				CASE WHEN e.contact_id IS NOT NULL THEN ${contact} WHEN e.lead_id IS NOT NULL THEN ${lead} ELSE ${account} END AS kind,
				COALESCE(e.contact_id, e.lead_id, e.account_id) AS record_id
			FROM event AS e WHERE ${tx.dialect.inNumbers(sql.ref('e.id'), ids)} AND COALESCE(e.contact_id, e.lead_id, e.account_id) IS NOT NULL
		UNION SELECT x.event_id, x.kind, x.record_id FROM event_participant AS x WHERE ${tx.dialect.inNumbers(sql.ref('x.event_id'), ids)})`;
	const rows = yield* all(
		tx,
		sql<ParticipantRow>`SELECT p.event_id, ${ofRecipient('name')} AS name, ${ofRecipient('email_key')} AS address
			FROM ${everybody} AS p ORDER BY p.event_id, p.kind, p.record_id LIMIT ${MOST_PARTICIPANTS + 1}`,
	);
	// Deleted since.
	return rows.filter((row) => row.name !== null || row.address !== null);
}

function toEvent(row: EventRow, participants: readonly CalendarPerson[]): CalendarEvent {
	return {
		id: row.id,
		name: row.name,
		description: row.description,
		location: row.location,
		startAt: row.start_at,
		endAt: row.end_at,
		allDay: row.all_day === 1,
		createdAt: row.created_at,
		updatedAt: row.updated_at,
		organizer: row.user_id === null ? null : { name: row.user_name, address: row.user_key },
		participants,
	};
}
