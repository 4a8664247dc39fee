import { Pool, TypeOverrides, types, type PoolClient } from 'pg';

import { postgresCompiler } from '../compiler';
import { migrate } from '../migrate';
import { explainPostgresError, postgresCode } from './postgresErrors';
import { postgresDialect } from '../SqlDialect';
import type { Intake, Store } from '../Store';
import type { InsertMany, SqlValue, Step, StepResult, Steps, Transaction, TransactionMode, Tx } from '../Transaction';

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
			return { rows: [], changes: await insertMany(client, step.insert) };
	}
}

async function insertMany(client: PoolClient, insert: InsertMany): Promise<number> {
	const columns = insert.columns.map((column) => `"${column.name.replaceAll('"', '""')}"`).join(', ');
	const arrays = insert.columns.map((column, index) => `$${index + 1}::${column.type === 'jsonb' ? 'text' : column.type}[]`);
	const values = insert.columns.map((column, index) => (column.type === 'jsonb' ? `c${index}::jsonb` : `c${index}`));
	const names = insert.columns.map((_, index) => `c${index}`);
	const given = insert.columns.map((): SqlValue[] => []);
	for (const row of insert.rows) given.forEach((column, index) => column.push(row[index] ?? null));
	const result = await client.query(
		`INSERT INTO "${insert.table.replaceAll('"', '""')}" (${columns}) SELECT ${values.join(', ')} FROM unnest(${arrays.join(', ')}) AS given (${names.join(', ')}) ${insert.suffix ?? ''}`,
		given,
	);
	return result.rowCount ?? 0;
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
