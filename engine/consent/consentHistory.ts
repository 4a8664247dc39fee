import { sql } from 'kysely';

import { kindOfCode, type Kind } from '../records/kinds';
import { all, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { ConsentScope, ConsentSource, DecidedEntry } from './ConsentEntry';
import { findPerson, type PersonAsked } from './findPerson';
import { forgottenAmong } from './forgotten';
import { isAbout, type PersonKeys } from './personRows';
import { isLifted, type Deciding } from './standingNoes';

/** A line of the ledger, as people read it. */
export interface HistoryLine extends Omit<DecidedEntry, 'addressKey' | 'recordKind' | 'recordId'> {
	readonly id: number;
	readonly address: string | null;
	readonly record: { readonly kind: Kind; readonly id: number } | null;
	/** UTC ms. */
	readonly recordedAt: number;
	/** Whether a no is still in force, for its address or its record; null for a lift. */
	readonly stands: boolean | null;
}

export interface ConsentHistory {
	/** Newest first. */
	readonly lines: readonly HistoryLine[];
	readonly total: number;
	/** UTC ms; null: not forgotten. */
	readonly forgottenSince: number | null;
}

export interface HistoryInput {
	readonly asked: PersonAsked;
	/** Null: all. */
	readonly limit: number | null;
}

/**
 * What the ledger says of an address and of the records that have it, or of a record and its address.
 * @throws EngineError for an address that is none, or a record that is gone
 */
export const consentHistory = defineTransaction(__filename, 'read', 'consent.history', function* (tx, input: HistoryInput): Steps<ConsentHistory> {
	const person = yield* findPerson(tx, input.asked);
	const forgotten = yield* forgottenAmong(tx, [person.addressKey]);
	const lines = yield* historyLines(tx, person, input.limit);
	const counted = yield* first(tx, sql<{ found: number }>`SELECT COUNT(*) AS found FROM consent_entry AS e WHERE ${isAbout(tx, 'consent_entry', 'e', person)}`);
	return { lines, total: counted?.found ?? 0, forgottenSince: forgotten.get(person.addressKey ?? '') ?? null };
});

interface EntryRow {
	readonly id: number;
	readonly decision: 'no' | 'lift';
	readonly address_key: string | null;
	readonly record_kind: number | null;
	readonly record_id: number | null;
	readonly scope: ConsentScope;
	readonly scope_ref: string;
	readonly source: ConsentSource;
	readonly reason: string | null;
	readonly proof: string | null;
	readonly happened_at: number;
	readonly recorded_at: number;
}

/** The lines about a person, newest first. */
export function* historyLines(tx: Tx, person: PersonKeys, limit: number | null): Steps<HistoryLine[]> {
	const rows = yield* all(
		tx,
		sql<EntryRow>`SELECT e.id, e.decision, e.address_key, e.record_kind, e.record_id, e.scope, e.scope_ref, e.source, e.reason, e.proof, e.happened_at, e.recorded_at
			FROM consent_entry AS e WHERE ${isAbout(tx, 'consent_entry', 'e', person)}
			ORDER BY e.happened_at DESC, e.id DESC ${limit === null ? sql`` : sql`LIMIT ${limit}`}`,
	);
	const lifts = yield* liftsFor(tx, rows);
	return rows.map((row) => line(row, lifts));
}

/** All lifts about whom these lines are about, also about an address that a record no longer has. */
function* liftsFor(tx: Tx, rows: readonly EntryRow[]): Steps<EntryRow[]> {
	const addresses = [...new Set(rows.flatMap((row) => row.address_key ?? []))];
	const kinds = new Set(rows.flatMap((row) => row.record_kind ?? []));
	const records = [...kinds].map((kind) => {
		const ids = rows.flatMap((row) => (row.record_kind === kind && row.record_id !== null ? [row.record_id] : []));
		return sql`(e.record_kind = ${kind} AND ${tx.dialect.inNumbers(sql.ref('e.record_id'), [...new Set(ids)])})`;
	});
	const about = sql.join([tx.dialect.inTexts(sql.ref('e.address_key'), addresses), ...records], sql` OR `);
	return yield* all(tx, sql<EntryRow>`SELECT e.* FROM consent_entry AS e WHERE e.decision = 'lift' AND (${about})`);
}

/** A line about a record and its address stands until both are lifted: each has lifts of its own. */
function line(row: EntryRow, lifts: readonly EntryRow[]): HistoryLine {
	const ofAddress = lifts.filter((lift) => row.address_key !== null && lift.address_key === row.address_key);
	const ofRecord = lifts.filter((lift) => row.record_id !== null && lift.record_kind === row.record_kind && lift.record_id === row.record_id);
	const standsFor = (own: readonly EntryRow[], meant: boolean) => meant && !isLifted(deciding(row), own.map(deciding));
	return {
		id: row.id,
		decision: row.decision,
		address: row.address_key,
		record: row.record_kind === null || row.record_id === null ? null : { kind: kindOfCode(row.record_kind), id: row.record_id },
		scope: row.scope,
		scopeRef: row.scope_ref,
		source: row.source,
		reason: row.reason,
		proof: row.proof,
		happenedAt: row.happened_at,
		recordedAt: row.recorded_at,
		stands: row.decision === 'lift' ? null : standsFor(ofAddress, row.address_key !== null) || standsFor(ofRecord, row.record_id !== null),
	};
}

function deciding(row: EntryRow): Deciding {
	return { scope: row.scope, scopeRef: row.scope_ref, source: row.source, decision: row.decision, happenedAt: row.happened_at };
}
