import type { ConsentEntry } from '../../consent/ConsentEntry';
import { FORGOTTEN_WAY_OUT, forgottenAmong, forgottenWords } from '../../consent/forgotten';
import { recordNoes } from '../../consent/recordConsent';
import { defineTransaction, type Steps, type Tx } from '../../store/Transaction';
import { loadCatalogueToWrite } from '../catalogue/loadCatalogue';
import { kindCode } from '../kinds';
import { readCustom, textOrNull, type Columns } from '../recordValues';
import { oneMatcherAtATime } from '../upsertRecord';
import { applyRow, type Applied } from './applyRow';
import { IdSet } from './IdSet';
import type { BatchRefusal, BatchResult, ImportBatch } from './ImportBatch';
import { lookUp } from './lookUp';
import { recordKeys } from './recordKeys';
import { parseRow, planImport, type ImportPlan, type ParsedRow } from './parseRow';
import { RecordIndex, valueOf, type KnownRecord } from './RecordIndex';
import { resolveReferences } from './resolveReferences';
import { Warnings } from './Warnings';
import { mappedColumns, writeRecords, writtenColumns } from './writeRecords';

/**
 * Imports a batch of rows as one transaction: creates or updates a record for each (upsert many). Which record a
 * row means:
 * - the one with its external id. Where none has it: an account, campaign or template of its name, another kind's
 *   record with its address, provided that this one has no external id: it takes over the row's;
 * - a row without external id: an account, campaign or template by its name; else the oldest record with its
 *   address; in both cases one without external id first; without an address that mail can be sent to, the oldest one
 *   without both that is alike in name, company, telephone and city (as far as the file has these columns), else one
 *   that was given an address since.
 * Two records of different external ids may share an address: they stay two records and are one recipient later.
 * With `sameAddress: 'refuse'` a row whose address another record has, or that repeats an earlier row's, is refused.
 *
 * A row's cells replace the record's values; empty cells leave them, and a malformed address leaves a good one.
 * Each record is written by the first row of the file that means it; later rows only fill what is still empty. So
 * importing a file again creates nothing and changes nothing. (Where the file means one record now by external id,
 * now by address or name, and moves these about, a second import may still fill in a field.)
 * A ticked "do not email" is written into the consent ledger, for the record and for the address, also when the row
 * itself is refused; an import never lifts a no.
 *
 * One bad row never stops the rest: it comes back with its reason. A value that its field doesn't take refuses the
 * row, or is left out with a warning (`badValue`).
 */
export const importRecords = defineTransaction(__filename, 'write', 'records.import', function* (tx, batch: ImportBatch): Steps<BatchResult> {
	const catalogue = yield* loadCatalogueToWrite(tx);
	const plan = planImport(catalogue, batch);
	const warnings = new Warnings();
	const refused: BatchRefusal[] = [];
	const noes: ConsentEntry[] = [];
	const parsedRows: ParsedRow[] = [];
	for (const [index, row] of batch.rows.entries()) {
		const parsed = parseRow(plan, row, index, warnings);
		if (!('refused' in parsed)) {
			parsedRows.push(parsed);
			continue;
		}
		refused.push({ index, reason: parsed.refused });
		if (parsed.optOutAddress !== null) noes.push(no(tx, plan, parsed.line, parsed.optOutAddress, null));
	}

	const forgotten = yield* forgottenAmong(tx, parsedRows.map((row) => row.addressKey));
	const rows = parsedRows.filter((row) => {
		const since = row.addressKey === null ? undefined : forgotten.get(row.addressKey);
		if (since !== undefined) refused.push({ index: row.index, reason: `${forgottenWords(since)} ${FORGOTTEN_WAY_OUT}` });
		return since === undefined;
	});

	yield* oneMatcherAtATime(tx);
	const createAccounts = batch.rules.createAccounts && batch.kind === 'contact';
	const accountsCreated = yield* resolveReferences(tx, catalogue, rows, { createAccounts }, warnings);
	const index = yield* loadIndex(tx, plan, rows, new IdSet(batch.touched));

	const applied: Applied[] = [];
	const counts = { created: 0, updated: 0, unchanged: 0, duplicates: 0 };
	for (const row of rows) {
		const outcome = applyRow(tx, plan, index, row);
		if ('refused' in outcome) {
			refused.push({ index: row.index, reason: outcome.refused });
			if (row.optOut && row.addressKey !== null) noes.push(no(tx, plan, row.line, row.addressKey, null));
			continue;
		}
		counts[outcome.outcome]++;
		applied.push(outcome);
		if (outcome.outcome === 'duplicates') warnings.add('same record as an earlier row', `line ${row.line}${madeBy(outcome.record)}`);
	}

	const records = [...new Set(applied.map((one) => one.record))];
	yield* writeRecords(tx, plan, records);
	for (const { row, record } of applied) if (row.optOut) noes.push(...rowNoes(tx, plan, row, record));
	const optOuts = noes.length === 0 ? 0 : yield* recordNoes(tx, distinct(noes));
	return {
		...counts,
		accountsCreated,
		optOuts,
		refused: refused.sort((one, other) => one.index - other.index),
		warnings: warnings.list(),
		written: records.flatMap((record) => record.id ?? []),
	};
});

