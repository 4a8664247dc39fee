import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

import type { PostgresSettings } from '../../engine/store/postgres/PostgresStore';

/** Names the variable that names the database of which `newStoreDatabase` makes copies. */
export const TEMPLATE = 'TEST_POSTGRES_TEMPLATE';

/** The test server's settings with the name of a database that does not exist yet. */
export function newDatabaseSettings(): PostgresSettings {
	const url = new URL(testPostgresUrl());
	return {
		host: url.hostname,
		port: Number(url.port || '5432'),
		database: `test_${randomBytes(8).toString('hex')}`,
		user: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password),
		ssl: false,
	};
}

/** A database with an empty, migrated store in it, of an id of its own. */
export async function newStoreDatabase(): Promise<PostgresSettings> {
	const settings = newDatabaseSettings();
	await onServer(`CREATE DATABASE "${settings.database}" TEMPLATE "${process.env[TEMPLATE]}"`);
	await onServer(`UPDATE store_meta SET value = gen_random_uuid()::text WHERE key = 'store_id'`, settings.database);
	return settings;
}

/** One statement on the test server, outside any transaction. */
export async function onServer(statement: string, database: string = 'postgres'): Promise<void> {
	const url = new URL(testPostgresUrl());
	url.pathname = database;
	const client = new Client({ connectionString: url.href });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}

function testPostgresUrl(): string {
	const url = process.env.TEST_POSTGRES_URL;
	if (url) return url;
	throw new Error('TEST_POSTGRES_URL is not set: npm test starts a PostgreSQL server and sets it. Set STORE=sqlite to run over SQLite alone.');
}
