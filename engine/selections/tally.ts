import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { isRecipientKind, kindCode, SEARCH_KINDS, type RecipientKind, type SearchKind } from '../records/kinds';
import { all, first, type Steps, type Tx } from '../store/Transaction';
import { allMemberRows, memberRowsAmong, type MemberRow } from './recipients';
import type { SelectionCounts } from './Selection';

/** Which members are counted, and how a mail to them is judged. */
export interface TallyAsked {
	readonly selectionId: number;
	/** Members of each kind, those with any. */
	readonly members: Readonly<Partial<Record<SearchKind, number>>>;
	/** Whose own noes count too; null: only those of all email. */
	readonly campaignId: number | null;
	/** Only members for which this holds, as a condition over the kind's table under the name `r`. Null: all of them, deleted ones too. */
	readonly only: ((kind: SearchKind) => RawBuilder<SqlBool>) | null;
	/** From so many members on SQLite looks only at addresses that occur twice at all, which an index tells. */
	readonly manyFrom?: number;
}

type Tally = Omit<SelectionCounts, 'byKind'>;
type Opinion = 'gone' | 'no recipient' | 'no_address' | 'malformed_address' | 'opted_out' | 'address_bounced' | 'send';

const MANY_FROM = 100_000;

/**
 * Whom a mail would reach, in the words of the verdict on a mailing that nobody got yet (candidates.ts), counted without
 * putting all rows in order: a recipient's rows are counted together, and of each address one. A test holds both to the
 * same numbers.
 */
export function* tally(tx: Tx, asked: TallyAsked): Steps<Tally> {
	const kinds = SEARCH_KINDS.filter((kind) => (asked.members[kind] ?? 0) > 0);
	if (kinds.length === 0) return fromOpinions([]);
	const members = Object.values(asked.members).reduce((sum, count) => sum + count, 0);
	if (tx.dialect.name === 'sqlite' && members > (asked.manyFrom ?? MANY_FROM) && kinds.every(isRecipientKind)) return yield* tallyMany(tx, asked, kinds);
	return fromOpinions(yield* all(tx, byRecipient(tx, asked, kinds)));
}

interface OpinionRow {
	readonly opinion: Opinion;
	/** Rows, whom they go to, and at how many addresses. */
	readonly found: number;
	readonly recipients: number;
	readonly addresses: number;
}

function fromOpinions(rows: readonly OpinionRow[]): Tally {
	const of = (...opinions: readonly Opinion[]) => rows.filter(({ opinion }) => opinions.includes(opinion));
	const sum = (those: readonly OpinionRow[], what: 'found' | 'recipients' | 'addresses') => those.reduce((total, row) => total + row[what], 0);
	const judged = rows.filter(({ opinion }) => opinion !== 'gone' && opinion !== 'no recipient');
	const sent = of('send');
	return {
		gone: sum(of('gone'), 'found'),
		withoutRecipient: sum(of('no recipient'), 'found'),
		withoutAddress: sum(of('no_address'), 'recipients'),
		malformedAddress: sum(of('malformed_address', 'address_bounced'), 'recipients'),
		optedOut: sum(of('opted_out'), 'recipients'),
		duplicateAddress: sum(judged, 'found') - sum(judged, 'recipients') + sum(sent, 'recipients') - sum(sent, 'addresses'),
		mayBeMailed: sum(sent, 'addresses'),
	};
}

/** What of a member the verdict goes by: the fewer columns, the quicker a million rows are put together. */
const JUDGED = sql.join((['gone', 'recipient_kind', 'recipient_id', 'recipient_gone', 'email', 'email_key'] satisfies readonly (keyof MemberRow)[]).map((name) => sql.ref(name)));

function byRecipient(tx: Tx, asked: TallyAsked, kinds: readonly SearchKind[]): RawBuilder<OpinionRow> {
	const parts = kinds.map((kind) => sql`SELECT ${JUDGED} FROM ${rowsOf(tx, asked, kind)} AS one`);
	const rows = sql`(SELECT CASE WHEN m.gone = 1 THEN 0 WHEN m.recipient_gone = 1 THEN -1 ELSE m.recipient_kind END AS recipient_kind,
			CASE WHEN m.gone = 1 OR m.recipient_gone = 1 THEN 0 ELSE m.recipient_id END AS recipient_id, m.email, m.email_key
		FROM (${sql.join(parts, sql` UNION ALL `)}) AS m)`;
	// Contacts, leads and accounts are their own recipients: no two rows have one.
	const recipients = kinds.every(isRecipientKind)
		? sql`(SELECT m.*, 1 AS found FROM ${rows} AS m)`
		: sql`(SELECT m.recipient_kind, m.recipient_id, MIN(m.email) AS email, MIN(m.email_key) AS email_key, COUNT(*) AS found FROM ${rows} AS m GROUP BY m.recipient_kind, m.recipient_id)`;
	const opinion = opinionSql(
		{ gone: sql`m.recipient_kind = 0`, nobody: sql`m.recipient_kind = -1`, email: sql`m.email`, key: sql`m.email_key`, kind: sql`m.recipient_kind`, id: sql`m.recipient_id` },
		asked.campaignId,
	);
	return sql<OpinionRow>`SELECT m.opinion, SUM(m.found) AS found, COUNT(*) AS recipients, COUNT(DISTINCT CASE WHEN m.opinion = 'send' THEN m.email_key END) AS addresses
		FROM (SELECT m.found, m.email_key, ${opinion} AS opinion FROM ${recipients} AS m ${tx.dialect.evaluatedOnce}) AS m GROUP BY m.opinion`;
}

