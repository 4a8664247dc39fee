import { sql, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import { change, defineTransaction } from '../store/Transaction';
import { certainlyNotArrived, takePresentAddresses } from './presentAddresses';
import { UNSETTLED } from './unsettled';

/** What a person says of messages whose answer was lost: they arrived, they did not, or they shall not. */
export type UncertainDecision = 'sent' | 'queue' | 'failed';

export interface SettleUncertainInput {
	/** Null: all of the campaign. */
	readonly messageIds: readonly number[] | null;
	readonly campaignId: number | null;
	readonly decision: UncertainDecision;
}

/** Settles uncertain messages as a person decides; answers how many. Others are left as they are. */
export const settleUncertain = defineTransaction(__filename, 'write', 'delivery.settleUncertain', function* (tx, input: SettleUncertainInput) {
	if (input.messageIds === null && input.campaignId === null) {
		throw new EngineError('invalid-input', 'It was not said which uncertain messages to settle.', 'Choose a campaign, or give the ids of messages.');
	}
	const which = input.messageIds === null ? sql`campaign_id = ${input.campaignId}` : tx.dialect.inNumbers(sql.ref('id'), input.messageIds);
	return yield* change(
		tx,
		sql`UPDATE message SET ${become(input.decision, tx.now)}, updated_at = ${tx.now} WHERE ${UNSETTLED} AND state = 'uncertain' AND ${which}`,
	);
});

function become(decision: UncertainDecision, now: number) {
	switch (decision) {
		case 'sent':
			return sql`state = 'sent', sent_at = COALESCE(sending_at, ${now}), reason = NULL, reason_f = NULL`;
		case 'queue':
			return sql`state = 'queued', next_attempt_at = NULL, reason = NULL, reason_f = NULL`;
		case 'failed':
			// A class of its own: they may have arrived, so *Queue Failed Again* passes over them.
			return sql`state = 'failed', reason_class = 'uncertain'`;
	}
}

export interface QueueAgainInput {
	readonly messageIds: readonly number[] | null;
	readonly campaignId: number | null;
}

/**
 * Puts failed messages back into the queue, as new, with the address of today; answers how many. Passed over are those
 * that may have arrived: left uncertain by a person, or heard of since.
 */
export const queueFailedAgain = defineTransaction(__filename, 'write', 'delivery.queueAgain', function* (tx, input: QueueAgainInput) {
	if (input.messageIds === null && input.campaignId === null) {
		throw new EngineError('invalid-input', 'It was not said which failed messages to queue again.', 'Choose a campaign, or give the ids of messages.');
	}
	const { messageIds, campaignId } = input;
	yield* takePresentAddresses(tx, messageIds === null ? sql<SqlBool>`m.campaign_id = ${campaignId}` : tx.dialect.inNumbers(sql.ref('m.id'), messageIds));
	const which = messageIds === null ? sql`campaign_id = ${campaignId}` : tx.dialect.inNumbers(sql.ref('id'), messageIds);
	return yield* change(
		tx,
		sql`UPDATE message SET state = 'queued', attempts = 0, next_attempt_at = NULL, reason_class = NULL, reason = NULL, reason_f = NULL, updated_at = ${tx.now}
			WHERE state = 'failed' AND origin = 'campaign' AND ${certainlyNotArrived('message')} AND ${which}`,
	);
});
