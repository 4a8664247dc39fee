import { sql } from 'kysely';

import { foldOrNull } from '../store/fold';
import { all, change, defineTransaction } from '../store/Transaction';
import { UNSETTLED } from './unsettled';
import type { AfterSending } from './afterSending';
import { SENDING_LEASE } from './MessageState';
import { withhold } from './withhold';

export interface Settled extends AfterSending {
	readonly id: number;
	readonly subject: string | null;
}

export interface SettleInput {
	readonly worker: string;
	readonly channel: string;
	/** What became of messages that were on the wire. */
	readonly settled: readonly Settled[];
	/** Messages about to go on the wire. */
	readonly mark: readonly number[];
}

export interface Marked {
	/** May go out now. */
	readonly marked: readonly number[];
	/** Not sent: opted out or deleted since they were claimed. */
	readonly notSent: number;
}

/**
 * One durable commit: outcomes in, and the mark "sending" for what goes out next. Answers the ids that may go out:
 * those still claimed by this worker. A killed process leaves the marked ones to a person, never to a second send.
 */
export const settleAndMark = defineTransaction(__filename, 'write', 'delivery.settleAndMark', function* (tx, input: SettleInput) {
	for (const settled of input.settled) {
		yield* change(
			tx,
			sql`UPDATE message SET state = ${settled.state}, attempts = ${settled.attempts}, next_attempt_at = ${tx.dialect.integer(settled.nextAttemptAt)},
					server_reply = COALESCE(${tx.dialect.text(settled.serverReply)}, server_reply), remote_id = ${tx.dialect.text(settled.remoteId)}, channel = ${input.channel},
					sent_at = ${tx.dialect.integer(settled.state === 'sent' ? tx.now : null)},
					subject = ${tx.dialect.text(settled.subject)}, subject_f = ${tx.dialect.text(foldOrNull(settled.subject))},
					reason_class = ${tx.dialect.text(settled.state === 'failed' ? 'server' : null)},
					reason = ${tx.dialect.text(settled.reason)}, reason_f = ${tx.dialect.text(foldOrNull(settled.reason))},
					claimed_by = NULL, lease_until = NULL, updated_at = ${tx.now}
				WHERE id = ${settled.id} AND claimed_by = ${input.worker} AND state IN ('sending', 'claimed')`,
		);
	}
	if (input.mark.length === 0) return { marked: [], notSent: 0 } satisfies Marked;
	// Minutes may lie between claim and wire at a slow pace: a no said meanwhile counts.
	const notSent = yield* withhold(tx, input.mark, 'claimed');
	const marked = yield* all(
		tx,
		sql<{ id: number }>`
			UPDATE message SET state = 'sending', sending_at = ${tx.now}, lease_until = ${tx.now + SENDING_LEASE}
			WHERE ${tx.dialect.inNumbers(sql.ref('id'), input.mark)} AND state = 'claimed' AND claimed_by = ${input.worker} AND lease_until > ${tx.now}
			RETURNING id`,
	);
	return { marked: marked.map((row) => row.id), notSent } satisfies Marked;
});

/** Gives back what was claimed and not begun. */
export const releaseClaims = defineTransaction(__filename, 'write', 'delivery.release', function* (tx, input: { worker: string }) {
	return yield* change(
		tx,
		sql`UPDATE message SET state = 'queued', claimed_by = NULL, lease_until = NULL WHERE ${UNSETTLED} AND state = 'claimed' AND claimed_by = ${input.worker}`,
	);
});