function rowsOf(tx: Tx, asked: TallyAsked, kind: SearchKind): RawBuilder<MemberRow> {
	if (asked.only === null) return allMemberRows(tx, asked.selectionId, kind);
	const join = tx.dialect.name === 'sqlite' ? sql`CROSS JOIN` : sql`JOIN`;
	return memberRowsAmong(
		kind,
		sql`(SELECT s.record_id FROM selection_member AS s ${join} ${sql.table(kind)} AS r ON r.id = s.record_id
			WHERE s.selection_id = ${tx.dialect.integer(asked.selectionId)} AND s.kind = ${tx.dialect.integer(kindCode(kind))} AND ${asked.only(kind)})`,
	);
}

interface Judged {
	readonly gone: RawBuilder<unknown>;
	readonly nobody: RawBuilder<unknown> | null;
	readonly email: RawBuilder<unknown>;
	readonly key: RawBuilder<unknown>;
	readonly kind: RawBuilder<unknown>;
	readonly id: RawBuilder<unknown>;
}

function opinionSql({ gone, nobody, email, key, kind, id }: Judged, campaignId: number | null): RawBuilder<unknown> {
	return sql`CASE WHEN ${gone} THEN 'gone' ${nobody === null ? sql`` : sql`WHEN ${nobody} THEN 'no recipient'`}
		WHEN ${email} IS NULL THEN 'no_address' WHEN ${key} IS NULL THEN 'malformed_address'
		WHEN ${standingNo(key, kind, id, campaignId)}
			THEN CASE WHEN ${standingNo(key, kind, id, campaignId, 'all but bounces')} THEN 'opted_out' ELSE 'address_bounced' END
		ELSE 'send' END`;
}

/** In one pass over the members, in the order of ids; then what shares an address, from the indexes over addresses. */
function* tallyMany(tx: Tx, asked: TallyAsked, kinds: readonly RecipientKind[]): Steps<Tally> {
	const rows: OpinionRow[] = [];
	for (const kind of kinds) {
		const counted = yield* first(tx, opinionCounts(tx, asked, kind));
		if (counted) rows.push(...OPINIONS.map((opinion) => ({ opinion, found: counted[opinion], recipients: counted[opinion], addresses: counted[opinion] })));
	}
	const shared = yield* first(tx, sql<{ beyond: number }>`SELECT COUNT(*) - COUNT(DISTINCT s.email_key) AS beyond FROM (${sql.join(kinds.map((kind) => sharing(asked, kinds, kind)), sql` UNION ALL `)}) AS s`);
	const { duplicateAddress, mayBeMailed, ...rest } = fromOpinions(rows);
	const beyond = shared?.beyond ?? 0;
	return { ...rest, duplicateAddress: duplicateAddress + beyond, mayBeMailed: mayBeMailed - beyond };
}

const OPINIONS = ['gone', 'no_address', 'malformed_address', 'opted_out', 'address_bounced', 'send'] as const satisfies readonly Opinion[];

function opinionCounts(tx: Tx, asked: TallyAsked, kind: RecipientKind): RawBuilder<Record<(typeof OPINIONS)[number], number>> {
	const counts = OPINIONS.map((opinion) => sql`COALESCE(SUM(m.opinion = ${opinion}), 0) AS ${sql.ref(opinion)}`);
	return sql`SELECT ${sql.join(counts)} FROM (SELECT ${opinionSql(recordOf(kind), asked.campaignId)} AS opinion
		FROM selection_member AS s ${asked.only === null ? sql`LEFT JOIN` : sql`CROSS JOIN`} ${sql.table(kind)} AS r ON r.id = s.record_id
		WHERE s.selection_id = ${asked.selectionId} AND s.kind = ${kindCode(kind)} AND ${asked.only?.(kind) ?? sql`1 = 1`} ${tx.dialect.evaluatedOnce}) AS m`;
}

function recordOf(kind: RecipientKind): Judged {
	return { gone: sql`r.id IS NULL`, nobody: null, email: sql`r.email`, key: sql`r.email_key`, kind: sql.lit(kindCode(kind)), id: sql`r.id` };
}

/** Addresses of members that would be mailed, among those that occur more than once in these tables. */
function sharing(asked: TallyAsked, kinds: readonly RecipientKind[], kind: RecipientKind): RawBuilder<unknown> {
	const within = kinds.map((one) => sql`SELECT email_key FROM ${sql.table(one)} WHERE email_key IS NOT NULL GROUP BY email_key HAVING COUNT(*) > 1`);
	const across = kinds.flatMap((one, at) =>
		kinds.slice(at + 1).map((other) => {
			const [fewer, more] = (asked.members[one] ?? 0) <= (asked.members[other] ?? 0) ? [one, other] : [other, one];
			return sql`SELECT f.email_key FROM ${sql.table(fewer)} AS f CROSS JOIN ${sql.table(more)} AS o ON o.email_key = f.email_key`;
		}),
	);
	return sql`SELECT r.email_key FROM (${sql.join([...within, ...across], sql` UNION `)}) AS twice
		CROSS JOIN ${sql.table(kind)} AS r ON r.email_key = twice.email_key
		CROSS JOIN selection_member AS s ON s.selection_id = ${asked.selectionId} AND s.kind = ${kindCode(kind)} AND s.record_id = r.id
		WHERE NOT ${standingNo(sql`r.email_key`, kindCode(kind), sql`r.id`, asked.campaignId)} AND ${asked.only?.(kind) ?? sql`1 = 1`}`;
}
