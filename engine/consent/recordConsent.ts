import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { fold } from '../store/fold';
import { all, change, insertMany, type InsertColumn, type Steps, type SqlValue, type Tx } from '../store/Transaction';
import type { ConsentEntry, ConsentScope, ConsentSource, DecidedEntry } from './ConsentEntry';
import { standingNoes, type Deciding } from './standingNoes';

/** Writes a no into the ledger. The same no again, already standing, adds no line. */
export function* recordNo(tx: Tx, entry: ConsentEntry): Steps<void> {
	yield* record(tx, { ...entry, decision: 'no' });
}

/** Writes a lift: cancels earlier noes of the same source, or of every source where a person lifts. */
export function* recordLift(tx: Tx, entry: ConsentEntry): Steps<void> {
	yield* record(tx, { ...entry, decision: 'lift' });
}

/**
 * Many noes at once, said now: an import's opt-outs, a service's list of unsubscribed.
 * Those already standing from the same source add no line.
 */
export function* recordNoes(tx: Tx, entries: readonly ConsentEntry[]): Steps<number> {
	const known = yield* standingKeys(tx, entries);
	const fresh = entries.filter((entry) => subjectsOf(entry).some((subject) => !known.has(standingKey(subject, entry))));
	fresh.forEach(checkSubject);
	yield* insertMany({
		table: 'consent_entry',
		columns: ENTRY_COLUMNS,
		rows: fresh.map((entry) => entryRow({ ...entry, decision: 'no' }, tx.now)),
	});
	yield* insertMany({
		table: 'consent_address_no',
		columns: [{ name: 'address_key', type: 'text' }, ...STANDING_COLUMNS],
		rows: fresh.flatMap((entry) => (entry.addressKey === null ? [] : [[entry.addressKey, ...standingRow(entry, tx.now)]])),
		suffix: 'ON CONFLICT DO NOTHING',
	});
	yield* insertMany({
		table: 'consent_record_no',
		columns: [{ name: 'record_kind', type: 'bigint' }, { name: 'record_id', type: 'bigint' }, ...STANDING_COLUMNS],
		rows: fresh.flatMap((entry) =>
			entry.recordId === null ? [] : [[entry.recordKind, entry.recordId, ...standingRow(entry, tx.now)]],
		),
		suffix: 'ON CONFLICT DO NOTHING',
	});
	return fresh.length;
}

const ENTRY_COLUMNS: readonly InsertColumn[] = [
	{ name: 'address_key', type: 'text' },
	{ name: 'record_kind', type: 'bigint' },
	{ name: 'record_id', type: 'bigint' },
	{ name: 'scope', type: 'text' },
	{ name: 'scope_ref', type: 'text' },
	{ name: 'decision', type: 'text' },
	{ name: 'source', type: 'text' },
	{ name: 'reason', type: 'text' },
	{ name: 'reason_f', type: 'text' },
	{ name: 'proof', type: 'text' },
	{ name: 'happened_at', type: 'bigint' },
	{ name: 'recorded_at', type: 'bigint' },
];

const STANDING_COLUMNS: readonly InsertColumn[] = [
	{ name: 'scope', type: 'text' },
	{ name: 'scope_ref', type: 'text' },
	{ name: 'source', type: 'text' },
	{ name: 'since', type: 'bigint' },
];

function entryRow(entry: DecidedEntry, now: number): SqlValue[] {
	return [
		entry.addressKey,
		entry.recordKind,
		entry.recordId,
		entry.scope,
		entry.scopeRef,
		entry.decision,
		entry.source,
		entry.reason,
		entry.reason === null ? null : fold(entry.reason),
		entry.proof,
		Math.min(entry.happenedAt, now),
		now,
	];
}

function standingRow(entry: ConsentEntry, now: number): SqlValue[] {
	return [entry.scope, entry.scopeRef, entry.source, Math.min(entry.happenedAt, now)];
}

function* record(tx: Tx, entry: DecidedEntry): Steps<void> {
	checkSubject(entry);
	if (entry.decision === 'no') {
		const known = yield* standingKeys(tx, [entry]);
		if (subjectsOf(entry).every((subject) => known.has(standingKey(subject, entry)))) return;
	}
	yield* insertMany({ table: 'consent_entry', columns: ENTRY_COLUMNS, rows: [entryRow(entry, tx.now)] });
	if (entry.addressKey !== null) yield* deriveForAddress(tx, entry.addressKey);
	if (entry.recordKind !== null && entry.recordId !== null) yield* deriveForRecord(tx, entry.recordKind, entry.recordId);
}

