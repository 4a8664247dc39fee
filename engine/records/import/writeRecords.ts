import { fold } from '../../store/fold';
import { insertMany, type InsertColumn, type SqlValue, type Steps, type Tx } from '../../store/Transaction';
import { columnKind, insertColumn, isZeroForNothing } from '../catalogue/tableShape';
import { defaultsOf, isPerson } from '../kindRules';
import { customColumns } from '../recordValues';
import { allocateIds } from './allocateIds';
import type { ImportPlan } from './parseRow';
import { valueOf, type KnownRecord } from './RecordIndex';

/** Written besides the file's columns, and never changed afterwards. */
const KEPT = ['id', 'source', 'created_at'];

/** Writes new and changed records, each sort with one prepared statement. New ones get their ids. */
export function* writeRecords(tx: Tx, plan: ImportPlan, records: readonly KnownRecord[]): Steps<void> {
	const fresh = records.filter((record) => record.id === null);
	const ids = yield* allocateIds(tx, plan.kind.table, fresh.length);
	fresh.forEach((record, index) => {
		record.id = ids[index] ?? null;
	});
	const changed = records.filter((record) => record.stored !== null && (record.customChanged || Object.keys(record.changed).length > 0));
	const shape = writtenColumns(plan);
	const insert = { table: plan.kind.table, columns: insertColumns(plan, shape) };
	yield* insertMany({ ...insert, rows: fresh.map((record) => toRow(tx, shape, record)) });
	yield* insertMany({
		...insert,
		rows: changed.map((record) => toRow(tx, shape, record)),
		suffix: `ON CONFLICT ("id") DO UPDATE SET ${insert.columns
			.filter((column) => !KEPT.includes(column.name))
			.map((column) => `"${column.name}" = excluded."${column.name}"`)
			.join(', ')}`,
	});
}

/** The columns that the file fills. */
export function mappedColumns(plan: ImportPlan): Set<string> {
	return new Set(plan.columns.flatMap(({ definition }) => (definition.storage.kind === 'column' ? [definition.storage.column] : [])));
}

interface WrittenColumn {
	readonly name: string;
	readonly folded: boolean;
	readonly zeroForNothing: boolean;
}

interface WrittenColumns {
	readonly columns: readonly WrittenColumn[];
	readonly custom: boolean;
}

/** All that is written of a record besides `id`, `source` and times: what the file fills and what follows from it. */
export function writtenColumns(plan: ImportPlan): WrittenColumns {
	const names = mappedColumns(plan);
	if (isPerson(plan.kind.kind)) for (const name of ['first_name', 'last_name', 'name']) names.add(name);
	for (const column of Object.keys(defaultsOf(plan.kind.kind, 0))) names.add(column);
	names.add('name');
	if (plan.hasAddress) for (const name of ['email', 'email_key']) names.add(name);
	return {
		columns: [...names].map((name) => ({
			name,
			folded: columnKind(plan.kind.table, name) === 'folded',
			zeroForNothing: isZeroForNothing(plan.kind.table, name),
		})),
		custom: plan.columns.some(({ definition }) => definition.storage.kind === 'custom'),
	};
}

function insertColumns(plan: ImportPlan, shape: WrittenColumns): InsertColumn[] {
	const of = (name: string) => insertColumn(plan.kind.table, name);
	return [
		...KEPT.map(of),
		of('updated_at'),
		...shape.columns.flatMap(({ name, folded }): InsertColumn[] => (folded ? [of(name), { name: `${name}_f`, type: 'text' }] : [of(name)])),
		...(shape.custom ? [of('custom'), of('custom_f')] : []),
	];
}

function toRow(tx: Tx, shape: WrittenColumns, record: KnownRecord): SqlValue[] {
	const row: SqlValue[] = [record.id, 'import', record.stored?.created_at ?? tx.now, tx.now];
	for (const column of shape.columns) {
		const value = valueOf(record, column.name);
		row.push(value === null && column.zeroForNothing ? 0 : value);
		if (column.folded) row.push(typeof value === 'string' ? fold(value) : null);
	}
	if (shape.custom) {
		const { custom, custom_f: folded } = customColumns(record.custom);
		row.push(custom, folded);
	}
	return row;
}
