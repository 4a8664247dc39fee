import { sql } from 'kysely';

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
	/** Beyond this id: a run goes on where it was, past what is not due yet or another campaign's. 0: from the start. */
	readonly afterId: number;
}

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
}

/**
 * Takes the next queued messages for one delivery run. Consent is asked once more: who said no since, gets nothing.
 * Claims whose lease ran out return to the queue first; what was being sent then becomes uncertain.
 */
export const claimMessages = defineTransaction(__filename, 'write', 'delivery.claim', function* (tx, input: ClaimInput) {
	yield* expireLeases(tx);
	const campaign = input.campaignId === null ? sql`` : sql`AND campaign_id = ${input.campaignId}`;
	const next = yield* all(
		tx,
		sql<{ id: number }>`
			SELECT id FROM message
			WHERE ${UNSETTLED} AND state = 'queued' AND id > ${input.afterId} AND (next_attempt_at IS NULL OR next_attempt_at <= ${tx.now}) ${campaign}
			ORDER BY id LIMIT ${input.limit} ${tx.dialect.skipLocked}`,
	);
	const ids = next.map((row) => row.id);
	const throughId = ids.at(-1) ?? null;
	if (throughId === null) return { messages: [], notSent: 0, throughId } satisfies Claimed;
	const notSent = yield* withhold(tx, ids, 'queued');
	const messages = yield* all(
		tx,
		sql<ClaimedMessage>`
			UPDATE message SET state = 'claimed', claimed_by = ${input.worker}, lease_until = ${tx.now + CLAIM_LEASE}
			WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)} AND state = 'queued'
			RETURNING id, campaign_id, template_version_id, recipient_kind, recipient_id, account_id, assigned_user_id, address_key, attempts`,
	);
	return { messages: messages.sort((a, b) => a.id - b.id), notSent, throughId } satisfies Claimed;
});

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
