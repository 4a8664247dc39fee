import { Client } from 'pg';

import type { PostgresSettings } from '../../engine/store/postgres/PostgresStore';
import { CHECKSUM, NARROW, type Reference } from './narrow';

const SCHEMA = 'narrow';

/** The reference on PostgreSQL: a schema beside ours, in the same database. */
export class NarrowPostgres implements Reference {
	private constructor(private readonly client: Client) {}

	static async open(settings: PostgresSettings): Promise<NarrowPostgres> {
		const client = new Client({ host: settings.host, port: settings.port, database: settings.database, user: settings.user, password: settings.password });
		await client.connect();
		const made = await client.query('SELECT 1 FROM information_schema.schemata WHERE schema_name = $1', [SCHEMA]);
		await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
		await client.query(`SET search_path = ${SCHEMA}`);
		if (made.rowCount === 0) await fill(client);
		return new NarrowPostgres(client);
	}

	async pick(statements: readonly string[]): Promise<number> {
		const start = performance.now();
		await this.client.query('BEGIN');
		for (const statement of statements) await this.client.query(statement);
		await this.client.query('COMMIT');
		return performance.now() - start;
	}

	async takePicked(): Promise<string> {
		const { rows } = await this.client.query<{ checksum: string }>(`SELECT ${CHECKSUM} AS checksum FROM picked`);
		await this.client.query('TRUNCATE picked');
		return rows[0]?.checksum ?? '';
	}

	/** `count sum` of a selection of ours. */
	async membersOf(selectionId: number): Promise<string> {
		const { rows } = await this.client.query<{ checksum: string }>(`SELECT ${CHECKSUM} AS checksum FROM public.selection_member WHERE selection_id = $1`, [selectionId]);
		return rows[0]?.checksum ?? '';
	}

	/** Between runs, for both sides alike. */
	async statement(text: string): Promise<void> {
		await this.client.query(text);
	}

	async close(): Promise<void> {
		await this.client.end();
	}
}

async function fill(client: Client): Promise<void> {
	for (const { name, columns, rows, indexes } of NARROW) {
		await client.query(`CREATE TABLE ${name} (${columns})`);
		await client.query(`INSERT INTO ${name} ${rows('public')}`);
		for (const index of indexes) await client.query(`CREATE INDEX ON ${name} (${index})`);
	}
	await client.query('VACUUM ANALYZE');
}
