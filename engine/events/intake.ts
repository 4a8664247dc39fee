import { createHash } from 'node:crypto';
import { sql } from 'kysely';

import { claimedMessageId } from '../delivery/messageRef';
import { cleanText } from '../records/values';
import { all, change, defineTransaction, first, insertNew, type Steps } from '../store/Transaction';
import type { EventService, ReadEvents, ReceivedEvent, RejectedEvent } from './ReceivedEvent';

/** How long an event's key is remembered after it was folded, in ms: services repeat for up to 24 hours. */
const REMEMBERED = 3 * 86_400_000;
/** Rows forgotten at a time. */
const FORGOTTEN_AT_ONCE = 5_000;

/** What the intake holds of one event. */
export type TakenIn = { readonly kind: 'event'; readonly event: ReceivedEvent } | { readonly kind: 'rejected'; readonly rejected: RejectedEvent };

export interface IntakeRow {
	readonly id: number;
	/** A `TakenIn` as JSON. */
	readonly event: string;
}

export interface TakeInResult {
	/** Places in the given rows of those that were new. */
	readonly fresh: readonly number[];
}

export interface KeyedEvent {
	readonly service: EventService;
	readonly key: string;
	/** UTC ms at which it happened, the same in every repetition; 0 where repetitions have times of their own. */
	readonly moment: number;
	/** The id of its message, as far as the event itself claims one. */
	readonly place: number | null;
	/** A `TakenIn` as JSON. */
	readonly event: string;
}

/** What a request held, ready to be put down. */
export function keyed(read: ReadEvents): KeyedEvent[] {
	const event = (each: ReceivedEvent): KeyedEvent => ({
		service: each.service,
		key: cleanText(each.key.slice(0, 200)),
		// What is our own is timed by its arrival: its key says what counts as the same.
		moment: each.service === 'own' ? 0 : each.happenedAt,
		place: each.messageRef === null ? null : claimedMessageId(each.messageRef),
		event: storable({ kind: 'event', event: each }),
	});
	const rejected = (each: RejectedEvent): KeyedEvent => ({
		service: each.service,
		key: unreadableKey(each),
		moment: 0,
		place: null,
		event: storable({ kind: 'rejected', rejected: each }),
	});
	return [...read.events.map(event), ...read.rejected.map(rejected)];
}

/** As JSON escapes what PostgreSQL's jsonb refuses: no character, and half a character, as a text that was cut may end with. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** One such text must not cost the events it came with: the service would try the whole post again, for nothing. */
function storable(taken: TakenIn): string {
	const json = JSON.stringify(taken);
	if (!UNSTORABLE.test(json)) return json;
	return JSON.stringify(taken, (_name, value: unknown) => (typeof value === 'string' ? cleanText(value) : value));
}

/** What could not be read has no key of its service's: what arrived is its name. */
export function unreadableKey({ raw }: RejectedEvent): string {
	return `unreadable ${createHash('sha256').update(raw).digest('hex')}`;
}

/**
 * Puts events down, durably, before anybody is answered: those told before are passed over. In the intake's own
 * database, which no big set ever holds.
 */
export const takeIn = defineTransaction(__filename, 'write', 'events.takeIn', function* (tx, events: readonly KeyedEvent[]): Steps<TakeInResult> {
	/** The first of those alike, by their name. */
	const places = new Map<string, number>();
	events.forEach(({ service, moment, key }, place) => {
		const name = `${service} ${moment} ${key}`;
		if (!places.has(name)) places.set(name, place);
	});
	const distinct = [...places.values()];
	const inserted = yield* insertNew({
		table: 'intake_event',
		columns: [
			{ name: 'service', type: 'text' },
			{ name: 'moment', type: 'bigint' },
			{ name: 'event_key', type: 'text' },
			{ name: 'received_at', type: 'bigint' },
			{ name: 'place', type: 'bigint' },
			{ name: 'event', type: 'jsonb' },
		],
		rows: distinct.flatMap((place) => {
			const event = events[place];
			return event ? [[event.service, event.moment, event.key, tx.now, event.place, event.event]] : [];
		}),
		toldApartBy: ['service', 'moment', 'event_key'],
	});
	return { fresh: inserted.flatMap((row) => distinct[row] ?? []) };
});

/** The last of what was taken in and not folded yet; null: there is nothing. */
export const newestTaken = defineTransaction(__filename, 'read', 'events.newestTaken', function* (tx, _input: null): Steps<number | null> {
	return (yield* first(tx, sql<{ id: number }>`SELECT id FROM intake_event WHERE event IS NOT NULL ORDER BY id DESC LIMIT 1`))?.id ?? null;
});

export interface IntakeRound {
	/** In the order in which they are best folded. */
	readonly ids: readonly number[];
	/** Where the next round goes on. */
	readonly last: number;
}

/**
 * The next of what waits, oldest first, in the order of the messages they are about: events come in no order, and a
 * page of messages that is written once for thirty of its events is not written thirty times.
 */
export const readRound = defineTransaction(
	__filename,
	'read',
	'events.readRound',
	function* (tx, input: { readonly after: number; readonly until: number; readonly limit: number }): Steps<IntakeRound | null> {
		const rows = yield* all(
			tx,
			sql<{ id: number; place: number | null }>`SELECT id, place FROM intake_event
				WHERE event IS NOT NULL AND id > ${input.after} AND id <= ${input.until} ORDER BY id LIMIT ${input.limit}`,
		);
		const last = rows.at(-1)?.id;
		if (last === undefined) return null;
		return { ids: rows.sort((one, other) => (one.place ?? 0) - (other.place ?? 0)).map((row) => row.id), last };
	},
);

/** What was taken in; what was folded meanwhile is left out. */
export const readTakenIn = defineTransaction(__filename, 'read', 'events.readTakenIn', function* (tx, ids: readonly number[]): Steps<IntakeRow[]> {
	return yield* all(tx, sql<IntakeRow>`SELECT id, event FROM intake_event WHERE event IS NOT NULL AND ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
});

/** Only the keys of what was folded stay, for some days: what is told again is passed over. */
export const markFolded = defineTransaction(__filename, 'write', 'events.markFolded', function* (tx, ids: readonly number[]): Steps<void> {
	yield* change(tx, sql`UPDATE intake_event SET event = NULL WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
});

/** Old keys go. They stand in the order of their coming: it is enough to look at the first ones. Answers whether there may be more. */
export const forgetKeys = defineTransaction(__filename, 'write', 'events.forgetKeys', function* (tx, _input: null): Steps<boolean> {
	const forgotten = yield* change(
		tx,
		sql`DELETE FROM intake_event WHERE id IN (SELECT id FROM intake_event ORDER BY id LIMIT ${FORGOTTEN_AT_ONCE}) AND event IS NULL AND received_at < ${tx.now - REMEMBERED}`,
	);
	return forgotten === FORGOTTEN_AT_ONCE;
});
