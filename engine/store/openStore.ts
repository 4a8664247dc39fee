import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

import { PostgresStore, type PostgresSettings } from './postgres/PostgresStore';
import { SqliteStore } from './sqlite/SqliteStore';
import type { Store } from './Store';
import { SCHEMA_VERSION } from './migrations';

/** How a project's store is named: a file, or a PostgreSQL database. */
export type StoreSettings =
	| { readonly kind: 'sqlite'; readonly file: string }
	| ({ readonly kind: 'postgres' } & PostgresSettings);

/** Handles that stay open between nodes: opening threads for each would cost 30 ms. */
type Handles = Map<string, Promise<Store>>;

/** By the place of this code too: a thread of another copy of the package does not know this copy's transactions. */
const HANDLES = Symbol.for(`n8n-nodes-crm-campaigns/stores/${SCHEMA_VERSION.store}.${SCHEMA_VERSION.intake}/${__dirname}`);

declare global {
	var __crmCampaignStores: Record<symbol, Handles> | undefined;
}

/** On globalThis: n8n may load this module more than once in one process, and one file wants one writer. */
function handles(): Handles {
	globalThis.__crmCampaignStores ??= {};
	return (globalThis.__crmCampaignStores[HANDLES] ??= new Map());
}

/**
 * The store named, opened and migrated at first use and then shared by everything in this process.
 * @throws EngineError when it can't be used; the next call tries again
 */
export async function openStore(settings: StoreSettings): Promise<Store> {
	const open = handles();
	const key = storeKey(settings);
	const known = open.get(key);
	if (known) return await known;
	const opening = settings.kind === 'sqlite' ? SqliteStore.open(settings.file) : PostgresStore.open(settings);
	open.set(key, opening);
	opening.catch(() => {
		if (open.get(key) === opening) open.delete(key);
	});
	return await opening;
}

/** Closes a store in this process, if it is open. */
export async function closeStore(settings: StoreSettings): Promise<void> {
	const key = storeKey(settings);
	const known = handles().get(key);
	handles().delete(key);
	await (await known)?.close();
}

function storeKey(settings: StoreSettings): string {
	switch (settings.kind) {
		case 'sqlite':
			return `sqlite:${resolve(settings.file)}`;
		case 'postgres':
			// With what was signed in by: whoever has another password is not let in by somebody else's.
			return `postgres:${createHash('sha256').update(JSON.stringify(settings)).digest('hex')}`;
	}
}
