import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { and, atom, not, total, TRUE, type Formula } from './Formula';
import { column, type Scope } from './Scope';

/** The most mails in a row that can be asked for: each is looked up for each message that bounced. */
export const MOST_IN_A_ROW = 20;

/**
 * Messages whose recipient's last mails, up to and including this one, all bounced softly (VM-21): `inARow` of them at
 * least. With a follow-up named, a row is told once: by the message that completed it, while no message of the row has
 * a task of that follow-up. So a row stays told that grows, joins another or loses its beginning, in whatever order its
 * bounces are reported.
 */
export function softBouncesFormula(scope: Scope, inARow: number, followUp: string | null): Formula {
	const { alias } = scope;
	const plain = atom(sql`${column(scope, 'bounce_kind')} = 'soft'`);
	const row = and(plain, total(cameBack(alias)), lastCameBack(scope, inARow - 1));
	if (followUp === null) return row;
	return and(row, not(lastCameBack(scope, inARow)), total(sql`NOT EXISTS (${taskOfRow(scope, followUp)})`));
}

/** A mail that left; a text message is none. Never NULL. */
function isMail(alias: string): RawBuilder<SqlBool> {
	const of = (name: string) => sql.ref(`${alias}.${name}`);
	return sql<SqlBool>`(${of('state')} = 'sent' AND ${of('sent_at')} IS NOT NULL AND COALESCE(${of('channel')}, '') <> 'sms')`;
}

/** Came back and did not arrive after all: nobody read it, and no server took it at a later try. Never NULL. */
function cameBack(alias: string): RawBuilder<SqlBool> {
	const of = (name: string) => sql.ref(`${alias}.${name}`);
	return sql<SqlBool>`(${isMail(alias)} AND COALESCE(${of('bounce_kind')}, '') = 'soft' AND ${of('open_count')} = 0 AND ${of('click_count')} = 0
		AND (${of('delivered_at')} > ${of('bounced_at')}) IS NOT TRUE)`;
}

/** Whether the `count` mails before the message all came back; found by the index over recipients. Never NULL. */
function lastCameBack(scope: Scope, count: number): Formula {
	if (count === 0) return TRUE;
	const [b, last] = [inner(scope, 'b'), inner(scope, 'l')];
	return total(sql`(SELECT COUNT(*) FROM (
		SELECT CASE WHEN ${cameBack(b)} THEN 1 ELSE 0 END AS came_back FROM message AS ${sql.id(b)}
		WHERE ${sameRecipient(scope, b)} AND ${isMail(b)} AND ${isBefore(b, scope.alias)}
		ORDER BY ${sql.ref(`${b}.sent_at`)} DESC, ${sql.ref(`${b}.id`)} DESC LIMIT ${sql.lit(count)}
	) AS ${sql.id(last)} WHERE ${sql.ref(`${last}.came_back`)} = 1) = ${sql.lit(count)}`);
}

/** A task of the follow-up made of a message of the row: of one between which and this one every mail came back. */
function taskOfRow(scope: Scope, followUp: string): RawBuilder<unknown> {
	const [t, b, c] = [inner(scope, 't'), inner(scope, 'b'), inner(scope, 'c')];
	const between = sql`((${isBefore(b, c)} AND ${isBefore(c, scope.alias)}) OR (${isBefore(scope.alias, c)} AND ${isBefore(c, b)}))`;
	return sql`SELECT 1 FROM message AS ${sql.id(b)} JOIN task AS ${sql.id(t)} ON ${sql.ref(`${t}.message_id`)} = ${sql.ref(`${b}.id`)} AND ${sql.ref(`${t}.once`)} = ${followUp}
		WHERE ${sameRecipient(scope, b)} AND ${cameBack(b)}
			AND NOT EXISTS (SELECT 1 FROM message AS ${sql.id(c)} WHERE ${sameRecipient(scope, c)} AND ${isMail(c)} AND NOT ${cameBack(c)} AND ${between})`;
}

function inner(scope: Scope, name: string): string {
	return `${name}${scope.depth}`;
}

function sameRecipient(scope: Scope, alias: string): RawBuilder<SqlBool> {
	const of = (name: string) => sql.ref(`${alias}.${name}`);
	return sql<SqlBool>`${of('recipient_kind')} = ${column(scope, 'recipient_kind')} AND ${of('recipient_id')} = ${column(scope, 'recipient_id')}`;
}

/** By the time they were sent; of two at the same time the one made first comes first. */
function isBefore(one: string, other: string): RawBuilder<SqlBool> {
	return sql<SqlBool>`(${sql.ref(`${one}.sent_at`)}, ${sql.ref(`${one}.id`)}) < (${sql.ref(`${other}.sent_at`)}, ${sql.ref(`${other}.id`)})`;
}
