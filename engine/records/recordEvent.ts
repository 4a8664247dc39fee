import { sql, type RawBuilder } from 'kysely';

import type { ConsentSource } from '../consent/ConsentEntry';
import { recordNo } from '../consent/recordConsent';
import { EngineError } from '../EngineError';
import { change, defineTransaction, first, insertMany, type Steps, type Tx } from '../store/Transaction';
import { DEFINITIONS } from './catalogue/definitions';
import type { RecordJson } from './RecordJson';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { readRecord, recordNotFound } from './selectRecords';
import { cleanText } from './values';

/** What may become of a message that was sent. */
export const MESSAGE_EVENTS = ['delivered', 'opened', 'clicked', 'bounced', 'dropped', 'spam', 'unsubscribed'] as const;

export type MessageEventKind = (typeof MESSAGE_EVENTS)[number];

export interface MessageEvent {
	readonly messageId: number;
	readonly kind: MessageEventKind;
	/** UTC ms; null, and a time still to come: now. */
	readonly happenedAt: number | null;
	/** Of a click: where it led. */
	readonly link: string | null;
	/** Of a bounce; null: hard. */
	readonly bounce: 'hard' | 'soft' | null;
	/** A machine did it, not a person: a scanner's click, a privacy proxy's open. Counted apart. */
	readonly machine: boolean;
	/** Names the event: the same again for this message changes nothing. Null: each call counts. */
	readonly eventId: string | null;
}

export interface RecordedEvent {
	readonly outcome: 'recorded' | 'known';
	readonly message: RecordJson;
}

const MAX_LINK = 2_000;
const MAX_EVENT_ID = 500;
/** A message that never left can't be opened. */
const LEFT = new Set(['sending', 'sent', 'uncertain', 'failed']);
/** What shows that a message whose answer was lost was accepted after all. */
const ARRIVED = new Set<MessageEventKind>(['delivered', 'opened', 'clicked', 'bounced', 'spam', 'unsubscribed']);

/**
 * Records what became of a message (VM-01), from any node or by hand: counts, first and last times, last link. In
 * whatever order events come, and however often one with an id is repeated, the message ends up the same.
 * An unsubscribe or a spam report is also a no for all email, for the address and for the record.
 * @throws EngineError not-found, or conflict for a message that was never sent
 */
export const recordEvent = defineTransaction(__filename, 'write', 'messages.recordEvent', function* (tx, event: MessageEvent): Steps<RecordedEvent> {
	const outcome = (yield* applyMessageEvent(tx, event)) ? 'recorded' : 'known';
	return { outcome, message: yield* readRecord(tx, yield* loadCatalogue(tx), 'message', event.messageId) };
});

/** The same inside another transaction; answers whether the event was new. */
export function* applyMessageEvent(tx: Tx, event: MessageEvent): Steps<boolean> {
	const lock = tx.dialect.name === 'postgres' ? sql`FOR UPDATE` : sql``;
	const message = yield* first(
		tx,
		sql<MessageRow>`SELECT id, state, reason_class, address_key, recipient_kind, recipient_id FROM message WHERE id = ${event.messageId} ${lock}`,
	);
	if (!message) throw recordNotFound(DEFINITIONS.message, event.messageId);
	if (!LEFT.has(message.state)) {
		throw new EngineError(
			'conflict',
			`Message ${message.id} was not sent (its status is "${message.state}"): it can't be ${event.kind === 'spam' ? 'reported as spam' : event.kind}.`,
			'Choose a message that was sent.',
		);
	}
	const happenedAt = checkTime(event.happenedAt, tx.now);
	const link = event.kind === 'clicked' ? shortened(event.link, MAX_LINK) : null;
	const fresh = yield* insertMany({
		table: 'message_event',
		columns: [
			{ name: 'message_id', type: 'bigint' },
			{ name: 'kind', type: 'text' },
			{ name: 'happened_at', type: 'bigint' },
			{ name: 'link', type: 'text' },
			{ name: 'bounce_kind', type: 'text' },
			{ name: 'machine', type: 'bigint' },
			{ name: 'event_id', type: 'text' },
			{ name: 'recorded_at', type: 'bigint' },
		],
		rows: [
			[
				message.id,
				event.kind,
				happenedAt,
				link,
				event.kind === 'bounced' ? (event.bounce ?? 'hard') : null,
				event.machine ? 1 : 0,
				shortened(event.eventId, MAX_EVENT_ID),
				tx.now,
			],
		],
		suffix: 'ON CONFLICT DO NOTHING',
	});
	if (fresh === 0) return false;
	const changes = [...figures(tx, event, happenedAt, link), sql`updated_at = ${tx.now}`];
	if (isUncertain(message) && ARRIVED.has(event.kind)) {
		changes.push(sql`state = 'sent', sent_at = COALESCE(sending_at, ${tx.dialect.integer(happenedAt)}), reason_class = NULL, reason = NULL, reason_f = NULL`);
	}
	yield* change(tx, sql`UPDATE message SET ${sql.join(changes)} WHERE id = ${message.id}`);
	const source = consentSource(event);
	if (source !== null) {
		yield* recordNo(tx, {
			addressKey: message.address_key,
			recordKind: message.recipient_kind,
			recordId: message.recipient_id,
			scope: 'all',
			scopeRef: '',
			source,
			reason: source === 'complaint' ? 'Reported a message as spam' : 'Unsubscribed from a message',
			proof: `message ${message.id}${event.eventId === null ? '' : `, event ${shortened(event.eventId, MAX_EVENT_ID)}`}`,
			happenedAt,
		});
	}
	return true;
}

