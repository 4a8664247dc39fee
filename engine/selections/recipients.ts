import { sql, type RawBuilder } from 'kysely';

import { kindCode, type SearchKind } from '../records/kinds';
import type { Tx } from '../store/Transaction';

/** One member of a selection as processes see it: the columns of `memberRows`. */
export interface MemberRow {
	/** The kind's code. */
	readonly kind: number;
	readonly record_id: number;
	/** 1 where the record was deleted since it was selected; everything below is NULL then. */
	readonly gone: number;
	/** The record's own name, and its folded form. */
	readonly name: string | null;
	readonly name_f: string | null;
	/** The record's own user. */
	readonly assigned_user_id: number | null;
	/** What the record hangs on, itself included: a contact's `contact_id` is its own id. */
	readonly contact_id: number | null;
	readonly lead_id: number | null;
	/** The record's account; where it has none, its contact's. */
	readonly account_id: number | null;
	readonly campaign_id: number | null;
	/** Whom a mail would go to: contact, else lead, else account (kind as code); NULL where there is none of them. */
	readonly recipient_kind: number | null;
	readonly recipient_id: number | null;
	/** 1 where the recipient was deleted, or there is none. */
	readonly recipient_gone: number;
	readonly recipient_name: string | null;
	readonly recipient_user_id: number | null;
	/** The recipient's address as typed; NULL where it is empty. */
	readonly email: string | null;
	/** Its normalised form; NULL where it is empty or malformed. */
	readonly email_key: string | null;
}

/** A window over a selection's members of one kind, in the order of their ids. */
export interface MemberWindow {
	readonly selectionId: number;
	readonly kind: SearchKind;
	/** Members beyond this id; 0 for the first window. */
	readonly afterId: number;
	/** At most so many members, gone ones included. */
	readonly limit: number;
}

/**
 * The members of a window as a subquery in parentheses, one row a member, columns as in `MemberRow`:
 * `SELECT m.record_id FROM ${memberRows(tx, window)} AS m`.
 * Every join is by primary key: a window costs what its rows cost. Order the outer query by `m.record_id` if it matters.
 */
export function memberRows(tx: Tx, window: MemberWindow): RawBuilder<MemberRow> {
	const { selectionId, kind, afterId, limit } = window;
	const members = sql`(SELECT record_id FROM selection_member
		WHERE selection_id = ${tx.dialect.integer(selectionId)} AND kind = ${tx.dialect.integer(kindCode(kind))} AND record_id > ${tx.dialect.integer(afterId)}
		ORDER BY record_id LIMIT ${tx.dialect.integer(limit)})`;
	return rowsOf(kind, members);
}

/** The same for all members of a kind: for counting in one pass. */
export function allMemberRows(tx: Tx, selectionId: number, kind: SearchKind): RawBuilder<MemberRow> {
	return rowsOf(
		kind,
		sql`(SELECT record_id FROM selection_member
			WHERE selection_id = ${tx.dialect.integer(selectionId)} AND kind = ${tx.dialect.integer(kindCode(kind))})`,
	);
}

/** The same for members that a subquery in parentheses names by `record_id`. */
export function memberRowsAmong(kind: SearchKind, members: RawBuilder<unknown>): RawBuilder<MemberRow> {
	return rowsOf(kind, members);
}

/** The same for members told by their ids. */
export function memberRowsOf(tx: Tx, kind: SearchKind, ids: readonly number[]): RawBuilder<MemberRow> {
	// Whoever asks has the ids from the selection: they need no second look there.
	return rowsOf(kind, sql`(SELECT id AS record_id FROM ${sql.table(kind)} WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)})`);
}