/** Replaces what stands for an address by what its entries say. */
function* deriveForAddress(tx: Tx, addressKey: string): Steps<void> {
	const entries = yield* all(
		tx,
		sql<EntryRow>`SELECT scope, scope_ref, source, decision, happened_at FROM consent_entry WHERE address_key = ${addressKey}`,
	);
	yield* change(tx, tx.db.deleteFrom('consent_address_no').where('address_key', '=', addressKey));
	yield* insertMany({
		table: 'consent_address_no',
		columns: [{ name: 'address_key', type: 'text' }, ...STANDING_COLUMNS],
		rows: standingNoes(entries.map(deciding)).map((no) => [addressKey, no.scope, no.scopeRef, no.source, no.since]),
	});
}

function* deriveForRecord(tx: Tx, recordKind: number, recordId: number): Steps<void> {
	const entries = yield* all(
		tx,
		sql<EntryRow>`SELECT scope, scope_ref, source, decision, happened_at FROM consent_entry WHERE record_kind = ${recordKind} AND record_id = ${recordId}`,
	);
	yield* change(
		tx,
		tx.db.deleteFrom('consent_record_no').where('record_kind', '=', recordKind).where('record_id', '=', recordId),
	);
	yield* insertMany({
		table: 'consent_record_no',
		columns: [{ name: 'record_kind', type: 'bigint' }, { name: 'record_id', type: 'bigint' }, ...STANDING_COLUMNS],
		rows: standingNoes(entries.map(deciding)).map((no) => [recordKind, recordId, no.scope, no.scopeRef, no.source, no.since]),
	});
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

function subjectsOf(entry: ConsentEntry): string[] {
	const subjects: string[] = [];
	if (entry.addressKey !== null) subjects.push(`address ${entry.addressKey}`);
	if (entry.recordKind !== null && entry.recordId !== null) subjects.push(`record ${entry.recordKind} ${entry.recordId}`);
	return subjects;
}

function standingKey(subject: string, of: { readonly scope: string; readonly scopeRef: string; readonly source: string }): string {
	return `${subject}\n${of.scope}\n${of.scopeRef}\n${of.source}`;
}

function* standingKeys(tx: Tx, entries: readonly ConsentEntry[]): Steps<Set<string>> {
	const keys = new Set<string>();
	const addresses = [...new Set(entries.flatMap((entry) => (entry.addressKey === null ? [] : [entry.addressKey])))];
	if (addresses.length > 0) {
		const rows = yield* all(
			tx,
			sql<{ address_key: string; scope: string; scope_ref: string; source: string }>`
				SELECT address_key, scope, scope_ref, source FROM consent_address_no WHERE ${tx.dialect.inTexts(sql.ref('address_key'), addresses)}`,
		);
		for (const row of rows) keys.add(standingKey(`address ${row.address_key}`, { ...row, scopeRef: row.scope_ref }));
	}
	const ids = [...new Set(entries.flatMap((entry) => (entry.recordId === null ? [] : [entry.recordId])))];
	if (ids.length > 0) {
		const rows = yield* all(
			tx,
			sql<{ record_kind: number; record_id: number; scope: string; scope_ref: string; source: string }>`
				SELECT record_kind, record_id, scope, scope_ref, source FROM consent_record_no
				WHERE ${tx.dialect.inNumbers(sql.ref('record_kind'), kindsOf(entries))} AND ${tx.dialect.inNumbers(sql.ref('record_id'), ids)}`,
		);
		for (const row of rows) keys.add(standingKey(`record ${row.record_kind} ${row.record_id}`, { ...row, scopeRef: row.scope_ref }));
	}
	return keys;
}

function kindsOf(entries: readonly ConsentEntry[]): number[] {
	return [...new Set(entries.flatMap((entry) => (entry.recordKind === null ? [] : [entry.recordKind])))];
}

function checkSubject(entry: ConsentEntry): void {
	if (subjectsOf(entry).length > 0) return;
	throw new EngineError('invalid-input', 'Consent needs an address or a record.', 'Give an email address that mail can be sent to, or choose a record.');
}
