import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { reasonClass, reasonWords, type NotSentReason } from '../messages/NotSentReason';
import { kindCode, type RecipientKind } from '../records/kinds';
import { fold } from '../store/fold';
import { change, type Steps, type Tx } from '../store/Transaction';
import type { MessageState } from './MessageState';

/**
 * Of these messages those that may not be sent any more become not sent: their recipient was deleted, or said no.
 * Asked when they are claimed, and once more in the commit right before the wire. Answers how many.
 */
export function* withhold(tx: Tx, ids: readonly number[], state: Extract<MessageState, 'queued' | 'claimed'>): Steps<number> {
	let withheld = 0;
	for (const reason of WITHHOLD_REASONS) withheld += yield* withholdFor(tx, ids, state, reason);
	return withheld;
}

/** Why a queued message, in a query called `m`, may not be sent any more. */
export type WithholdReason = Extract<NotSentReason, 'recipient_gone' | 'opted_out' | 'address_bounced'>;

/** In the order in which they are looked for: the first that holds is the one that is told. */
export const WITHHOLD_REASONS: readonly WithholdReason[] = ['recipient_gone', 'opted_out', 'address_bounced'];

/** Whether a reason holds for the message `m`. */
export function isWithheld(tx: Tx, reason: WithholdReason): RawBuilder<SqlBool> {
	switch (reason) {
		case 'recipient_gone': {
			const recipientIs = (kind: RecipientKind) =>
				sql`(m.recipient_kind = ${sql.lit(kindCode(kind))} AND EXISTS (SELECT 1 FROM ${sql.table(kind)} AS r WHERE r.id = m.recipient_id))`;
			return sql<SqlBool>`NOT (${recipientIs('contact')} OR ${recipientIs('lead')} OR ${recipientIs('account')})`;
		}
		case 'address_bounced':
			return standingNo(sql`m.address_key`, sql`m.recipient_kind`, sql`m.recipient_id`, null);
		case 'opted_out': {
			const ofCampaign = sql`c.scope = 'campaign' AND c.scope_ref = ${tx.dialect.toText(sql`m.campaign_id`)}`;
			return sql<SqlBool>`(${standingNo(sql`m.address_key`, sql`m.recipient_kind`, sql`m.recipient_id`, null, 'all but bounces')}
				OR EXISTS (SELECT 1 FROM consent_address_no AS c WHERE c.address_key = m.address_key AND ${ofCampaign})
				OR EXISTS (SELECT 1 FROM consent_record_no AS c WHERE c.record_kind = m.recipient_kind AND c.record_id = m.recipient_id AND ${ofCampaign}))`;
		}
	}
}

function* withholdFor(tx: Tx, ids: readonly number[], state: MessageState, reason: WithholdReason): Steps<number> {
	return yield* change(
		tx,
		sql`UPDATE message SET state = 'not_sent', holds_address = 0, claimed_by = NULL, lease_until = NULL, updated_at = ${tx.now},
				reason_class = ${reasonClass(reason)}, reason = ${reasonWords(reason)}, reason_f = ${fold(reasonWords(reason))}
			WHERE id IN (SELECT m.id FROM message AS m WHERE ${tx.dialect.inNumbers(sql`m.id`, ids)} AND m.state = ${state} AND ${isWithheld(tx, reason)})`,
	);
}