/** All records of the store that the rows may mean. */
function* loadIndex(tx: Tx, plan: ImportPlan, rows: readonly ParsedRow[], touched: IdSet): Steps<RecordIndex> {
	const index = new RecordIndex(plan.kind.kind, mappedColumns(plan));
	const found: KnownRecord[] = [];
	const columns = [...new Set(['id', 'created_at', 'external_id', 'custom', ...writtenColumns(plan).columns.map(({ name }) => name)])];
	for (const { key, values } of recordKeys(plan, rows)) {
		const stored = yield* lookUp(tx, { table: plan.kind.table, columns, key, values, lock: true });
		for (const row of stored) found.push(knownRecord(row, touched));
	}
	for (const record of found.sort((one, other) => (one.id ?? 0) - (other.id ?? 0))) index.add(record);
	return index;
}

function knownRecord(stored: Columns, touched: IdSet): KnownRecord {
	const id = Number(stored.id);
	return { id, stored, changed: {}, custom: readCustom(stored.custom ?? null), customChanged: false, touched: touched.has(id), line: null };
}

/** A no for the record and its address, and for the row's own address where that is another. */
function rowNoes(tx: Tx, plan: ImportPlan, row: ParsedRow, record: KnownRecord): ConsentEntry[] {
	const address = plan.hasAddress ? textOrNull(valueOf(record, 'email_key')) : null;
	const entries = [no(tx, plan, row.line, address, record.id)];
	if (row.addressKey !== null && row.addressKey !== address) entries.push(no(tx, plan, row.line, row.addressKey, null));
	return entries;
}

function no(tx: Tx, plan: ImportPlan, line: number, addressKey: string | null, recordId: number | null): ConsentEntry {
	return {
		addressKey,
		recordKind: recordId === null ? null : kindCode(plan.kind.kind),
		recordId,
		scope: 'all',
		scopeRef: '',
		source: 'import',
		reason: 'Do Not Send Email was ticked in an import',
		proof: `${plan.rules.origin}, line ${line}`,
		happenedAt: tx.now,
	};
}

function distinct(noes: readonly ConsentEntry[]): ConsentEntry[] {
	const bySubject = new Map<string, ConsentEntry>();
	for (const entry of noes) {
		const subject = `${entry.addressKey ?? ''}\n${entry.recordId ?? ''}`;
		if (!bySubject.has(subject)) bySubject.set(subject, entry);
	}
	return [...bySubject.values()];
}

function madeBy(record: KnownRecord): string {
	if (record.line !== null) return ` is the record of line ${record.line}`;
	return record.id === null ? '' : ` is the record ${record.id}, written by an earlier row`;
}
