import { sql } from 'kysely';

import { insertColumn, columnKind } from '../../engine/records/catalogue/tableShape';
import { allocateIds } from '../../engine/records/import/allocateIds';
import { normaliseAddress } from '../../engine/records/emailAddress';
import { foldOrNull } from '../../engine/store/fold';
import type { Store } from '../../engine/store/Store';
import { all, change, defineTransaction, insertMany, type SqlValue, type Steps } from '../../engine/store/Transaction';

/** A row as a test states it: shadow columns, `email_key`, id and times are filled in. */
export type Row = Readonly<Record<string, SqlValue>>;

interface InsertInput {
	readonly table: string;
	readonly rows: readonly Row[];
}

const insertRowsTransaction = defineTransaction(__filename, 'write', 'test.insertRows', function* (tx, input: InsertInput): Steps<number[]> {
	const { table, rows } = input;
	const has = (column: string) => columnKind(table, column) !== undefined;
	const ids = has('id') ? yield* allocateIds(tx, table, rows.length) : [];
	const complete = rows.map((row, index): Record<string, SqlValue> => {
		const out: Record<string, SqlValue> = {
			...(has('id') ? { id: ids[index] ?? null } : {}),
			...(has('created_at') ? { created_at: tx.now } : {}),
			...(has('updated_at') ? { updated_at: tx.now } : {}),
			...row,
		};
		if (typeof row.email === 'string' && has('email_key')) out.email_key = normaliseAddress(row.email);
		for (const [column, value] of Object.entries(row)) {
			if (columnKind(table, column) === 'folded') out[`${column}_f`] = foldOrNull(value === null ? null : String(value));
		}
		return out;
	});
	const columns = [...new Set(complete.flatMap((row) => Object.keys(row)))];
	yield* insertMany({
		table,
		columns: columns.map((column) => insertColumn(table, column)),
		rows: complete.map((row) => columns.map((column) => row[column] ?? null)),
	});
	return complete.map((row) => Number(row.id ?? 0));
});

const queryTransaction = defineTransaction(__filename, 'write', 'test.query', function* (tx, statement: string): Steps<Record<string, SqlValue>[]> {
	return yield* all(tx, sql<Record<string, SqlValue>>`${sql.raw(statement)}`);
});

const executeTransaction = defineTransaction(__filename, 'write', 'test.execute', function* (tx, statement: string): Steps<number> {
	return yield* change(tx, sql.raw(statement));
});

/** Puts rows into a table, ascending ids; answers the ids. */
export async function insertRows(store: Store, table: string, rows: readonly Row[]): Promise<number[]> {
	return await store.run(insertRowsTransaction, { table, rows });
}

export async function insertRow(store: Store, table: string, row: Row): Promise<number> {
	const [id] = await insertRows(store, table, [row]);
	if (id === undefined) throw new Error(`Nothing went into ${table}.`);
	return id;
}

/** Rows of a statement, as they are. */
export async function query(store: Store, statement: string): Promise<Record<string, SqlValue>[]> {
	return await store.run(queryTransaction, statement);
}

/** How many rows a statement changed. */
export async function execute(store: Store, statement: string): Promise<number> {
	return await store.run(executeTransaction, statement);
}

/** The one number a statement answers. */
export async function count(store: Store, statement: string): Promise<number> {
	const [row] = await query(store, statement);
	return Number(Object.values(row ?? {})[0]);
}