function rowsOf(kind: SearchKind, members: RawBuilder<unknown>): RawBuilder<MemberRow> {
	switch (kind) {
		case 'contact':
		case 'lead':
		case 'account':
			return reachableRows(kind, members);
		case 'message':
			return relatedRows(kind, members, sql`r.recipient_kind`, sql`r.recipient_id`);
		case 'task':
		case 'opportunity': {
			const recipientKind = sql`CASE WHEN r.contact_id IS NOT NULL THEN ${sql.lit(kindCode('contact'))}
				WHEN r.lead_id IS NOT NULL THEN ${sql.lit(kindCode('lead'))}
				WHEN r.account_id IS NOT NULL THEN ${sql.lit(kindCode('account'))} END`;
			return relatedRows(kind, members, recipientKind, sql`COALESCE(r.contact_id, r.lead_id, r.account_id)`);
		}
	}
}

/** Contacts, leads and accounts are their own recipients. */
function reachableRows(kind: 'contact' | 'lead' | 'account', members: RawBuilder<unknown>): RawBuilder<MemberRow> {
	const own = sql`r.id`;
	const none = sql`CAST(NULL AS bigint)`;
	const account = kind === 'contact' ? sql`r.account_id` : kind === 'account' ? own : none;
	return sql<MemberRow>`(SELECT ${sql.lit(kindCode(kind))} AS kind, s.record_id,
		CASE WHEN r.id IS NULL THEN 1 ELSE 0 END AS gone, r.name, r.name_f, r.assigned_user_id,
		${kind === 'contact' ? own : none} AS contact_id, ${kind === 'lead' ? own : none} AS lead_id, ${account} AS account_id,
		${none} AS campaign_id,
		CASE WHEN r.id IS NOT NULL THEN ${sql.lit(kindCode(kind))} END AS recipient_kind, r.id AS recipient_id,
		CASE WHEN r.id IS NULL THEN 1 ELSE 0 END AS recipient_gone,
		r.name AS recipient_name, r.assigned_user_id AS recipient_user_id, r.email, r.email_key
		FROM ${members} AS s LEFT JOIN ${sql.table(kind)} AS r ON r.id = s.record_id)`;
}

/** Messages, tasks and opportunities have a recipient among their relations. */
function relatedRows(
	kind: 'message' | 'task' | 'opportunity',
	members: RawBuilder<unknown>,
	recipientKind: RawBuilder<unknown>,
	recipientId: RawBuilder<unknown>,
): RawBuilder<MemberRow> {
	const ofRecipient = (column: string): RawBuilder<unknown> => sql`CASE ${recipientKind}
		WHEN ${sql.lit(kindCode('contact'))} THEN ${sql.ref(`rc.${column}`)}
		WHEN ${sql.lit(kindCode('lead'))} THEN ${sql.ref(`rl.${column}`)}
		ELSE ${sql.ref(`ra.${column}`)} END`;
	const recipientIs = (recipient: 'contact' | 'lead' | 'account'): RawBuilder<unknown> =>
		sql`CASE WHEN ${recipientKind} = ${sql.lit(kindCode(recipient))} THEN ${recipientId} END`;
	return sql<MemberRow>`(SELECT ${sql.lit(kindCode(kind))} AS kind, s.record_id,
		CASE WHEN r.id IS NULL THEN 1 ELSE 0 END AS gone, r.name, r.name_f, r.assigned_user_id,
		r.contact_id, r.lead_id, COALESCE(r.account_id, rc.account_id) AS account_id, NULLIF(r.campaign_id, 0) AS campaign_id,
		${recipientKind} AS recipient_kind, ${recipientId} AS recipient_id,
		CASE WHEN ${ofRecipient('id')} IS NULL THEN 1 ELSE 0 END AS recipient_gone,
		${ofRecipient('name')} AS recipient_name, ${ofRecipient('assigned_user_id')} AS recipient_user_id,
		${ofRecipient('email')} AS email, ${ofRecipient('email_key')} AS email_key
		FROM ${members} AS s LEFT JOIN ${sql.table(kind)} AS r ON r.id = s.record_id
		LEFT JOIN contact AS rc ON rc.id = ${recipientIs('contact')}
		LEFT JOIN lead AS rl ON rl.id = ${recipientIs('lead')}
		LEFT JOIN account AS ra ON ra.id = ${recipientIs('account')})`;
}
