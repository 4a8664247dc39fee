import { sql } from 'kysely';

import type { ConsentEntry } from '../consent/ConsentEntry';
import { recordNoes } from '../consent/recordConsent';
import { cleanText } from '../records/values';
import { all, insertMany, updateMany, type InsertColumn, type SqlValue, type Steps, type Tx } from '../store/Transaction';
import { changesBy, hasLeft, type FigureChanges, type MessageFigures, type TimedEvent } from './figures';
import type { MessageEvent } from './MessageEvent';

const MAX_LINK = 2_000;
const MAX_EVENT_ID = 500;
const MAX_REASON = 1_000;

/** What became of an event. */
export type EventOutcome =
	/** Counted. */
	| { readonly kind: 'applied'; readonly message: EventMessage }
	/** Told before: nothing changed. */
	| { readonly kind: 'known'; readonly message: EventMessage }
	/** Its message never left. */
	| { readonly kind: 'not sent'; readonly state: string; readonly message: EventMessage }
	/** There is no such message. */
	| { readonly kind: 'no message' };

/** Whose message it is. */
export interface EventMessage {
	readonly id: number;
	readonly campaign_id: number;
	readonly recipient_kind: number;
	readonly recipient_id: number;
	readonly address_key: string | null;
}

/**
 * Records what became of messages, any number of events with a handful of statements: each new one is kept, its
 * message's figures and the ledger of consent follow. In whatever order events come, and however often one with an id
 * is repeated, messages end up the same. An unsubscribe or a spam report is a no of the address and the record, a hard
 * bounce one of the address. Answers one outcome per event, in order.
 */
export function* applyEvents(tx: Tx, events: readonly MessageEvent[]): Steps<EventOutcome[]> {
	if (events.length === 0) return [];
	const messages = yield* readMessages(tx, [...new Set(events.map((event) => event.messageId))]);
	const known = yield* readKnown(tx, events.filter((event) => event.eventId !== null && messages.has(event.messageId)));
	const fresh: TimedEvent[] = [];
	const outcomes = events.map((given): EventOutcome => {
		const message = messages.get(given.messageId);
		if (!message) return { kind: 'no message' };
		if (!hasLeft(message.figures.state)) return { kind: 'not sent', state: message.figures.state, message: message.about };
		const event = settled(isForgotten(message.about) ? { ...given, link: null, reason: null } : given, tx.now);
		if (event.eventId !== null) {
			const key = eventKey(event.messageId, event.eventId);
			if (known.has(key)) return { kind: 'known', message: message.about };
			known.add(key);
		}
		fresh.push(event);
		// Most messages have one event of many: what it changes is laid over the row only when there is another.
		const changes = changesBy(message.changes === null ? message.figures : { ...message.figures, ...message.changes }, event);
		message.changes = message.changes === null ? changes : { ...message.changes, ...changes };
		return { kind: 'applied', message: message.about };
	});
	yield* insertMany({ table: 'message_event', columns: EVENT_COLUMNS, rows: fresh.sort((one, other) => one.messageId - other.messageId).map((event) => eventRow(event, tx.now)) });
	yield* writeFigures(tx, messages.values());
	yield* recordNoes(tx, fresh.flatMap((event) => noOf(event, messages.get(event.messageId)?.about) ?? []));
	return outcomes;
}

interface ReadMessage {
	readonly about: EventMessage;
	/** As it was before these events. */
	readonly figures: MessageFigures;
	/** Null: none yet. */
	changes: FigureChanges | null;
}

type MessageRow = EventMessage & MessageFigures;

/** Nobody else changes them until this transaction ends. */
function* readMessages(tx: Tx, ids: readonly number[]): Steps<Map<number, ReadMessage>> {
	const lock = tx.dialect.name === 'postgres' ? sql`ORDER BY id FOR UPDATE` : sql``;
	const rows = yield* all(
		tx,
		sql<MessageRow>`SELECT id, campaign_id, recipient_kind, recipient_id, address_key, ${sql.join(FIGURES.map(([name]) => sql.ref(name)))}
			FROM message WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)} ${lock}`,
	);
	return new Map(
		// The row is its figures too: taking it apart would cost as much as reading it.
		rows.map((row) => {
			const { id, campaign_id, recipient_kind, recipient_id, address_key } = row;
			return [id, { about: { id, campaign_id, recipient_kind, recipient_id, address_key }, figures: row, changes: null }];
		}),
	);
}

/** Which events were told before. */
function* readKnown(tx: Tx, events: readonly MessageEvent[]): Steps<Set<string>> {
	const ids = [...new Set(events.map((event) => event.messageId))];
	if (ids.length === 0) return new Set();
	const rows = yield* all(
		tx,
		sql<{ message_id: number; event_id: string }>`SELECT message_id, event_id FROM message_event
			WHERE ${tx.dialect.inNumbers(sql.ref('message_id'), ids)} AND event_id IS NOT NULL`,
	);
	return new Set(rows.map((row) => eventKey(row.message_id, row.event_id)));
}

function eventKey(messageId: number, eventId: string): string {
	return `${messageId} ${eventId}`;
}

