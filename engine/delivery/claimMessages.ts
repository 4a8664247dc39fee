import { sql, type RawBuilder } from 'kysely';

import { all, change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { UNSETTLED } from './unsettled';
import { CLAIM_LEASE } from './MessageState';
import { withhold } from './withhold';

export interface ClaimInput {
	/** Who claims: unique to one delivery run. */
	readonly worker: string;
	readonly limit: number;
	/** Only this campaign's; null: any. */
	readonly campaignId: number | null;
	/** Of those that wait for no time: beyond this id. A run goes on where it was, past another campaign's. 0: from the start. */
	readonly afterId: number;
	/** Of those whose time came: beyond this one; without it, from the start. */
	readonly afterDue?: DuePlace;
}

/** A message that waited for a time, in the order in which such messages come due. */
export interface DuePlace {
	/** UTC ms. */
	readonly at: number;
	readonly id: number;
}

/** Before all of them. */
export const FIRST_DUE: DuePlace = { at: 0, id: 0 };

export interface ClaimedMessage {
	readonly id: number;
	readonly campaign_id: number;
	readonly template_version_id: number;
	readonly recipient_kind: number;
	readonly recipient_id: number;
	readonly account_id: number | null;
	readonly assigned_user_id: number | null;
	readonly address_key: string;
	readonly attempts: number;
}

export interface Claimed {
	readonly messages: readonly ClaimedMessage[];
	/** Queued ones that may not be sent any more: opted out, or deleted, since they were made. */
	readonly notSent: number;
	/** Where to go on; null: nothing was found beyond `afterId`. */
	readonly throughId: number | null;
	/** Where to go on; null: nothing was found beyond `afterDue`. */
	readonly throughDue: DuePlace | null;
}

/**
 * Takes the next queued messages for one delivery run: first those whose time came, then those that wait for none;
 * what is planned for later is not even read. Consent is asked once more: who said no since, gets nothing.
 * Claims whose lease ran out return to the queue first; what was being sent then becomes uncertain.
 */
export const claimMessages = defineTransaction(__filename, 'write', 'delivery.claim', function* (tx, input: ClaimInput) {
	yield* expireLeases(tx);
	const next: QueuedMessage[] = [];
	for (const part of queueParts(tx, input)) {
		if (next.length < input.limit) next.push(...(yield* all(tx, part(input.limit - next.length))));
	}
	const due = next.findLast((row) => row.next_attempt_at !== null);
	const through = {
		throughId: next.findLast((row) => row.next_attempt_at === null)?.id ?? null,
		throughDue: due && due.next_attempt_at !== null ? { at: due.next_attempt_at, id: due.id } : null,
	};
	const ids = next.map((row) => row.id);
	if (ids.length === 0) return { messages: [], notSent: 0, ...through } satisfies Claimed;
	const notSent = yield* withhold(tx, ids, 'queued');
	const messages = yield* all(
		tx,
		sql<ClaimedMessage>`
			UPDATE message SET state = 'claimed', claimed_by = ${input.worker}, lease_until = ${tx.now + CLAIM_LEASE}
			WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)} AND state = 'queued'
			RETURNING id, campaign_id, template_version_id, recipient_kind, recipient_id, account_id, assigned_user_id, address_key, attempts`,
	);
	return { messages: messages.sort((a, b) => a.id - b.id), notSent, ...through } satisfies Claimed;
});

interface QueuedMessage {
	readonly id: number;
	readonly next_attempt_at: number | null;
}

/**
 * The queue as a claim goes through it, each part a stretch of the index, in its order: those of the very time of the
 * last one due, those that came due after it, those that wait for no time. (As one comparison of pairs SQLite would
 * read all of the last one's time again, and a whole campaign can be planned for one time.)
 */
export function queueParts(tx: Tx, { campaignId, afterId, afterDue = FIRST_DUE }: ClaimInput): ((limit: number) => RawBuilder<QueuedMessage>)[] {
	const campaign = campaignId === null ? sql`` : sql`AND campaign_id = ${campaignId}`;
	// Ordered by time too where it is always the same: PostgreSQL does not see that it is.
	const part = (time: RawBuilder<unknown>) => (limit: number) => sql<QueuedMessage>`
		SELECT id, next_attempt_at FROM message
		WHERE ${UNSETTLED} AND state = 'queued' AND ${time} ${campaign}
		ORDER BY next_attempt_at, id LIMIT ${limit} ${tx.dialect.skipLocked}`;
	return [
		part(sql`next_attempt_at = ${afterDue.at} AND id > ${afterDue.id}`),
		part(sql`next_attempt_at > ${afterDue.at} AND next_attempt_at <= ${tx.now}`),
		part(sql`next_attempt_at IS NULL AND id > ${afterId}`),
	];
}

/** Returns what nobody works on any more: claimed to the queue, sending to a person. */
export function* expireLeases(tx: Tx): Steps<void> {
	yield* change(
		tx,
		sql`UPDATE message SET state = 'queued', claimed_by = NULL, lease_until = NULL WHERE ${UNSETTLED} AND state = 'claimed' AND lease_until < ${tx.now}`,
	);
	yield* change(
		tx,
		sql`UPDATE message SET state = 'uncertain', claimed_by = NULL, lease_until = NULL, updated_at = ${tx.now},
				reason = 'The delivery ended while this was being sent', reason_f = 'the delivery ended while this was being sent'
			WHERE ${UNSETTLED} AND state = 'sending' AND lease_until < ${tx.now}`,
	);
}
