import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { MIGRATIONS, SCHEMA_VERSION, TABLE_NAMES, type Migration, type Part } from './migrations';
import { all, change, defineTransaction, first, type Steps, type Tx } from './Transaction';

export interface MigrateInput {
	readonly location: string;
	/** Default: the store. */
	readonly part?: Part;
	/** Only for tests: migrations beyond, or short of, this version's own. */
	readonly upTo?: number;
}

/**
 * Brings a store to this version's schema; answers the store's id.
 * Runs inside a write transaction: of several processes that open an old store the first migrates,
 * the others wait for the lock and find it done.
 * @throws EngineError store-newer when a newer version made the store: nothing is touched then
 */
export const migrate = defineTransaction(__filename, 'write', 'store.migrate', function* (tx, input: MigrateInput) {
	if (tx.dialect.name === 'postgres') yield* all0(tx, 'SELECT pg_advisory_xact_lock(720184511)');
	const part = input.part ?? 'store';
	const target = input.upTo ?? SCHEMA_VERSION[part];
	let version = yield* currentVersion(tx);
	if (version > target) throw newer(input.location, version, target);
	if (version === 0) yield* refuseForeign(tx, input.location);
	for (const migration of MIGRATIONS[part]) {
		if (migration.version <= version || migration.version > target) continue;
		yield* apply(tx, migration);
		version = migration.version;
	}
	return yield* storeId(tx);
});

function* apply(tx: Tx, migration: Migration): Steps<void> {
	for (const statement of migration.statements(tx.dialect.name)) yield* all0(tx, statement);
	yield* writeMeta(tx, 'schema_version', String(migration.version));
	if (migration.version === 1) {
		yield* writeMeta(tx, 'store_id', randomUUID());
		yield* writeMeta(tx, 'created_at', String(tx.now));
	}
}

function* currentVersion(tx: Tx): Steps<number> {
	const known =
		tx.dialect.name === 'sqlite'
			? sql<{ found: number }>`SELECT COUNT(*) AS found FROM sqlite_master WHERE type = 'table' AND name = 'store_meta'`
			: sql<{ found: number }>`SELECT COUNT(*) AS found FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'store_meta'`;
	const row = yield* first(tx, known);
	if (!row || row.found === 0) return 0;
	const meta = yield* first(tx, tx.db.selectFrom('store_meta').select('value').where('key', '=', 'schema_version'));
	return Number(meta?.value ?? 0);
}

/** Tables of the same names that are not ours: a database somebody else uses. */
function* refuseForeign(tx: Tx, location: string): Steps<void> {
	if (tx.dialect.name === 'sqlite') return;
	const found = yield* all(
		tx,
		sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables
			WHERE table_schema = current_schema() AND ${tx.dialect.inTexts(sql.ref('table_name'), TABLE_NAMES)} ORDER BY table_name`,
	);
	if (found.length === 0) return;
	const names = found.slice(0, 3).map((table) => table.name).join(', ');
	throw new EngineError('store-location', `The store ${location} holds another program's tables (${names}).`, 'Name an empty database in the CRM Store credential. This one was left as it is.');
}

function* storeId(tx: Tx): Steps<string> {
	const meta = yield* first(tx, tx.db.selectFrom('store_meta').select('value').where('key', '=', 'store_id'));
	if (!meta) throw new EngineError('store-broken', 'The store has no id.', 'Put back a backup, or name another store.');
	return meta.value;
}

function* writeMeta(tx: Tx, key: string, value: string): Steps<void> {
	yield* change(
		tx,
		tx.db
			.insertInto('store_meta')
			.values({ key, value })
			.onConflict((conflict) => conflict.column('key').doUpdateSet({ value })),
	);
}

function* all0(tx: Tx, statement: string): Steps<void> {
	yield* change(tx, sql.raw(statement));
}

function newer(location: string, version: number, known: number): EngineError {
	return new EngineError(
		'store-newer',
		`The store ${location} was made by a newer version of this package (its schema is ${version}, this version knows ${known}).`,
		'Update n8n-nodes-crm-campaigns on this n8n. The store was left untouched.',
	);
}
