import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';

import { SqliteStore } from '../../store/sqlite/SqliteStore';
import type { Store } from '../../store/Store';
import { all, change, defineTransaction, type Steps } from '../../store/Transaction';
import type { Columns } from '../recordValues';
import { lastId } from './allocateIds';
import type { BatchResult, ImportBatch } from './ImportBatch';
import { importRecords } from './importRecords';
import { knownToBatch, takeOver } from './knownToBatch';

/**
 * Where an import is tried out: a store of its own in a temporary file, that holds of the real one only what the rows
 * met so far look up. Each batch first takes over what the real store knows of its rows, where an earlier batch did not
 * change it already; then the very transaction of a real import is carried out here. So later batches see what earlier
 * ones did, no rule is written twice, the real store is only read from (it is never locked), and what is needed lies on
 * the disk, not in memory.
 *
 * Ids go on from where the real store's are, so the records that would be made bear the ids they would get; what others
 * write meanwhile under later ids is not seen.
 */
export class DryRunStore {
	private constructor(
		private readonly store: Store,
		private readonly copy: SqliteStore,
		private readonly folder: string,
		private readonly begun: Beginning,
	) {}

	/**
	 * @param table of the kind that is imported
	 * @throws EngineError where the temporary folder can't be used
	 */
	static async open(store: Store, table: string): Promise<DryRunStore> {
		const begun = await store.run(beginning, [table, ...ALSO_WRITTEN]);
		// Only this user may look into it.
		const folder = await mkdtemp(join(tmpdir(), 'crm-dry-run-'));
		try {
			const copy = await SqliteStore.open(join(folder, 'copy.sqlite'));
			await copy.run(takeOver, [{ table: 'custom_field', rows: begun.customFields }]);
			await copy.run(goOnFrom, begun.lastIds);
			return new DryRunStore(store, copy, folder, begun);
		} catch (error) {
			await rm(folder, { recursive: true, force: true });
			throw error;
		}
	}

	/** What importing the batch would do, after all batches before. @throws as `importRecords` does */
	async write(batch: ImportBatch): Promise<BatchResult> {
		const known = await this.store.run(knownToBatch, batch);
		const { lastIds } = this.begun;
		await this.copy.run(
			takeOver,
			known.map(({ table, rows }) => ({ table, rows: rows.filter(({ id }) => Number(id) <= (lastIds[table] ?? Infinity)) })),
		);
		return await this.copy.run(importRecords, batch);
	}

	async close(): Promise<void> {
		await this.copy.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** What an import writes beside the records of its kind. */
const ALSO_WRITTEN: readonly string[] = ['account', 'consent_entry'];

/** A store as it is when a dry run begins. */
interface Beginning {
	readonly customFields: readonly Columns[];
	/** By table. */
	readonly lastIds: Readonly<Record<string, number>>;
}

const beginning = defineTransaction(__filename, 'read', 'records.dryRunBeginning', function* (tx, tables: readonly string[]): Steps<Beginning> {
	const lastIds: Record<string, number> = {};
	for (const table of tables) lastIds[table] = yield* lastId(tx, table);
	return { customFields: yield* all(tx, sql<Columns>`SELECT * FROM custom_field`), lastIds };
});

/** In the copy, which is always SQLite. */
const goOnFrom = defineTransaction(__filename, 'write', 'records.dryRunIds', function* (tx, lastIds: Readonly<Record<string, number>>): Steps<void> {
	for (const [table, id] of Object.entries(lastIds)) yield* change(tx, sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${table}, ${id})`);
});
