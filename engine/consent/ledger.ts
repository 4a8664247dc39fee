import { sql } from 'kysely';

import { all, change, insertMany, type InsertColumn, type SqlValue, type Steps, type Tx } from '../store/Transaction';
import type { ConsentEntry, ConsentScope, ConsentSource } from './ConsentEntry';
import { standingNoes, type Deciding } from './standingNoes';

/** Whom an entry is about: an address, or a record. */
export type Subject =
	| { readonly kind: 'address'; readonly addressKey: string }
	| { readonly kind: 'record'; readonly recordKind: number; readonly recordId: number };

export function subjectsOf(entry: ConsentEntry): Subject[] {
	const subjects: Subject[] = [];
	if (entry.addressKey !== null) subjects.push({ kind: 'address', addressKey: entry.addressKey });
	if (entry.recordKind !== null && entry.recordId !== null) {
		subjects.push({ kind: 'record', recordKind: entry.recordKind, recordId: entry.recordId });
	}
	return subjects;
}

export function subjectKey(subject: Subject): string {
	return subject.kind === 'address' ? `address ${subject.addressKey}` : `record ${subject.recordKind} ${subject.recordId}`;
}

/** What the ledger says of some subjects, by `subjectKey`. Nobody else writes about them until the transaction ends. */
export function* readLedger(tx: Tx, subjects: readonly Subject[]): Steps<Map<string, Deciding[]>> {
	yield* lockSubjects(tx, subjects);
	const ledger = new Map<string, Deciding[]>(subjects.map((subject) => [subjectKey(subject), []]));
	const { addresses, records } = grouped(subjects);
	if (addresses.length > 0) {
		const rows = yield* all(
			tx,
			sql<EntryRow & { address_key: string }>`SELECT address_key, scope, scope_ref, source, decision, happened_at FROM consent_entry
				WHERE ${tx.dialect.inTexts(sql.ref('address_key'), addresses)}`,
		);
		for (const row of rows) ledger.get(`address ${row.address_key}`)?.push(deciding(row));
	}
	for (const [recordKind, ids] of records) {
		const rows = yield* all(
			tx,
			sql<EntryRow & { record_id: number }>`SELECT record_id, scope, scope_ref, source, decision, happened_at FROM consent_entry
				WHERE record_kind = ${recordKind} AND ${tx.dialect.inNumbers(sql.ref('record_id'), ids)}`,
		);
		for (const row of rows) ledger.get(`record ${recordKind} ${row.record_id}`)?.push(deciding(row));
	}
	return ledger;
}

const STANDING_COLUMNS: readonly InsertColumn[] = [
	{ name: 'scope', type: 'text' },
	{ name: 'scope_ref', type: 'text' },
	{ name: 'source', type: 'text' },
	{ name: 'since', type: 'bigint' },
];

/** Replaces what stands for some subjects by what their entries say. */
export function* writeStanding(tx: Tx, subjects: readonly Subject[], ledger: ReadonlyMap<string, readonly Deciding[]>): Steps<void> {
	const { addresses, records } = grouped(subjects);
	if (addresses.length > 0) {
		yield* change(tx, sql`DELETE FROM consent_address_no WHERE ${tx.dialect.inTexts(sql.ref('address_key'), addresses)}`);
		yield* insertMany({
			table: 'consent_address_no',
			columns: [{ name: 'address_key', type: 'text' }, ...STANDING_COLUMNS],
			rows: addresses.flatMap((addressKey) => standingRows(ledger.get(`address ${addressKey}`)).map((row) => [addressKey, ...row])),
		});
	}
	for (const [recordKind, ids] of records) {
		yield* change(
			tx,
			sql`DELETE FROM consent_record_no WHERE record_kind = ${recordKind} AND ${tx.dialect.inNumbers(sql.ref('record_id'), ids)}`,
		);
		yield* insertMany({
			table: 'consent_record_no',
			columns: [{ name: 'record_kind', type: 'bigint' }, { name: 'record_id', type: 'bigint' }, ...STANDING_COLUMNS],
			rows: ids.flatMap((recordId) => standingRows(ledger.get(`record ${recordKind} ${recordId}`)).map((row) => [recordKind, recordId, ...row])),
		});
	}
}

function standingRows(entries: readonly Deciding[] | undefined): SqlValue[][] {
	return standingNoes(entries ?? []).map((no) => [no.scope, no.scopeRef, no.source, no.since]);
}

function grouped(subjects: readonly Subject[]): { addresses: string[]; records: Map<number, number[]> } {
	const addresses = new Set<string>();
	const records = new Map<number, Set<number>>();
	for (const subject of subjects) {
		if (subject.kind === 'address') {
			addresses.add(subject.addressKey);
			continue;
		}
		const ids = records.get(subject.recordKind) ?? new Set();
		records.set(subject.recordKind, ids.add(subject.recordId));
	}
	return { addresses: [...addresses], records: new Map([...records].map(([kind, ids]) => [kind, [...ids]])) };
}

/** PostgreSQL: what stands is derived from all entries there are, so no two derive for one subject at once. */
function* lockSubjects(tx: Tx, subjects: readonly Subject[]): Steps<void> {
	if (tx.dialect.name !== 'postgres') return;
	// Few locks however many subjects, always in one order: nobody waits in a circle.
	yield* all(
		tx,
		sql`SELECT pg_advisory_xact_lock(720184513, bucket) FROM (
			SELECT DISTINCT hashtext(subject) & 255 AS bucket FROM jsonb_array_elements_text(${JSON.stringify(subjects.map(subjectKey))}::jsonb) AS subject
			ORDER BY 1) AS buckets`,
	);
}

interface EntryRow {
	readonly scope: ConsentScope;
	readonly scope_ref: string;
	readonly source: ConsentSource;
	readonly decision: 'no' | 'lift';
	readonly happened_at: number;
}

function deciding(row: EntryRow): Deciding {
	return { scope: row.scope, scopeRef: row.scope_ref, source: row.source, decision: row.decision, happenedAt: row.happened_at };
}
