import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PostgresStore } from '../../engine/store/postgres/PostgresStore';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../engine/store/Store';
import { newStoreDatabase, onServer } from './postgresServer';

/** Makes an empty, migrated store. Each call makes another; all are closed and removed after the suite. */
export type NewStore = () => Promise<Store>;

/** A suite's place for stores of one sort. */
interface StorePlace {
	newStore(): Promise<Store>;
	clear(): Promise<void>;
}

/**
 * Runs a suite over SQLite and over PostgreSQL: what holds on one must hold on the other.
 * PostgreSQL is the server that TEST_POSTGRES_URL names, with the right to create databases.
 * `STORE=sqlite` or `STORE=postgres` in the environment runs one of the two; nothing else leaves one out.
 */
export function describeStores(name: string, suite: (newStore: NewStore) => void): void {
	const only = process.env.STORE ?? '';
	if (!['', 'sqlite', 'postgres'].includes(only)) throw new Error(`STORE is "${only}": use sqlite, postgres or nothing.`);
	if (only !== 'postgres') describe(`${name} (SQLite)`, () => runSuite(sqlitePlace(), suite));
	if (only !== 'sqlite') describe(`${name} (PostgreSQL)`, () => runSuite(postgresPlace(), suite));
}

function runSuite(place: StorePlace, suite: (newStore: NewStore) => void): void {
	afterAll(() => place.clear());
	suite(() => place.newStore());
}

/** Files in a temporary folder of their own. */
export function sqlitePlace(): StorePlace {
	const stores: Store[] = [];
	let folder: Promise<string> | null = null;
	return {
		async newStore() {
			folder ??= mkdtemp(join(tmpdir(), 'crm-store-'));
			const store = await SqliteStore.open(join(await folder, `${stores.length}-${randomBytes(4).toString('hex')}.sqlite`));
			stores.push(store);
			return store;
		},
		async clear() {
			for (const store of stores) await store.close();
			if (folder) await rm(await folder, { recursive: true, force: true });
		},
	};
}

/** Databases of their own on the test server. */
export function postgresPlace(): StorePlace {
	const made: { readonly store: Store; readonly database: string }[] = [];
	return {
		async newStore() {
			const settings = await newStoreDatabase();
			const store = await PostgresStore.open(settings);
			made.push({ store, database: settings.database });
			return store;
		},
		async clear() {
			for (const { store, database } of made) {
				await store.close();
				await onServer(`DROP DATABASE "${database}" WITH (FORCE)`);
			}
		},
	};
}
