import { Pool, TypeOverrides, types, type PoolClient } from 'pg';

import { postgresCompiler } from '../compiler';
import { migrate } from '../migrate';
import { explainPostgresError, postgresCode } from './postgresErrors';
import { postgresDialect } from '../SqlDialect';
import type { Intake, Store } from '../Store';
import type { InsertColumn, InsertMany, InsertRows, SqlValue, Step, StepResult, Steps, Transaction, TransactionMode, Tx, UpdateMany } from '../Transaction';

export interface PostgresSettings {
	readonly host: string;
	readonly port: number;
	readonly database: string;
	readonly user: string;
	readonly password: string;
	readonly ssl: boolean | { readonly rejectUnauthorized: boolean };
}

/** Serialization failures and deadlocks: the whole transaction may simply be carried out again. */
const REPEATABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 5;

/** A store in a PostgreSQL database, for n8n in queue mode: every process shares it. */
export class PostgresStore implements Store {
	readonly dialect = 'postgres';

	/** In the same database: its writers wait for rows, never for one another. */
	readonly intake: Intake = { run: (transaction, input) => this.run(transaction, input), isUsed: () => Promise.resolve(true) };

	private constructor(
		readonly location: string,
		readonly id: string,
		private readonly pool: Pool,
	) {}

	/** @throws EngineError when the database can't be reached, refuses the sign-in, or holds a newer store */
	static async open(settings: PostgresSettings): Promise<PostgresStore> {
		const location = `${settings.database} on ${settings.host}:${settings.port}`;
		const pool = new Pool({
			host: settings.host,
			port: settings.port,
			database: settings.database,
			user: settings.user,
			password: settings.password,
			ssl: settings.ssl,
			max: 8,
			idleTimeoutMillis: 30_000,
			connectionTimeoutMillis: 15_000,
			allowExitOnIdle: true,
			application_name: 'n8n-nodes-crm-campaigns',
			types: numbersForBigints(),
		});
		// A connection that the server ends while idle: the pool opens another.
		pool.on('error', () => undefined);
		try {
			const id = await transact(pool, location, 'write', (tx) => migrate.body(tx, { location }));
			return new PostgresStore(location, id, pool);
		} catch (error) {
			await pool.end();
			throw error;
		}
	}

	run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> {
		return transact(this.pool, this.location, transaction.mode, (tx) => transaction.body(tx, input));
	}

	async close(): Promise<void> {
		await this.pool.end();
	}
}

/** Ids and instants are far below 2^53: numbers, as in SQLite. JSON stays text, as there. */
function numbersForBigints(): TypeOverrides {
	const overrides = new TypeOverrides(types);
	overrides.setTypeParser(types.builtins.INT8, (text) => Number(text));
	overrides.setTypeParser(types.builtins.NUMERIC, (text) => Number(text));
	overrides.setTypeParser(types.builtins.JSON, (text) => text);
	overrides.setTypeParser(types.builtins.JSONB, (text) => text);
	return overrides;
}

async function transact<Result>(
	pool: Pool,
	location: string,
	mode: TransactionMode,
	body: (tx: Tx) => Steps<Result>,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		const client = await pool.connect().catch((error: unknown) => {
			throw explainPostgresError(error, location);
		});
		let lost = false;
		// Unheard, a connection that breaks while it is used would end the whole process.
		const onLost = () => {
			lost = true;
		};
		client.on('error', onLost);
		try {
			return await once(client, mode, body);
		} catch (error) {
			if (attempt < ATTEMPTS && REPEATABLE.has(postgresCode(error))) continue;
			throw explainPostgresError(error, location, lost);
		} finally {
			client.off('error', onLost);
			client.release(lost);
		}
	}
}

