import type { ConsentEntry } from '../../consent/ConsentEntry';
import { FORGOTTEN_WAY_OUT, forgottenAmong, forgottenWords } from '../../consent/forgotten';
import { recordNoes } from '../../consent/recordConsent';
import { defineTransaction, type Steps, type Tx } from '../../store/Transaction';
import { loadCatalogueToWrite } from '../catalogue/loadCatalogue';
import { kindCode } from '../kinds';
import { textOrNull } from '../recordValues';
import { oneMatcherAtATime } from '../upsertRecord';
import { applyRow } from './applyRow';
import { IdSet } from './IdSet';
import type { BatchRefusal, BatchResult, ImportBatch } from './ImportBatch';
import { checkUnchanged, planImport, type ImportPlan } from './importPlan';
import { KnownRecord } from './KnownRecord';
import { lookUp } from './lookUp';
import { RecordIndex } from './RecordIndex';
import { recordKeys } from './recordKeys';
import { resolveReferences } from './resolveReferences';
import { RowReader } from './RowReader';
import { Warnings } from './Warnings';
import { writeRecords } from './writeRecords';

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
 * One bad row never stops the rest: it comes back with its reason. Rows whose cells can't be read are not among these:
 * they were refused before (see `RowPreparation`).
 */
export const importRecords = defineTransaction(__filename, 'write', 'records.import', function* (tx, batch: ImportBatch): Steps<BatchResult> {
	const catalogue = yield* loadCatalogueToWrite(tx);
	const plan = planImport(catalogue, batch);
	checkUnchanged(plan, batch.rows.types);
	const reader = new RowReader(plan, batch.rows, tx.now);
	const warnings = new Warnings();
	warnings.addAll(batch.rows.warnings);
	const refused: BatchRefusal[] = [];
	const noes: ConsentEntry[] = batch.rows.refusedOptOuts.map(({ line, addressKey }) => no(tx, plan, line, addressKey, null));

	const all = Array.from({ length: reader.count }, (_, row) => row);
	const forgotten = yield* forgottenAmong(tx, all.map((row) => reader.addressKey(row)));
	const rows = forgotten.size === 0 ? all : all.filter((row) => {
		const since = forgotten.get(reader.addressKey(row) ?? '');
		if (since !== undefined) refused.push({ index: row, reason: `${forgottenWords(since)} ${FORGOTTEN_WAY_OUT}` });
		return since === undefined;
	});

	yield* oneMatcherAtATime(tx);
	const createAccounts = batch.rules.createAccounts && batch.kind === 'contact';
	const accountsCreated = yield* resolveReferences(tx, catalogue, plan, reader, rows, { createAccounts }, warnings);
	const index = yield* loadIndex(tx, plan, reader, rows, new IdSet(batch.touched));

	const records = new Set<KnownRecord>();
	const optingOut: { readonly row: number; readonly record: KnownRecord }[] = [];
	const counts = { created: 0, updated: 0, unchanged: 0, duplicates: 0 };
	for (const row of rows) {
		const applied = applyRow(plan, index, reader, row);
		const optOut = reader.optOut(row);
		if ('refused' in applied) {
			refused.push({ index: row, reason: applied.refused });
			const address = optOut ? reader.addressKey(row) : null;
			if (address !== null) noes.push(no(tx, plan, reader.line(row), address, null));
			continue;
		}
		const { record, outcome } = applied;
		counts[outcome]++;
		records.add(record);
		if (optOut) optingOut.push({ row, record });
		if (outcome === 'duplicates') warnings.add('same record as an earlier row', `line ${reader.line(row)}${madeBy(record)}`);
	}

	const written = [...records];
	yield* writeRecords(tx, plan, reader, written);
	for (const { row, record } of optingOut) noes.push(...rowNoes(tx, plan, reader, row, record));
	const optOuts = noes.length === 0 ? 0 : yield* recordNoes(tx, distinct(noes));
	return {
		...counts,
		accountsCreated,
		optOuts,
		refused: refused.sort((one, other) => one.index - other.index),
		warnings: warnings.list(),
		written: written.flatMap((record) => record.id ?? []),
	};
});

/** All records of the store that the rows may mean. */
function* loadIndex(tx: Tx, plan: ImportPlan, reader: RowReader, rows: readonly number[], touched: IdSet): Steps<RecordIndex> {
	const { kind, layout } = plan;
	const index = new RecordIndex(kind.kind, layout);
	const found: KnownRecord[] = [];
	const columns = ['id', 'created_at', ...layout.columns.map(({ name }) => name), ...(layout.customSlot === null ? [] : ['custom'])];
	for (const { key, values } of recordKeys(plan, reader, rows)) {
		const stored = yield* lookUp(tx, { table: kind.table, columns, key, values, lock: true });
		for (const record of stored) found.push(KnownRecord.stored(layout, record, touched.has(Number(record.id))));
	}
	for (const record of found.sort((one, other) => (one.id ?? 0) - (other.id ?? 0))) index.add(record);
	return index;
}

/** A no for the record and its address, and for the row's own address where that is another. */
function rowNoes(tx: Tx, plan: ImportPlan, reader: RowReader, row: number, record: KnownRecord): ConsentEntry[] {
	const address = textOrNull(record.valueOf('email_key'));
	const own = reader.addressKey(row);
	const entries = [no(tx, plan, reader.line(row), address, record.id)];
	if (own !== null && own !== address) entries.push(no(tx, plan, reader.line(row), own, null));
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
