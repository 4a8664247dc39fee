import { sql, type RawBuilder } from 'kysely';

import { standingNo } from '../consent/consentSql';
import type { MemberRow } from '../selections/recipients';
import type { Tx } from '../store/Transaction';
import type { NotSentReason } from './NotSentReason';

/** What is to become of a selected row, of which a message is asked for. */
export type Verdict =
	/** Gets a message that is sent. */
	| 'send'
	/** Gets a message that is not sent, for this reason. */
	| Exclude<NotSentReason, 'recipient_gone'>
	/** Gets none. */
	| 'gone'
	| 'no recipient'
	| 'duplicate'
	| 'already done';

export interface Mailing {
	readonly campaignId: number;
	readonly templateId: number;
	readonly occurrence: string;
	/** The run under way: what it made itself is a duplicate in the selection, not done before. Null: none yet. */
	readonly runId: number | null;
}

/** What of a row the verdict goes by. */
export type JudgedRow = Pick<MemberRow, 'gone' | 'recipient_kind' | 'recipient_id' | 'recipient_gone' | 'email' | 'email_key'>;

/** What is found out about a row. */
export interface Judgement {
	readonly verdict: Verdict;
	/** The message that this recipient has already in this mailing; it was not sent. */
	readonly previous_id: number | null;
}

export type Candidate = MemberRow & Judgement;

/**
 * The verdict on each row of `rows`, as a subquery in parentheses: one rule for dry runs, for creating, and for queueing
 * what could not be sent before (decision 6). Counts beforehand say the same in other SQL (selections/tally.ts).
 * @param order what puts the rows in order: of several with one recipient or address the first is mailed
 */
export function candidates<Row extends JudgedRow>(
	tx: Tx,
	rows: RawBuilder<Row>,
	mailing: Mailing,
	order: RawBuilder<unknown>,
): RawBuilder<Row & Judgement> {
	const before = beforehand(tx, mailing);
	const known = sql`(SELECT m.*, ${before.previousId} AS previous_id, ${before.previous} AS previous,
			ROW_NUMBER() OVER (PARTITION BY m.recipient_kind, m.recipient_id ORDER BY ${order}) AS nth
		FROM ${rows} AS m)`;
	const judged = [sql`m.email_key`, sql`m.recipient_kind`, sql`m.recipient_id`] as const;
	const opinions = sql`(SELECT m.*, CASE
			WHEN m.gone = 1 THEN 'gone'
			WHEN m.recipient_gone = 1 THEN 'no recipient'
			WHEN m.previous = 'this run' THEN 'duplicate'
			WHEN m.previous = 'done' THEN 'already done'
			WHEN m.nth > 1 THEN 'duplicate'
			WHEN m.email IS NULL THEN 'no_address'
			WHEN m.email_key IS NULL THEN 'malformed_address'
			WHEN ${standingNo(...judged, mailing.campaignId)}
				THEN CASE WHEN ${standingNo(...judged, mailing.campaignId, 'all but bounces')} THEN 'opted_out' ELSE 'address_bounced' END
			WHEN ${before.addressTaken} THEN 'address_taken'
			ELSE 'send' END AS opinion
		FROM ${known} AS m ${tx.dialect.evaluatedOnce})`;
	return sql<Row & Judgement>`(SELECT m.*, CASE
			WHEN m.opinion = 'send' AND ROW_NUMBER() OVER (PARTITION BY m.opinion, m.email_key ORDER BY ${order}) > 1 THEN 'address_taken'
			ELSE m.opinion END AS verdict
		FROM ${opinions} AS m)`;
}

/** What a mailing holds already of a row. */
interface Beforehand {
	readonly previousId: RawBuilder<unknown>;
	readonly previous: RawBuilder<unknown>;
	readonly addressTaken: RawBuilder<unknown>;
}

function beforehand(tx: Tx, mailing: Mailing): Beforehand {
	const { dialect } = tx;
	const campaign = dialect.integer(mailing.campaignId);
	const template = dialect.integer(mailing.templateId);
	const occurrence = dialect.text(mailing.occurrence);
	// Scalar subqueries, not a join: one look-up in the index for each row, also where PostgreSQL has no statistics yet.
	const previous = sql`FROM message AS p WHERE p.origin = 'campaign' AND p.campaign_id = ${campaign} AND p.template_id = ${template}
		AND p.occurrence = ${occurrence} AND p.recipient_kind = m.recipient_kind AND p.recipient_id = m.recipient_id`;
	return {
		previousId: sql`(SELECT p.id ${previous})`,
		previous: sql`(SELECT CASE WHEN p.run_id = ${dialect.integer(mailing.runId)} THEN 'this run' WHEN p.state = 'not_sent' THEN 'not sent' ELSE 'done' END ${previous})`,
		addressTaken: sql`(SELECT h.id FROM message AS h WHERE h.holds_address = 1 AND h.campaign_id = ${campaign}
				AND h.template_id = ${template} AND h.occurrence = ${occurrence} AND h.address_key = m.email_key) IS NOT NULL`,
	};
}