interface MessageRow {
	readonly id: number;
	readonly state: string;
	readonly reason_class: string | null;
	readonly address_key: string | null;
	readonly recipient_kind: number;
	readonly recipient_id: number;
}

/** Whether the answer to a message was lost: also where a person left it at that, which counts as failed. */
function isUncertain(message: MessageRow): boolean {
	return message.state === 'uncertain' || (message.state === 'failed' && message.reason_class === 'uncertain');
}

/** What an event does to its message's figures, whatever came before: counts, smallest and largest. */
function figures(tx: Tx, event: MessageEvent, at: number, link: string | null): RawBuilder<unknown>[] {
	const time = tx.dialect.integer(at);
	const earliest = (column: string) => sql`${sql.ref(column)} = CASE WHEN ${sql.ref(column)} <= ${time} THEN ${sql.ref(column)} ELSE ${time} END`;
	const latest = (column: string) => sql`${sql.ref(column)} = CASE WHEN ${sql.ref(column)} >= ${time} THEN ${sql.ref(column)} ELSE ${time} END`;
	const counted = (column: string) => sql`${sql.ref(column)} = ${sql.ref(column)} + 1`;
	switch (event.kind) {
		case 'delivered':
			return [earliest('delivered_at')];
		case 'opened':
			return event.machine ? [counted('machine_open_count')] : [counted('open_count'), earliest('first_open_at'), latest('last_open_at')];
		case 'clicked': {
			if (event.machine) return [];
			const given = tx.dialect.text(link);
			// Of two clicks at the same time the greater link counts as the last, in whatever order they come.
			const newer = sql`last_click_at IS NULL OR last_click_at < ${time} OR (last_click_at = ${time} AND (last_link IS NULL OR last_link < ${given}))`;
			return [sql`last_link = CASE WHEN ${newer} THEN ${given} ELSE last_link END`, counted('click_count'), earliest('first_click_at'), latest('last_click_at')];
		}
		case 'bounced': {
			const kind = event.bounce === 'soft' ? sql`CASE WHEN bounce_kind = 'hard' THEN 'hard' ELSE 'soft' END` : sql`'hard'`;
			return [counted('bounce_count'), earliest('bounced_at'), sql`bounce_kind = ${kind}`];
		}
		case 'dropped':
			return [earliest('dropped_at')];
		case 'spam':
			return [earliest('spam_at')];
		case 'unsubscribed':
			return event.machine ? [] : [earliest('unsubscribed_at')];
	}
}

function consentSource(event: MessageEvent): ConsentSource | null {
	// Link scanners unsubscribe nobody.
	if (event.machine) return null;
	if (event.kind === 'unsubscribed') return 'recipient';
	return event.kind === 'spam' ? 'complaint' : null;
}

function checkTime(happenedAt: number | null, now: number): number {
	if (happenedAt === null) return now;
	if (Number.isSafeInteger(happenedAt) && happenedAt > 0) return Math.min(happenedAt, now);
	throw new EngineError('invalid-input', `${happenedAt} is no time at which something can have happened.`, 'Give the time of the event, or leave it empty for now.');
}

function shortened(text: string | null, most: number): string | null {
	const trimmed = text === null ? '' : cleanText(text).trim().slice(0, most);
	return trimmed === '' ? null : trimmed;
}
