import { mkdtemp, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { importTable } from '../../engine/records/import/importTable';
import { readTable } from '../../engine/records/import/readTable';
import { PostgresStore, type PostgresSettings } from '../../engine/store/postgres/PostgresStore';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../engine/store/Store';
import { generate } from '../../tools/generator/generate';
import type { Bench, Figure } from '../Bench';
import { compare, timed, type Measured } from '../compare';

const ROWS = 100_000;

/** A file's rows as text: what the reference inserts. */
interface Cells {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly (string | null)[])[];
}

/** 100,000 rows of a CSV export: read, checked, folded, matched and written, against raw inserts of the same cells. */
export const bench: Bench = {
	name: 'import',
	async *run({ stores, runs, say }) {
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-import-'));
		try {
			say(`Writing a CSV export of ${ROWS} contacts.`);
			const file = await csvOf(folder);
			const cells = await cellsOf(file);
			yield await onSqlite(folder, file, cells, Math.min(runs, 5));
			yield await onPostgres(await stores.newDatabase(), file, cells, Math.min(runs, 5));
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	},
};

/** The English part of a generated export: three in ten of its contacts, in one file. */
async function csvOf(folder: string): Promise<string> {
	await generate({ seed: 7, outDir: folder, contacts: Math.ceil(ROWS / 0.3), accounts: 10_000, leads: 1 });
	return join(folder, 'contacts-en.csv');
}

async function cellsOf(file: string): Promise<Cells> {
	const table = await readTable(createReadStream(file));
	const rows: (string | null)[][] = [];
	for await (const batch of table.rows) {
		for (const { cells } of batch) rows.push(table.headers.map((_, index) => cells[index] || null));
	}
	return { columns: table.headers.map((_, index) => `c${index}`), rows };
}

/** As the node imports a file; the accounts it names are made too. */
async function imported(store: Store, file: string): Promise<Measured> {
	const { milliseconds, result } = await timed(async () => await importTable(store, await readTable(createReadStream(file)), { kind: 'contact', timeZone: 'UTC' }));
	return { milliseconds, checksum: String(result.rows) };
}

/** By external id, address, account, city, country: what ours can be found by too. */
const INDEXED = ['c0', 'c3', 'c4', 'c11', 'c14'];

async function onSqlite(folder: string, file: string, { columns, rows }: Cells, runs: number): Promise<Figure> {
	let number = 0;
	const figure = await compare({
		name: 'X-04 import of 100,000 rows',
		store: 'sqlite',
		runs,
		bar: { op: '<=', value: 1 },
		async ours() {
			const store = await SqliteStore.open(join(folder, `ours${++number}.sqlite`));
			try {
				return await imported(store, file);
			} finally {
				await store.close();
			}
		},
		async reference() {
			const database = new DatabaseSync(join(folder, `raw${++number}.sqlite`));
			database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000');
			database.exec(`CREATE TABLE contact (id INTEGER PRIMARY KEY, ${columns.map((column) => `${column} TEXT`).join(', ')}) STRICT`);
			for (const indexed of INDEXED) database.exec(`CREATE INDEX contact_${indexed} ON contact (${indexed})`);
			const start = performance.now();
			const insert = database.prepare(`INSERT INTO contact (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
			database.exec('BEGIN IMMEDIATE');
			for (const row of rows) insert.run(...row);
			database.exec('COMMIT');
			const milliseconds = performance.now() - start;
			database.close();
			return { milliseconds, checksum: String(rows.length) };
		},
	});
	return asRate(figure, rows.length);
}

async function onPostgres(settings: PostgresSettings, file: string, cells: Cells, runs: number): Promise<Figure> {
	const client = new Client({ host: settings.host, port: settings.port, database: settings.database, user: settings.user, password: settings.password });
	await client.connect();
	let number = 0;
	try {
		const figure = await compare({
			name: 'X-04 import of 100,000 rows',
			store: 'postgres',
			runs,
			bar: { op: '<=', value: 1 },
			async ours() {
				const database = `import${++number}`;
				await client.query(`CREATE DATABASE ${database}`);
				const store = await PostgresStore.open({ ...settings, database });
				try {
					return await imported(store, file);
				} finally {
					await store.close();
					await client.query(`DROP DATABASE ${database}`);
				}
			},
			reference: async () => ({ milliseconds: await copyAndMerge(client, cells), checksum: String(cells.rows.length) }),
		});
		return asRate(figure, cells.rows.length);
	} finally {
		await client.end();
	}
}

/** COPY into a staging table, then one merge by external id: how one loads PostgreSQL by hand. */
async function copyAndMerge(client: Client, { columns, rows }: Cells): Promise<number> {
	const defined = columns.map((column) => `${column} TEXT`).join(', ');
	const names = columns.join(', ');
	await client.query('DROP TABLE IF EXISTS raw_contact; DROP TABLE IF EXISTS raw_staging');
	await client.query(`CREATE TABLE raw_contact (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, ${defined})`);
	await client.query('CREATE UNIQUE INDEX ON raw_contact (c0)');
	for (const indexed of INDEXED.slice(1)) await client.query(`CREATE INDEX ON raw_contact (${indexed})`);
	await client.query(`CREATE UNLOGGED TABLE raw_staging (${defined})`);
	const { milliseconds } = await timed(async () => {
		await pipeline(Readable.from(copyLines(rows)), client.query(copyFrom(`COPY raw_staging (${names}) FROM STDIN`)));
		await client.query(`INSERT INTO raw_contact (${names}) SELECT ${names} FROM raw_staging
			ON CONFLICT (c0) DO UPDATE SET ${columns.slice(1).map((column) => `${column} = excluded.${column}`).join(', ')}`);
	});
	return milliseconds;
}

/** COPY's text format, a thousand rows at a time. */
function* copyLines(rows: Cells['rows']): Generator<string> {
	const cell = (text: string | null): string => text?.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t') ?? '\\N';
	for (let at = 0; at < rows.length; at += 1_000) {
		yield rows.slice(at, at + 1_000).map((row) => `${row.map(cell).join('\t')}\n`).join('');
	}
}

/** As rows a second, so that more is better. */
function asRate(figure: Figure, rows: number): Figure {
	const perSecond = (milliseconds: number): number => (rows / milliseconds) * 1_000;
	return { ...figure, ours: perSecond(figure.ours), reference: perSecond(figure.reference), unit: 'rows/s', ratio: 1 / figure.ratio, bar: { op: '>=', value: 0.3 } };
}
