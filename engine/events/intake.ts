import { createHash } from 'node:crypto';
import { sql } from 'kysely';

import { all, change, defineTransaction, insertMany, type Steps } from '../store/Transaction';
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
	/** A `TakenIn` as JSON. */
	readonly event: string;
}

/** What a request held, ready to be put down. */
export function keyed(read: ReadEvents): KeyedEvent[] {
	const event = (each: ReceivedEvent): KeyedEvent => ({
		service: each.service,
		key: each.key.slice(0, 200),
		event: JSON.stringify({ kind: 'event', event: each } satisfies TakenIn),
	});
	const rejected = (each: RejectedEvent): KeyedEvent => ({
		service: each.service,
		key: unreadableKey(each),
		event: JSON.stringify({ kind: 'rejected', rejected: each } satisfies TakenIn),
	});
	return [...read.events.map(event), ...read.rejected.map(rejected)];
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
	const place = ({ service, key }: { readonly service: string; readonly key: string }) => `${service} ${key}`;
	const known = new Set<string>();
	for (const service of new Set(events.map((event) => event.service))) {
		const rows = yield* all(
			tx,
			sql<{ key: string }>`SELECT event_key AS key FROM intake_event
				WHERE service = ${service} AND ${tx.dialect.inTexts(sql.ref('event_key'), events.filter((event) => event.service === service).map((event) => event.key))}`,
		);
		for (const { key } of rows) known.add(place({ service, key }));
	}
	const fresh: number[] = [];
	events.forEach((event, index) => {
		if (known.has(place(event))) return;
		known.add(place(event));
		fresh.push(index);
	});
	yield* insertMany({
		table: 'intake_event',
		columns: [
			{ name: 'service', type: 'text' },
			{ name: 'event_key', type: 'text' },
			{ name: 'received_at', type: 'bigint' },
			{ name: 'event', type: 'jsonb' },
		],
		rows: fresh.flatMap((index) => {
			const event = events[index];
			return event ? [[event.service, event.key, tx.now, event.event]] : [];
		}),
		suffix: 'ON CONFLICT DO NOTHING',
	});
	return { fresh };
});

/** What was taken in and not folded yet, oldest first. */
export const readIntake = defineTransaction(__filename, 'read', 'events.readIntake', function* (tx, input: { readonly limit: number; readonly after: number }): Steps<IntakeRow[]> {
	return yield* all(tx, sql<IntakeRow>`SELECT id, event FROM intake_event WHERE event IS NOT NULL AND id > ${input.after} ORDER BY id LIMIT ${input.limit}`);
});

/** Only the keys of what was folded stay, for some days: what is told again is passed over. */
export const markFolded = defineTransaction(__filename, 'write', 'events.markFolded', function* (tx, ids: readonly number[]): Steps<void> {
	yield* change(tx, sql`UPDATE intake_event SET event = NULL WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
	yield* change(
		tx,
		sql`DELETE FROM intake_event WHERE id IN (SELECT id FROM intake_event WHERE event IS NULL AND received_at < ${tx.now - REMEMBERED} ORDER BY id LIMIT ${FORGOTTEN_AT_ONCE})`,
	);
});
