import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';

import { PostgresStore, type PostgresSettings } from '../engine/store/postgres/PostgresStore';
import { SqliteStore } from '../engine/store/sqlite/SqliteStore';
import type { Store } from '../engine/store/Store';
import { startPostgres, type RunningPostgres } from '../test/setup/postgres';
import { fillStore, scaled } from './data';
import { NarrowPostgres } from './reference/NarrowPostgres';
import { NarrowSqlite } from './reference/NarrowSqlite';
import { CHECKSUM, type Reference } from './reference/narrow';

/** A store full of rows, and the reference with the same rows. */
export interface BenchStore {
	readonly store: Store;
	readonly reference: Reference;
	/** `count sum` of a selection's members, which are dropped; both sides are brought to rest for the next run. */
	readonly takeMembers: (selectionId: number) => Promise<string>;
}

/** What data looked like when it was made: another shape makes it anew. */
const SHAPE_OF = ['data.js', 'reference/narrow.js', '../engine/store/migrations/0001-records.js', '../engine/store/migrations/0001-campaigns.js', '../engine/store/tables.js'];
const POSTGRES_PART = 0.1;

/** Opens what benchmarks ask for, once; SQLite files are kept in the temporary folder for the next time. */
export class BenchStores {
	private readonly closing: (() => Promise<void>)[] = [];
	private sqliteStore: Promise<BenchStore> | null = null;
	private postgresStore: Promise<BenchStore> | null = null;
	private server: Promise<RunningPostgres> | null = null;

	constructor(
		private readonly say: (line: string) => void,
		/** 1: the sizes that the figures are about. */
		private readonly scale: number,
	) {}

	/** 1,000,000 contacts, 100,000 accounts, 1,000,000 messages, 200,000 tasks. */
	sqlite(): Promise<BenchStore> {
		return (this.sqliteStore ??= this.openSqlite());
	}

	/** A copy of its file, for what can't be taken back afterwards: it is written to, and whoever asked for it deletes it. */
	async sqliteCopy(file: string): Promise<void> {
		const { store } = await this.sqlite();
		this.say(`Copying ${store.location}.`);
		const side = new DatabaseSync(store.location, { readOnly: true });
		try {
			await backup(side, file, { rate: 10_000 });
		} finally {
			side.close();
		}
	}

	/** Scales what a benchmark does in a store of its own. */
	scaled(count: number): number {
		return Math.max(1, Math.round(count * this.scale));
	}

	/** A tenth of it, on a server started for the benchmarks. */
	postgres(): Promise<BenchStore> {
		return (this.postgresStore ??= this.openPostgres());
	}

	/** An empty database on the benchmarks' server. */
	async newDatabase(): Promise<PostgresSettings> {
		const server = await (this.server ??= this.startServer());
		const url = new URL(server.url);
		return { host: url.hostname, port: Number(url.port), database: 'postgres', user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), ssl: false };
	}

	async close(): Promise<void> {
		for (const close of this.closing.reverse()) await close();
	}

	private async openSqlite(): Promise<BenchStore> {
		const folder = join(tmpdir(), 'crm-campaigns-bench', await this.shape());
		const file = join(folder, 'ours.sqlite');
		const narrow = join(folder, 'narrow.sqlite');
		const complete = join(folder, 'complete');
		if (!existsSync(complete)) {
			this.say(`Filling ${file}: some minutes, once.`);
			await rm(folder, { recursive: true, force: true });
			await mkdir(folder, { recursive: true });
			const store = await SqliteStore.open(file);
			await fillStore(store, scaled(this.scale));
			await store.close();
			await new NarrowSqlite(narrow, file).close();
			await writeFile(complete, '');
		}
		const store = await SqliteStore.open(file);
		const reference = new NarrowSqlite(narrow, file);
		const side = new DatabaseSync(file);
		this.closing.push(async () => {
			side.close();
			await reference.close();
			await store.close();
		});
		return {
			store,
			reference,
			async takeMembers(selectionId) {
				const row = side.prepare(`SELECT ${CHECKSUM} AS checksum FROM selection_member WHERE selection_id = ?`).get(selectionId);
				side.prepare('DELETE FROM selection_member WHERE selection_id = ?').run(selectionId);
				side.exec('PRAGMA wal_checkpoint(TRUNCATE)');
				return String(row?.['checksum']);
			},
		};
	}

	private async openPostgres(): Promise<BenchStore> {
		const settings = await this.newDatabase();
		const store = await PostgresStore.open(settings);
		this.say('Filling PostgreSQL.');
		await fillStore(store, scaled(this.scale * POSTGRES_PART));
		const reference = await NarrowPostgres.open(settings);
		this.closing.push(async () => {
			await reference.close();
			await store.close();
		});
		return {
			store,
			reference,
			async takeMembers(selectionId) {
				const checksum = await reference.membersOf(selectionId);
				await reference.statement('TRUNCATE public.selection_member');
				return checksum;
			},
		};
	}

	/** Durable, as a real one is: the tests' own server is not. */
	private async startServer(): Promise<RunningPostgres> {
		const server = await startPostgres({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', shared_buffers: '256MB' });
		this.closing.push(() => server.stop());
		return server;
	}

	private async shape(): Promise<string> {
		const hash = createHash('sha256').update(String(this.scale));
		for (const file of SHAPE_OF) hash.update(await readFile(join(__dirname, file)));
		return hash.digest('hex').slice(0, 12);
	}
}
