import { sql } from 'kysely';

import { forgottenAmong } from '../consent/forgotten';
import { normaliseAddress } from '../records/emailAddress';
import { cleanText } from '../records/values';
import { change, defineTransaction, insertMany, type Steps, type Tx } from '../store/Transaction';
import { unreadableKey, type TakenIn } from './intake';
import type { ReceivedEvent, RejectedEvent } from './ReceivedEvent';

/** How long a message is waited for, in ms: what a service says of a mail can be faster than its answer to us. */
const HELD_FOR = 86_400_000;
/** How long events that changed nothing are kept to be looked at, in ms. */
const KEPT_FOR = 30 * 86_400_000;
const AT_ONCE = 5_000;

/** An event that changed no message. */
export type Unmatched =
	| { readonly kind: 'event'; readonly event: ReceivedEvent; readonly why: 'held' | 'foreign' | 'unknown'; readonly messageId: number | null; readonly reason: string | null }
	| { readonly kind: 'rejected'; readonly rejected: RejectedEvent };

/** Keeps them: to be tried again, or to be looked at. */
export function* keepUnmatched(tx: Tx, all: readonly Unmatched[]): Steps<void> {
	// Of people who asked to be forgotten nothing is kept.
	const addressOf = (each: Unmatched) => (each.kind === 'event' ? normaliseAddress(each.event.address) : null);
	const forgotten = yield* forgottenAmong(tx, all.map(addressOf));
	const unmatched = all.filter((each) => !forgotten.has(addressOf(each) ?? ''));
	yield* insertMany({
		table: 'unmatched_event',
		columns: [
			{ name: 'service', type: 'text' },
			{ name: 'event_key', type: 'text' },
			{ name: 'why', type: 'text' },
			{ name: 'kind', type: 'text' },
			{ name: 'address_key', type: 'text' },
			{ name: 'remote_id', type: 'text' },
			{ name: 'message_id', type: 'bigint' },
			{ name: 'happened_at', type: 'bigint' },
			{ name: 'recorded_at', type: 'bigint' },
			{ name: 'reason', type: 'text' },
			{ name: 'event', type: 'jsonb' },
		],
		rows: unmatched.map((each) => {
			if (each.kind === 'rejected') {
				const { rejected } = each;
				return [rejected.service, unreadableKey(rejected), 'unreadable', 'unreadable', null, null, null, tx.now, tx.now, rejected.reason, JSON.stringify({ kind: 'rejected', rejected } satisfies TakenIn)];
			}
			const { event } = each;
			const held = JSON.stringify({ kind: 'event', event } satisfies TakenIn);
			return [event.service, event.key, each.why, kindOf(event), normaliseAddress(event.address), event.remoteId, each.messageId, event.happenedAt, tx.now, each.reason, held];
		}),
		suffix: 'ON CONFLICT DO NOTHING',
	});
}

function kindOf({ kind, name }: ReceivedEvent): string {
	return kind === 'unknown' && name !== undefined ? cleanText(name) : kind;
}

/** Whose message never came is somebody else's mail; what is old goes. */
export const tidyUnmatched = defineTransaction(__filename, 'write', 'events.tidyUnmatched', function* (tx, _input: null): Steps<void> {
	const old = (before: number, why: string | null) =>
		sql`id IN (SELECT id FROM unmatched_event WHERE ${why === null ? sql`why IN ('held', 'foreign', 'unknown', 'unreadable')` : sql`why = ${why}`} AND recorded_at < ${before} LIMIT ${AT_ONCE})`;
	yield* change(tx, sql`UPDATE unmatched_event SET why = 'foreign' WHERE ${old(tx.now - HELD_FOR, 'held')}`);
	yield* change(tx, sql`DELETE FROM unmatched_event WHERE ${old(tx.now - KEPT_FOR, null)}`);
});
