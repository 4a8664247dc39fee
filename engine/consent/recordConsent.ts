import { EngineError } from '../EngineError';
import { foldOrNull } from '../store/fold';
import { insertMany, type InsertColumn, type Steps, type SqlValue, type Tx } from '../store/Transaction';
import type { ConsentEntry, DecidedEntry } from './ConsentEntry';
import { forgottenAmong } from './forgotten';
import { readLedger, subjectKey, subjectsOf, writeStanding } from './ledger';
import { standingNoes, type Deciding } from './standingNoes';

/** Writes a no into the ledger. The same no again, already standing, adds no line. */
export function* recordNo(tx: Tx, entry: ConsentEntry): Steps<void> {
	yield* recordAll(tx, [{ ...entry, decision: 'no' }]);
}

/** Writes a lift: cancels earlier noes of the same source, or of every source where a person lifts. */
export function* recordLift(tx: Tx, entry: ConsentEntry): Steps<void> {
	yield* recordAll(tx, [{ ...entry, decision: 'lift' }]);
}

/**
 * Many noes at once: an import's opt-outs, a service's list of unsubscribed. Those already standing from the same
 * source add no line. Answers how many lines were added.
 */
export function* recordNoes(tx: Tx, entries: readonly ConsentEntry[]): Steps<number> {
	return yield* recordAll(
		tx,
		entries.map((entry) => ({ ...entry, decision: 'no' })),
	);
}

/** The lines that these noes would add, in the order given; nothing is written. */
export function* previewNoes(tx: Tx, entries: readonly ConsentEntry[]): Steps<readonly ConsentEntry[]> {
	return (yield* newLines(tx, entries.map((entry) => ({ ...entry, decision: 'no' as const })))).lines;
}

/** Adds lines in their order, and brings what stands in step with them. Answers how many lines were added. */
function* recordAll(tx: Tx, said: readonly DecidedEntry[]): Steps<number> {
	const { lines, ledger } = yield* newLines(tx, said);
	yield* insertMany({ table: 'consent_entry', columns: ENTRY_COLUMNS, rows: lines.map((line) => entryRow(line, tx.now)) });
	if (lines.length > 0) yield* writeStanding(tx, lines.flatMap(subjectsOf), ledger);
	return lines.length;
}

interface NewLines {
	readonly lines: readonly DecidedEntry[];
	/** With those lines, by `subjectKey`. */
	readonly ledger: ReadonlyMap<string, readonly Deciding[]>;
}

function* newLines(tx: Tx, said: readonly DecidedEntry[]): Steps<NewLines> {
	said.forEach(checkSubject);
	const entries = yield* withoutForgotten(tx, said);
	if (entries.length === 0) return { lines: [], ledger: new Map() };
	const ledger = yield* readLedger(tx, entries.flatMap(subjectsOf));
	const lines: DecidedEntry[] = [];
	for (const entry of entries) {
		const known = subjectsOf(entry).map((subject) => ledger.get(subjectKey(subject)) ?? []);
		const line = newLine(entry, known, tx.now);
		if (!line) continue;
		lines.push(line);
		for (const entriesOfSubject of known) entriesOfSubject.push(line);
	}
	return { lines, ledger };
}

/** Of a person who asked to be forgotten nothing is written down any more: nobody mails that address anyway. */
function* withoutForgotten(tx: Tx, said: readonly DecidedEntry[]): Steps<readonly DecidedEntry[]> {
	const forgotten = yield* forgottenAmong(tx, said.map((entry) => entry.addressKey));
	if (forgotten.size === 0) return said;
	return said
		.map((entry) => (entry.addressKey !== null && forgotten.has(entry.addressKey) ? { ...entry, addressKey: null, proof: null } : entry))
		.filter((entry) => subjectsOf(entry).length > 0);
}

/**
 * The line an entry adds, with its time; null where the ledger says as much already.
 * @param known what it says of each of the entry's subjects
 */
function newLine(entry: DecidedEntry, known: readonly (readonly Deciding[])[], now: number): DecidedEntry | null {
	const saidNow = entry.happenedAt >= now;
	const happenedAt = saidNow ? afterAllOpposed(entry, known.flat(), now) : entry.happenedAt;
	const same = (other: Deciding) => sameScope(other, entry) && other.source === entry.source;
	const saysNothingNew = (entries: readonly Deciding[]) =>
		entries.some((other) => same(other) && other.decision === entry.decision && other.happenedAt === happenedAt) ||
		(entry.decision === 'no' &&
			standingNoes(entries.filter((other) => sameScope(other, entry))).some(
				// A later time is kept: a lift between the two may still become known.
				(no) => no.source === entry.source && (saidNow || no.since >= happenedAt),
			));
	return known.every(saysNothingNew) ? null : { ...entry, happenedAt };
}

/** What is said now comes after all that was said before, also within one millisecond. */
function afterAllOpposed(entry: DecidedEntry, known: readonly Deciding[], now: number): number {
	const opposed = known.filter((other) => sameScope(other, entry) && other.decision !== entry.decision).map((other) => other.happenedAt);
	// Ties go to no.
	return Math.max(now, ...opposed.map((time) => (entry.decision === 'lift' ? time + 1 : time)));
}

function sameScope(one: Deciding, other: Deciding): boolean {
	return one.scope === other.scope && one.scopeRef === other.scopeRef;
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
		foldOrNull(entry.reason),
		entry.proof,
		entry.happenedAt,
		now,
	];
}

function checkSubject(entry: ConsentEntry): void {
	if (subjectsOf(entry).length > 0) return;
	throw new EngineError('invalid-input', 'Consent needs an address or a record.', 'Give an email address that mail can be sent to, or choose a record.');
}