/** An event with its time, and texts as they are stored. */
function settled(event: MessageEvent, now: number): TimedEvent {
	return {
		...event,
		happenedAt: Math.min(event.happenedAt ?? now, now),
		link: event.kind === 'clicked' ? shortened(event.link, MAX_LINK) : null,
		eventId: shortened(event.eventId, MAX_EVENT_ID),
		reason: shortened(event.reason ?? null, MAX_REASON),
	};
}

const EVENT_COLUMNS: readonly InsertColumn[] = [
	{ name: 'message_id', type: 'bigint' },
	{ name: 'kind', type: 'text' },
	{ name: 'happened_at', type: 'bigint' },
	{ name: 'link', type: 'text' },
	{ name: 'bounce_kind', type: 'text' },
	{ name: 'machine', type: 'bigint' },
	{ name: 'event_id', type: 'text' },
	{ name: 'reason', type: 'text' },
	{ name: 'recorded_at', type: 'bigint' },
];

function eventRow(event: TimedEvent, now: number): SqlValue[] {
	const bounce = event.kind === 'bounced' ? (event.bounce ?? 'hard') : null;
	return [event.messageId, event.kind, event.happenedAt, event.link, bounce, event.machine ? 1 : 0, event.eventId, event.reason ?? null, now];
}

type Figure<Name> = readonly [name: Name, type: InsertColumn['type']];

const FIGURES: readonly Figure<keyof MessageFigures>[] = [
	['state', 'text'],
	['reason_class', 'text'],
	['sending_at', 'bigint'],
	['delivered_at', 'bigint'],
	['open_count', 'bigint'],
	['first_open_at', 'bigint'],
	['last_open_at', 'bigint'],
	['machine_open_count', 'bigint'],
	['click_count', 'bigint'],
	['first_click_at', 'bigint'],
	['last_click_at', 'bigint'],
	['last_link', 'text'],
	['bounce_count', 'bigint'],
	['bounce_kind', 'text'],
	['bounced_at', 'bigint'],
	['dropped_at', 'bigint'],
	['spam_at', 'bigint'],
	['unsubscribed_at', 'bigint'],
];

const WRITTEN: readonly Figure<keyof FigureChanges>[] = [...FIGURES, ['sent_at', 'bigint'], ['reason', 'text'], ['reason_f', 'text']];

interface Alike {
	readonly figures: readonly Figure<keyof FigureChanges>[];
	readonly messages: { readonly id: number; readonly changes: FigureChanges }[];
}

/** Only what changed, so that no index is touched in vain: one prepared statement for all messages of which the same did. */
function* writeFigures(tx: Tx, messages: Iterable<ReadMessage>): Steps<void> {
	const groups = new Map<string, Alike>();
	for (const { about, changes } of messages) {
		if (changes === null) continue;
		const figures = WRITTEN.filter(([name]) => name in changes);
		if (figures.length === 0) continue;
		const key = figures.map(([name]) => name).join();
		const group = groups.get(key) ?? { figures, messages: [] };
		group.messages.push({ id: about.id, changes });
		groups.set(key, group);
	}
	for (const { figures, messages: alike } of groups.values()) {
		yield* updateMany({
			table: 'message',
			columns: [...figures.map(([name, type]): InsertColumn => ({ name, type })), { name: 'updated_at', type: 'bigint' }],
			// In the order of messages: neighbours lie on one page of the file.
			rows: alike.sort((one, other) => one.id - other.id).map(({ id, changes }) => [id, ...figures.map(([name]) => changes[name] ?? null), tx.now]),
		});
	}
}

/** Its person asked to be forgotten: the message is a figure, and what still comes in about it only counts. */
function isForgotten(message: EventMessage): boolean {
	return message.recipient_id < 0;
}

/** The no that an event means; null for most. A machine says no for nobody. */
function noOf(event: TimedEvent, message: EventMessage | undefined): ConsentEntry | null {
	if (!message || event.machine || isForgotten(message)) return null;
	const proof = `message ${message.id}${event.eventId === null ? '' : `, event ${event.eventId}`}`;
	const entry = { addressKey: message.address_key, recordKind: message.recipient_kind, recordId: message.recipient_id, scope: 'all', scopeRef: '', proof, happenedAt: event.happenedAt } as const;
	switch (event.kind) {
		case 'unsubscribed': {
			const scope = event.campaignOnly && message.campaign_id !== 0 ? ({ scope: 'campaign', scopeRef: String(message.campaign_id) } as const) : {};
			return { ...entry, ...scope, source: 'recipient', reason: 'Unsubscribed from a message' };
		}
		case 'spam':
			return { ...entry, source: 'complaint', reason: 'Reported a message as spam' };
		case 'bounced':
			// The address is wrong, not the person: another address of the same record may be mailed.
			if (event.bounce === 'soft' || message.address_key === null) return null;
			return { ...entry, recordKind: null, recordId: null, source: 'bounce', reason: 'A mail to this address came back' };
		case 'delivered':
		case 'opened':
		case 'clicked':
		case 'dropped':
		case 'accepted':
		case 'deferred':
		case 'resubscribed':
			return null;
	}
}

function shortened(text: string | null, most: number): string | null {
	const trimmed = text === null ? '' : cleanText(text).trim().slice(0, most);
	return trimmed === '' ? null : trimmed;
}
