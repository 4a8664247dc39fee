import { DatabaseSync, type StatementSync } from 'node:sqlite';

import { EngineError } from '../../EngineError';
import { sqliteCompiler } from '../compiler';
import { sqliteDialect } from '../SqlDialect';
import type { InsertMany, SqlValue, Step, StepResult, Steps, TransactionMode, Tx, UpdateMany } from '../Transaction';
import { addTally } from './tallyFunction';
import { WriteTurn } from './WriteTurn';

const STATEMENTS_KEPT = 300;
/** How long SQLite waits for another process where it locks by itself (opening, recovery), in ms. */
const BUSY_TIMEOUT = 30_000;

/** One connection to a SQLite file; lives in a worker thread, and in tests. */
export class SqliteConnection {
	private readonly database: DatabaseSync;
	private readonly statements = new Map<string, StatementSync>();
	private readonly turn = new WriteTurn();

	constructor(file: string, mode: 'read' | 'write') {
		this.database = new DatabaseSync(file, { readOnly: mode === 'read', timeout: BUSY_TIMEOUT });
		this.database.exec('PRAGMA cache_size = -32768; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF;');
		addTally(this.database);
		if (mode === 'write') {
			const empty = isEmpty(this.database, file);
			// Only effective in a file without tables; in one that has them it would be a write at every opening.
			// Records are wide: larger pages hold more of them, and searches read fewer.
			if (empty) this.database.exec('PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;');
			this.database.exec('PRAGMA journal_mode = WAL;');
			// Marks such as "sending" must survive a power cut, not only a killed process.
			this.database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;');
			// What is deleted or overwritten is gone from its page at once: somebody may ask to be forgotten later, and
			// what moved about in the file before then could not be found any more.
			this.database.exec('PRAGMA secure_delete = FAST;');
			// From here on only BEGIN IMMEDIATE meets another writer, and WriteTurn waits for that.
			this.database.exec('PRAGMA busy_timeout = 0;');
		}
	}

	/** Carries a body out as one transaction. Never yields to the event loop meanwhile. */
	transaction<Result>(mode: TransactionMode, body: (tx: Tx) => Steps<Result>): Result {
		if (mode === 'maintenance') return this.drive(body(newTx()));
		if (mode === 'write') this.turn.begin(this.database);
		else this.database.exec('BEGIN');
		try {
			const result = this.drive(body(newTx()));
			this.database.exec('COMMIT');
			return result;
		} catch (error) {
			// A full disk rolls back by itself: a second ROLLBACK would hide the first error.
			if (this.database.isTransaction) this.database.exec('ROLLBACK');
			throw error;
		} finally {
			this.turn.end();
		}
	}

	/** Outside any transaction: pragmas and maintenance. */
	exec(statement: string): void {
		this.database.exec(statement);
	}

	close(): void {
		this.statements.clear();
		this.database.close();
	}

	private drive<Result>(steps: Steps<Result>): Result {
		let next = steps.next();
		while (!next.done) {
			let result: StepResult;
			try {
				result = this.step(next.value);
			} catch (error) {
				next = steps.throw(error);
				continue;
			}
			next = steps.next(result);
		}
		return next.value;
	}

	private step(step: Step): StepResult {
		switch (step.kind) {
			case 'query': {
				const statement = this.prepare(step.query.sql);
				const parameters = step.query.parameters.map(toSqlValue);
				// A PRAGMA that answers nothing does its work row by row all the same.
				if (statement.columns().length > 0 || isPragma(step.query.sql)) {
					const rows = statement.all(...parameters);
					return { rows, changes: rows.length };
				}
				return { rows: [], changes: Number(statement.run(...parameters).changes) };
			}
			case 'insertMany':
				return this.insertMany(step.insert);
			case 'updateMany':
				return { rows: [], changes: this.updateMany(step.update) };
		}
	}

	private insertMany({ table, columns, rows, suffix, toldApartBy }: InsertMany): StepResult {
		const names = columns.map((column) => quote(column.name));
		const marks = columns.map(() => '?');
		const statement = this.prepare(`INSERT INTO ${quote(table)} (${names.join(', ')}) VALUES (${marks.join(', ')}) ${suffix ?? ''}`);
		const places: number[] = [];
		let changes = 0;
		let place = 0;
		for (const row of rows) {
			const changed = Number(statement.run(...row).changes);
			changes += changed;
			if (toldApartBy && changed > 0) places.push(place);
			place++;
		}
		return { rows: places, changes };
	}

	private updateMany({ table, columns, rows }: UpdateMany): number {
		const values = columns.map((column, index) => `${quote(column.name)} = ?${index + 2}`).join(', ');
		const statement = this.prepare(`UPDATE ${quote(table)} SET ${values} WHERE "id" = ?1`);
		let changes = 0;
		for (const row of rows) changes += Number(statement.run(...row).changes);
		return changes;
	}

	private prepare(text: string): StatementSync {
		const known = this.statements.get(text);
		if (known) return known;
		if (this.statements.size >= STATEMENTS_KEPT) this.statements.clear();
		const statement = this.database.prepare(text);
		this.statements.set(text, statement);
		return statement;
	}
}

/**
 * Whether the file has no tables yet.
 * @throws EngineError for another program's database: it is left as it is, not even its journal mode is changed
 */
function isEmpty(database: DatabaseSync, file: string): boolean {
	const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all();
	if (tables.length === 0) return true;
	if (tables.some((table) => table.name === 'store_meta')) return false;
	throw new EngineError('store-broken', `The store ${file} is not a CRM store: it is another program's database.`, 'Name another file. This one was left as it is.');
}

function newTx(): Tx {
	const start = performance.now();
	return {
		dialect: sqliteDialect,
		db: sqliteCompiler,
		now: Date.now(),
		elapsed: () => performance.now() - start,
	};
}

function isPragma(text: string): boolean {
	return text.startsWith('PRAGMA ');
}

function quote(identifier: string): string {
	return `"${identifier.replaceAll('"', '""')}"`;
}

function toSqlValue(parameter: unknown): SqlValue {
	if (typeof parameter === 'string' || typeof parameter === 'number' || parameter === null) return parameter;
	if (typeof parameter === 'boolean') return parameter ? 1 : 0;
	if (parameter === undefined) return null;
	throw new TypeError(`A ${typeof parameter} can't be a parameter of a statement.`);
}
