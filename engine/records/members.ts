import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { all, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import { kindCode, kindOfCode, RECIPIENT_KINDS, type Kind } from './kinds';
import { pageOf, readCursor, type RelatedPage, type RelatedRow } from './relatedPage';
import { selectRecords } from './selectRecords';

interface MemberRow {
	readonly kind: number;
	readonly record_id: number;
	readonly name: string | null;
	readonly email: string | null;
	readonly status: string | null;
	readonly added_at: number;
	readonly [figure: string]: string | number | null;
}

/** A member's own figures in the campaign, of all its messages there. */
const FIGURES: Readonly<Record<string, RawBuilder<unknown>>> = {
	messages: sql`COUNT(*)`,
	sent: sql`COUNT(m.sent_at)`,
	delivered: sql`COUNT(m.delivered_at)`,
	opens: sql`COALESCE(SUM(m.open_count), 0)`,
	clicks: sql`COALESCE(SUM(m.click_count), 0)`,
	bounces: sql`COALESCE(SUM(m.bounce_count), 0)`,
	unsubscribed: sql`COUNT(m.unsubscribed_at)`,
	spam: sql`COUNT(m.spam_at)`,
};

/** A campaign's members with their status and figures, by kind and id. */
export function* campaignMembers(
	tx: Tx,
	input: { readonly id: number; readonly limit: number; readonly after: string | null },
): Steps<RelatedPage> {
	const [kind = 0, id = 0] = readCursor(input.after, 2);
	const figures = Object.entries(FIGURES).map(
		([name, figure]) =>
			sql`(SELECT ${figure} FROM message AS m WHERE m.campaign_id = p.campaign_id AND m.recipient_kind = p.kind AND m.recipient_id = p.record_id) AS ${sql.ref(name)}`,
	);
	const rows = yield* all(
		tx,
		sql<MemberRow>`SELECT p.kind, p.record_id, p.status, p.added_at, ${ofRecipient('name')} AS name, ${ofRecipient('email')} AS email, ${sql.join(figures)}
			FROM campaign_member AS p
			WHERE ${membersOf(input.id)} AND (p.kind > ${kind} OR (p.kind = ${kind} AND p.record_id > ${id}))
			ORDER BY p.kind, p.record_id LIMIT ${input.limit + 1}`,
	);
	return pageOf(rows, input.limit, (row) => `${row.kind}.${row.record_id}`, memberJson);
}

/** The campaigns that a record is a member of. */
export function* campaignsOf(
	tx: Tx,
	catalogue: Catalogue,
	input: { readonly kind: Kind; readonly id: number; readonly limit: number; readonly after: string | null },
): Steps<RelatedPage> {
	const [after = 0] = readCursor(input.after, 1);
	const records = yield* selectRecords(tx, catalogue, 'campaign', {
		where: sql<SqlBool>`r.id > ${after} AND ${isMemberOf(input)}`,
		limit: input.limit + 1,
	});
	return pageOf(records, input.limit, (record) => String(record.id), (record) => record);
}

/** Which rows of `campaign_member AS p` are a campaign's. */
export function membersOf(campaignId: number): RawBuilder<SqlBool> {
	return sql<SqlBool>`p.campaign_id = ${campaignId}`;
}

/** Which rows of `campaign AS r` a record is a member of. */
export function isMemberOf(record: { readonly kind: Kind; readonly id: number }): RawBuilder<SqlBool> {
	return sql<SqlBool>`r.id IN (SELECT campaign_id FROM campaign_member WHERE kind = ${kindCode(record.kind)} AND record_id = ${record.id})`;
}

/** A column of the record that `p` names by kind and record_id, of whichever kind it is. */
export function ofRecipient(column: 'name' | 'email' | 'email_key'): RawBuilder<unknown> {
	const cases = RECIPIENT_KINDS.map(
		(kind) => sql`WHEN ${sql.lit(kindCode(kind))} THEN (SELECT ${sql.ref(`x.${column}`)} FROM ${sql.table(kind)} AS x WHERE x.id = p.record_id)`,
	);
	return sql`CASE p.kind ${sql.join(cases, sql` `)} END`;
}

function memberJson(row: MemberRow): RelatedRow {
	const figures = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, row[name] ?? 0]));
	return {
		kind: kindOfCode(row.kind),
		id: row.record_id,
		name: row.name,
		email: row.email,
		status: row.status,
		added_at: new Date(row.added_at).toISOString(),
		...figures,
	};
}