async function once<Result>(client: PoolClient, mode: TransactionMode, body: (tx: Tx) => Steps<Result>): Promise<Result> {
	if (mode === 'maintenance') return await drive(client, body(newTx()));
	await client.query(mode === 'write' ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
	try {
		const result = await drive(client, body(newTx()));
		await client.query('COMMIT');
		return result;
	} catch (error) {
		await client.query('ROLLBACK').catch(() => undefined);
		throw error;
	}
}

async function drive<Result>(client: PoolClient, steps: Steps<Result>): Promise<Result> {
	let next = steps.next();
	while (!next.done) {
		let result: StepResult;
		try {
			result = await takeStep(client, next.value);
		} catch (error) {
			next = steps.throw(error);
			continue;
		}
		next = steps.next(result);
	}
	return next.value;
}

async function takeStep(client: PoolClient, step: Step): Promise<StepResult> {
	switch (step.kind) {
		case 'query': {
			const result = await client.query(step.query.sql, [...step.query.parameters]);
			return { rows: result.rows, changes: result.rowCount ?? 0 };
		}
		case 'insertMany':
			return await insertMany(client, step.insert);
		case 'updateMany':
			return { rows: [], changes: await updateMany(client, step.update) };
	}
}

async function insertMany(client: PoolClient, { table, columns, rows, suffix = '', toldApartBy = [] }: InsertMany): Promise<StepResult> {
	const values = columns.map((column, index) => givenValue(column, index));
	const answer = toldApartBy.length === 0 ? '' : ` RETURNING ${toldApartBy.map(quote).join(', ')}`;
	const result = await client.query<unknown[]>({
		text: `INSERT INTO ${quote(table)} (${columns.map((column) => quote(column.name)).join(', ')}) SELECT ${values.join(', ')} FROM ${given(columns)} ${suffix}${answer}`,
		values: byColumn(columns, rows),
		rowMode: 'array',
	});
	return { rows: toldApartBy.length === 0 ? [] : placesOf(result.rows, rows, toldApartBy.map((name) => columns.findIndex((column) => column.name === name))), changes: result.rowCount ?? 0 };
}

/** Where in the rows given those stand that went in. */
function placesOf(wentIn: readonly (readonly unknown[])[], rows: InsertRows, key: readonly number[]): number[] {
	const names = new Set(wentIn.map((values) => JSON.stringify(values)));
	const places: number[] = [];
	let place = 0;
	for (const row of rows) {
		if (names.has(JSON.stringify(key.map((index) => row[index])))) places.push(place);
		place++;
	}
	return places;
}

async function updateMany(client: PoolClient, { table, columns, rows }: UpdateMany): Promise<number> {
	const all: readonly InsertColumn[] = [{ name: 'id', type: 'bigint' }, ...columns];
	const values = columns.map((column, index) => `${quote(column.name)} = ${givenValue(column, index + 1)}`);
	const result = await client.query(
		`UPDATE ${quote(table)} AS changed SET ${values.join(', ')} FROM ${given(all)} WHERE changed."id" = c0`,
		byColumn(all, rows),
	);
	return result.rowCount ?? 0;
}

/** One array a column. */
function byColumn(columns: readonly InsertColumn[], rows: Iterable<readonly SqlValue[]>): SqlValue[][] {
	const arrays = columns.map((): SqlValue[] => []);
	for (const row of rows) arrays.forEach((array, index) => array.push(row[index] ?? null));
	return arrays;
}

/** Rows as one array a column, for a FROM. */
function given(columns: readonly InsertColumn[]): string {
	const arrays = columns.map((column, index) => `$${index + 1}::${column.type === 'jsonb' ? 'text' : column.type}[]`);
	return `unnest(${arrays.join(', ')}) AS given (${columns.map((_, index) => `c${index}`).join(', ')})`;
}

function givenValue(column: InsertColumn, index: number): string {
	return column.type === 'jsonb' ? `c${index}::jsonb` : `c${index}`;
}

function quote(identifier: string): string {
	return `"${identifier.replaceAll('"', '""')}"`;
}

function newTx(): Tx {
	const start = performance.now();
	return {
		dialect: postgresDialect,
		db: postgresCompiler,
		now: Date.now(),
		elapsed: () => performance.now() - start,
	};
}
