import { sql } from 'kysely';

import { recordNoes } from '../consent/recordConsent';
import type { ConsentEntry } from '../consent/ConsentEntry';
import { normaliseAddress } from '../records/emailAddress';
import { all, change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { applyEvents, type EventMessage, type EventOutcome } from './applyEvents';
import type { IntakeRow, TakenIn } from './intake';
import type { MessageEvent } from './MessageEvent';
import { messageFinder } from './messageFinder';
import type { ReceivedEvent, RejectedEvent } from './ReceivedEvent';
import { keepUnmatched, type Unmatched } from './unmatchedEvents';

/** What became of what was taken in. */
export type FoldOutcome =
	/** Counted with its message. */
	| 'applied'
	/** Counted before. */
	| 'known'
	/** Its message isn't known yet, or has not left: tried again for a day. */
	| 'held'
	/** Of a mail that none of our messages is; what it says about consent counts all the same. */
	| 'foreign'
	/** Nobody here has heard of this kind of event: kept and counted. */
	| 'unknown'
	/** It could not be read: kept with the reason. */
	| 'unreadable';

export type FoldCounts = Readonly<Record<FoldOutcome, number>>;

export interface FoldedPage {
	readonly counts: FoldCounts;
	/** How long the store was held for it: what the next page's size goes by. */
	readonly milliseconds: number;
}

/**
 * Folds a page of the intake into messages and consent, by a rule that does not depend on order and that makes no
 * difference when it is done twice: a kill between this and the mark in the intake does no harm.
 */
export const foldEvents = defineTransaction(__filename, 'write', 'events.fold', function* (tx, rows: readonly IntakeRow[]): Steps<FoldedPage> {
	const counts = { applied: 0, known: 0, held: 0, foreign: 0, unknown: 0, unreadable: 0 };
	for (const outcome of yield* foldTaken(tx, rows.map((row) => readTaken(row.event)))) counts[outcome]++;
	return { counts, milliseconds: tx.elapsed() };
});

/** A message that waits to be sent again is waited for too: taken up before, its events would be held as if they were new. */
const LEFT = sql`m.state IN ('sending', 'sent', 'uncertain', 'failed')`;

/** Once more what had no message yet. Answers how many found theirs. */
export const foldHeld = defineTransaction(__filename, 'write', 'events.foldHeld', function* (tx, input: { readonly limit: number }): Steps<number> {
	const held = yield* all(
		tx,
		sql<{ id: number; event: string }>`SELECT u.id, u.event FROM unmatched_event AS u WHERE u.why = 'held'
			AND (EXISTS (SELECT 1 FROM message AS m WHERE m.remote_id = u.remote_id AND m.address_key = u.address_key AND ${LEFT})
				OR EXISTS (SELECT 1 FROM message AS m WHERE m.id = u.message_id AND ${LEFT}))
			ORDER BY u.id LIMIT ${input.limit}`,
	);
	if (held.length === 0) return 0;
	yield* change(tx, sql`DELETE FROM unmatched_event WHERE ${tx.dialect.inNumbers(sql.ref('id'), held.map((row) => row.id))}`);
	const outcomes = yield* foldTaken(tx, held.map((row) => readTaken(row.event)));
	return outcomes.filter((outcome) => outcome === 'applied' || outcome === 'known').length;
});

function* foldTaken(tx: Tx, taken: readonly TakenIn[]): Steps<FoldOutcome[]> {
	const find = yield* messageFinder(tx, taken.flatMap((each) => (each.kind === 'event' ? [each.event] : [])));
	const events: MessageEvent[] = [];
	/** By the event's place in `taken`. */
	const place = new Map<number, number>();
	taken.forEach((each, index) => {
		if (each.kind === 'rejected' || each.event.kind === 'unknown') return;
		const messageId = find(each.event);
		if (messageId === null) return;
		place.set(index, events.length);
		events.push(messageEvent(each.event, each.event.kind, messageId));
	});
	const applied = yield* applyEvents(tx, events);
	const unmatched: Unmatched[] = [];
	const noes: ConsentEntry[] = [];
	const folded = taken.map((each, index): FoldOutcome => {
		if (each.kind === 'rejected') {
			unmatched.push(unreadable(each.rejected));
			return 'unreadable';
		}
		const at = place.get(index);
		const outcome = at === undefined ? undefined : applied[at];
		if (outcome?.kind === 'applied' || outcome?.kind === 'known') return outcome.kind;
		const why = whyUnmatched(each.event, outcome);
		unmatched.push({ event: each.event, why, messageId: at === undefined ? null : (events[at]?.messageId ?? null), reason: each.event.reason, kind: 'event' });
		const no = noOf(each.event, outcome?.kind === 'not sent' ? outcome.message : null);
		if (no !== null) noes.push(no);
		return why;
	});
	yield* keepUnmatched(tx, unmatched);
	yield* recordNoes(tx, noes);
	return folded;
}

function messageEvent(event: ReceivedEvent, kind: MessageEvent['kind'], messageId: number): MessageEvent {
	return {
		messageId,
		kind,
		happenedAt: event.happenedAt,
		link: event.link,
		bounce: event.bounce,
		machine: event.machine,
		eventId: `${event.service} ${event.key}`,
		campaignOnly: event.from?.kind === 'campaign',
		reason: event.reason,
	};
}

function whyUnmatched(event: ReceivedEvent, outcome: EventOutcome | undefined): Extract<FoldOutcome, 'held' | 'foreign' | 'unknown'> {
	if (event.kind === 'unknown') return 'unknown';
	if (outcome?.kind === 'not sent') return 'held';
	if (outcome?.kind === 'no message') return 'foreign';
	return event.remoteId === null ? 'foreign' : 'held';
}

function unreadable(rejected: RejectedEvent): Unmatched {
	return { kind: 'rejected', rejected };
}

/** Who said no to a mail that is none of our messages, or that waits to be sent again, said no all the same. */
function noOf(event: ReceivedEvent, message: EventMessage | null): ConsentEntry | null {
	const addressKey = normaliseAddress(event.address);
	if (addressKey === null || event.machine) return null;
	const entry = { addressKey, recordKind: null, recordId: null, scope: 'all', scopeRef: '', proof: `${event.service}, event ${event.key}`, happenedAt: event.happenedAt } as const;
	if (event.kind === 'unsubscribed') {
		const campaign = event.from?.kind === 'campaign' && message !== null && message.campaign_id !== 0 ? ({ scope: 'campaign', scopeRef: String(message.campaign_id) } as const) : {};
		return { ...entry, ...campaign, source: 'recipient', reason: event.service === 'own' ? 'Unsubscribed from a message' : 'Unsubscribed at the mail service' };
	}
	if (event.kind === 'spam') return { ...entry, source: 'complaint', reason: 'Reported a mail as spam' };
	if (event.kind === 'bounced' && event.bounce !== 'soft') return { ...entry, source: 'bounce', reason: 'A mail to this address came back' };
	return null;
}

/** What our own code wrote. */
function readTaken(json: string): TakenIn {
	return JSON.parse(json) as TakenIn;
}
