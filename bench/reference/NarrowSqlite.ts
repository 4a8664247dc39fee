import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { CHECKSUM, NARROW, type Reference } from './narrow';

/** The reference on SQLite: a connection on this thread, with the settings that ours has. */
export class NarrowSqlite implements Reference {
	private readonly database: DatabaseSync;

	/** @param ours the store's file, whose rows are copied the first time */
	constructor(file: string, ours: string) {
		const made = existsSync(file);
		this.database = new DatabaseSync(file);
		this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000');
		if (!made) this.fill(ours);
	}

	async pick(statements: readonly string[]): Promise<number> {
		const start = performance.now();
		this.database.exec('BEGIN IMMEDIATE');
		for (const statement of statements) this.database.prepare(statement).run();
		this.database.exec('COMMIT');
		return performance.now() - start;
	}

	async takePicked(): Promise<string> {
		const row = this.database.prepare(`SELECT ${CHECKSUM} AS checksum FROM picked`).get();
		this.database.exec('DELETE FROM picked; PRAGMA wal_checkpoint(TRUNCATE)');
		return String(row?.['checksum']);
	}

	async close(): Promise<void> {
		this.database.close();
	}

	private fill(ours: string): void {
		this.database.prepare('ATTACH ? AS ours').run(ours);
		this.database.exec('BEGIN');
		for (const { name, columns, rows, indexes } of NARROW) {
			const keyed = !columns.includes('INTEGER PRIMARY KEY');
			this.database.exec(`CREATE TABLE ${name} (${columns.replaceAll('BIGINT', 'INTEGER')}) STRICT${keyed ? ', WITHOUT ROWID' : ''}`);
			this.database.exec(`INSERT INTO ${name} ${rows('ours')}`);
			for (const index of indexes) this.database.exec(`CREATE INDEX ${name}_${index.replaceAll(/\W+/g, '_')} ON ${name} (${index})`);
		}
		this.database.exec('COMMIT; DETACH ours; ANALYZE');
	}
}
