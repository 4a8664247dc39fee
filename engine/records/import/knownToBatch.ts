import { sql } from 'kysely';

import { all, defineTransaction, insertMany, type Steps, type Tx } from '../../store/Transaction';
import { loadCatalogue } from '../catalogue/loadCatalogue';
import { columnNames, insertColumn } from '../catalogue/tableShape';
import type { Catalogue } from '../catalogue/Catalogue';
import { kindCode } from '../kinds';
import { textOrNull, type Columns } from '../recordValues';
import type { ImportBatch } from './ImportBatch';
import { checkUnchanged, planImport, type ImportPlan } from './importPlan';
import { lookUp } from './lookUp';
import type { NamedRecords } from './namedRecords';
import { recordKeys } from './recordKeys';
import { namedIds, namedRecords, namingColumns } from './resolveReferences';
import { RowReader } from './RowReader';

/** Rows of one table, whole. */
export interface TableRows {
	readonly table: string;
	readonly rows: readonly Columns[];
}

/**
 * All that the store holds of what a batch's import looks up: the records its rows may mean, those they name, and
 * what the consent ledger says of them, and maybe more. Changes nothing and locks nothing.
 */
export const knownToBatch = defineTransaction(__filename, 'read', 'records.knownToBatch', function* (tx, batch: ImportBatch): Steps<TableRows[]> {
	const catalogue = yield* loadCatalogue(tx);
	const plan = planImport(catalogue, batch);
	checkUnchanged(plan, batch.rows.types);
	const reader = new RowReader(plan, batch.rows, tx.now);
	const rows = Array.from({ length: reader.count }, (_, row) => row);
	const addresses = [...batch.rows.refusedOptOuts.map(({ addressKey }) => addressKey), ...rows.map((row) => reader.addressKey(row))];
	const meant: Columns[] = [];
	for (const { key, values } of recordKeys(plan, reader, rows)) meant.push(...(yield* wholeRows(tx, plan.kind.table, key, values)));
	return [{ table: plan.kind.table, rows: meant }, ...(yield* named(tx, catalogue, namedRecords(plan, reader, rows))), { table: 'consent_entry', rows: yield* ledgerOf(tx, plan, addresses, meant) }];
});

/** Takes rows of another store over, under their own ids; those that are here already stay as they are. */
export const takeOver = defineTransaction(__filename, 'write', 'records.takeOver', function* (_tx, tables: readonly TableRows[]): Steps<void> {
	for (const { table, rows } of tables) {
		const columns = columnNames(table).map((name) => insertColumn(table, name));
		yield* insertMany({ table, columns, rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)), suffix: 'ON CONFLICT DO NOTHING' });
	}
});

function* named(tx: Tx, catalogue: Catalogue, groups: readonly NamedRecords[]): Steps<TableRows[]> {
	const found: TableRows[] = [];
	for (const group of groups) {
		const { table } = catalogue.kind(group.to);
		if (group.by === 'id') {
			found.push({ table, rows: yield* all(tx, sql<Columns>`SELECT * FROM ${sql.table(table)} WHERE ${tx.dialect.inNumbers(sql.ref('id'), namedIds(group.texts))}`) });
			continue;
		}
		for (const { column, keyOf } of namingColumns(table, group)) {
			const values = [...new Set(group.texts.flatMap((text) => keyOf(text) ?? []))];
			found.push({ table, rows: yield* wholeRows(tx, table, column, values) });
		}
	}
	return found;
}

/** Of whomever a ticked "do not email" may be about: each row, and each record a row may mean. */
function* ledgerOf(tx: Tx, plan: ImportPlan, ofRows: readonly (string | null)[], meant: readonly Columns[]): Steps<Columns[]> {
	if (!plan.columns.some(({ definition }) => definition.storage.kind === 'consent')) return [];
	const addresses = new Set([...ofRows, ...meant.map((record) => textOrNull(record.email_key))].filter((address) => address !== null));
	const ids = meant.map((record) => Number(record.id));
	return [
		...(yield* all(tx, sql<Columns>`SELECT * FROM consent_entry WHERE ${tx.dialect.inTexts(sql.ref('address_key'), [...addresses])}`)),
		...(yield* all(tx, sql<Columns>`SELECT * FROM consent_entry WHERE record_kind = ${kindCode(plan.kind.kind)} AND ${tx.dialect.inNumbers(sql.ref('record_id'), ids)}`)),
	];
}

function* wholeRows(tx: Tx, table: string, key: string, values: readonly string[]): Steps<Columns[]> {
	return yield* lookUp(tx, { table, columns: columnNames(table), key, values, lock: false });
}
