import type { Compilable, CompiledQuery, Kysely } from 'kysely';

import type { SqlDialect } from './SqlDialect';
import type { Schema } from './Schema';

/** What a step of a transaction asks of the store. */
export type Step =
	| { readonly kind: 'query'; readonly query: CompiledQuery }
	/** The same row shape many times over: prepared once (SQLite), one array a column (PostgreSQL). */
	| { readonly kind: 'insertMany'; readonly insert: InsertMany }
	| { readonly kind: 'updateMany'; readonly update: UpdateMany };

/** Rows for one table, without a call per row. */
export interface InsertMany {
	readonly table: string;
	readonly columns: readonly InsertColumn[];
	readonly rows: InsertRows;
	/** What follows the values: `ON CONFLICT DO NOTHING`, or nothing. */
	readonly suffix?: string;
	/** Columns that tell the rows apart: asks for the places of those that went in, as the result's rows. */
	readonly toldApartBy?: readonly string[];
}

/** The same columns of many rows of one table, each found by its id. */
export interface UpdateMany {
	readonly table: string;
	readonly columns: readonly InsertColumn[];
	/** A row's id, then a value for each column. */
	readonly rows: readonly (readonly [id: number, ...values: SqlValue[]])[];
}

/** An array of rows; or rows made as they are asked for, each of them good until the next is. */
export interface InsertRows extends Iterable<readonly SqlValue[]> {
	readonly length: number;
}

export interface InsertColumn {
	readonly name: string;
	/** PostgreSQL's type of the array that carries the column. */
	readonly type: 'bigint' | 'double precision' | 'text' | 'jsonb';
}

/** What the stores hold: SQLite and PostgreSQL alike. Booleans are 0 and 1. */
export type SqlValue = string | number | null;

export interface StepResult {
	readonly rows: readonly unknown[];
	readonly changes: number;
}

/** A transaction's body: asks step by step, so that SQLite answers synchronously and PostgreSQL asynchronously. */
export type Steps<Result> = Generator<Step, Result, StepResult>;

/** What a transaction's body works with. */
export interface Tx {
	readonly dialect: SqlDialect;
	/** Compiles queries; it can't run them. */
	readonly db: Kysely<Schema>;
	/** UTC milliseconds at the transaction's start. */
	readonly now: number;
	/** Milliseconds since the transaction holds the store: set work stops at its budget and is resumed. */
	elapsed(): number;
}

/** `maintenance`: statement by statement outside any transaction, by the one who writes: for what SQLite does only there. */
export type TransactionMode = 'read' | 'write' | 'maintenance';

/**
 * A named piece of work that a store carries out as one transaction.
 * `module` is the compiled file that defines it: a worker thread loads it from there.
 */
export interface Transaction<Input, Result> {
	readonly name: string;
	readonly module: string;
	readonly mode: TransactionMode;
	readonly body: (tx: Tx, input: Input) => Steps<Result>;
}

type AnyTransaction = Transaction<never, unknown>;

const defined = new Map<string, AnyTransaction>();

/**
 * Defines a transaction. Input and result cross a thread: plain data only.
 * @param module the caller's `__filename`
 */
export function defineTransaction<Input, Result>(
	module: string,
	mode: TransactionMode,
	name: string,
	body: (tx: Tx, input: Input) => Steps<Result>,
): Transaction<Input, Result> {
	const transaction: Transaction<Input, Result> = { name, module, mode, body };
	defined.set(`${module}#${name}`, transaction);
	return transaction;
}

/** The transaction a message names; undefined until its module has been loaded. */
export function definedTransaction(module: string, name: string): AnyTransaction | undefined {
	return defined.get(`${module}#${name}`);
}

/** All rows of a query. The row type is the query's own: the store is trusted to answer what was asked. */
export function* all<Row>(tx: Tx, query: Compilable<Row> | RawQuery<Row>): Steps<Row[]> {
	const result = yield { kind: 'query', query: compile(tx, query) };
	return result.rows as Row[];
}

/** The first row, or null. */
export function* first<Row>(tx: Tx, query: Compilable<Row> | RawQuery<Row>): Steps<Row | null> {
	const rows = yield* all(tx, query);
	return rows[0] ?? null;
}

/** Runs a statement; answers how many rows it changed. */
export function* change(tx: Tx, query: Compilable<unknown> | RawQuery<unknown>): Steps<number> {
	const result = yield { kind: 'query', query: compile(tx, query) };
	return result.changes;
}

/** Inserts many rows of one shape; answers how many went in. */
export function* insertMany(insert: InsertMany): Steps<number> {
	if (insert.rows.length === 0) return 0;
	const result = yield { kind: 'insertMany', insert };
	return result.changes;
}

/** Inserts those rows that are not there yet; answers the places of those that went in. No two may be alike in what tells them apart. */
export function* insertNew(insert: Omit<InsertMany, 'suffix'> & { readonly toldApartBy: readonly string[] }): Steps<number[]> {
	if (insert.rows.length === 0) return [];
	const result = yield { kind: 'insertMany', insert: { ...insert, suffix: 'ON CONFLICT DO NOTHING' } };
	return result.rows as number[];
}

/** Changes many rows, each by its id; answers how many there were. */
export function* updateMany(update: UpdateMany): Steps<number> {
	if (update.rows.length === 0) return 0;
	const result = yield { kind: 'updateMany', update };
	return result.changes;
}

/** Kysely's raw builder: it compiles only when told for which database. */
export interface RawQuery<Row> {
	readonly isRawBuilder: true;
	compile(db: Kysely<Schema>): CompiledQuery<Row>;
}

function compile<Row>(tx: Tx, query: Compilable<Row> | RawQuery<Row>): CompiledQuery {
	return 'isRawBuilder' in query ? query.compile(tx.db) : query.compile();
}
