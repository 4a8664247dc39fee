import { PostgresStore } from '../../engine/store/postgres/PostgresStore';
import { newDatabaseSettings, onServer, TEMPLATE } from '../support/postgresServer';

/** An empty store, which tests copy: migrating one takes four times as long. */
export async function makeTemplate(): Promise<void> {
	const settings = newDatabaseSettings();
	await onServer(`CREATE DATABASE "${settings.database}"`);
	await (await PostgresStore.open(settings)).close();
	process.env[TEMPLATE] = settings.database;
}

export async function removeTemplate(): Promise<void> {
	const database = process.env[TEMPLATE];
	if (database) await onServer(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
}
