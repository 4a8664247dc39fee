import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

import { openStore, closeStore } from '../../../engine/store/openStore';
import { PostgresStore } from '../../../engine/store/postgres/PostgresStore';
import { explainPostgresError } from '../../../engine/store/postgres/postgresErrors';
import { networkFileSystem } from '../../../engine/store/sqlite/location';
import { SqliteStore } from '../../../engine/store/sqlite/SqliteStore';
import { explainSqliteError } from '../../../engine/store/storeErrors';
import { count, execute, insertRows } from '../../support/rows';
import { newDatabaseSettings, onServer } from '../../support/postgresServer';
import { describeStores } from '../../support/stores';
import { sortedNames } from './sorted';
import { countSettings, hold, killOwnConnection, limitPages, writeThenFail } from './storeTransactions';

describeStores('transactions', (newStore) => {
	test('what fails is rolled back whole, whoever fails, and the next works', async () => {
		const store = await newStore();
		await expect(store.run(writeThenFail, 'engine')).rejects.toMatchObject({ name: 'EngineError', code: 'conflict', wayOut: 'Nothing to do.' });
		await expect(store.run(writeThenFail, 'plain')).rejects.toThrow('As told.');
		await expect(store.run(writeThenFail, 'sql')).rejects.toThrow(/no_such_table/);
		expect(await store.run(countSettings, null)).toBe(0);
		expect(await store.run(writeThenFail, 'no')).toBe(2);
		expect(await store.run(countSettings, null)).toBe(2);
	});

	test('text is compared and sorted alike: folded, in binary order', async () => {
		const store = await newStore();
		const names = ['Zapata', 'Álvarez', 'alvarado', 'Élan', 'elan', 'ñu', 'nz', 'ÿ', 'straße', 'Strasse', 'ﬁn', 'Ωμέγα', '東京', '😀', '-', ' 1'];
		await insertRows(store, 'account', names.map((name) => ({ name })));
		const sorted = await store.run(sortedNames, null);
		expect(sorted).toEqual([' 1', '-', 'alvarado', 'Álvarez', 'Élan', 'elan', 'ﬁn', 'ñu', 'nz', 'Strasse', 'straße', 'ÿ', 'Zapata', 'Ωμέγα', '東京', '😀']);
		expect(await count(store, `SELECT COUNT(*) FROM account WHERE name_f = 'elan'`)).toBe(2);
	});
});

describe('a SQLite store in trouble', () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'crm-trouble-'));
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));
	const file = () => join(folder, 'store.sqlite');

	test('made by a newer version: refused, left untouched', async () => {
		const store = await SqliteStore.open(file());
		await execute(store, `UPDATE store_meta SET value = '999' WHERE key = 'schema_version'`);
		await store.close();
		const before = await readFile(file());
		await expect(SqliteStore.open(file())).rejects.toMatchObject({ code: 'store-newer', message: expect.stringContaining('999') });
		expect((await readFile(file())).equals(before)).toBe(true);
	});

	test('no database at all, and another program\'s: refused, left as they are', async () => {
		await writeFile(file(), 'This is a letter, not a database. '.repeat(100));
		const before = await readFile(file());
		await expect(openStore({ kind: 'sqlite', file: file() })).rejects.toMatchObject({ code: 'store-broken', message: expect.stringContaining('not a CRM store') });
		expect((await readFile(file())).equals(before)).toBe(true);

		const foreign = join(folder, 'foreign.sqlite');
		const database = new DatabaseSync(foreign);
		database.exec('CREATE TABLE account (id INTEGER)');
		database.close();
		const untouched = await readFile(foreign);
		await expect(openStore({ kind: 'sqlite', file: foreign })).rejects.toMatchObject({ code: 'store-broken', message: expect.stringContaining('another program') });
		expect((await readFile(foreign)).equals(untouched)).toBe(true);
	});

	test('damaged in the middle: said so', async () => {
		const store = await SqliteStore.open(file());
		await insertRows(store, 'account', Array.from({ length: 2_000 }, (_, index) => ({ name: `Account ${index}` })));
		await store.close();
		const bytes = await readFile(file());
		bytes.fill(0xaa, 4_096, bytes.length - 4_096);
		await writeFile(file(), bytes);
		await expect((async () => count(await openStore({ kind: 'sqlite', file: file() }), 'SELECT COUNT(*) FROM account WHERE description_f IS NULL'))()).rejects.toMatchObject({ code: 'store-broken' });
		await closeStore({ kind: 'sqlite', file: file() });
	});

	test('a folder, and a folder that can\'t be made: said so', async () => {
		await expect(SqliteStore.open(folder)).rejects.toMatchObject({ code: 'store-location', message: expect.stringContaining('is a folder') });
		await writeFile(join(folder, 'plain'), '');
		await expect(SqliteStore.open(join(folder, 'plain', 'sub', 'store.sqlite'))).rejects.toMatchObject({ code: 'store-location' });
	});

	test('a file without write access: said so, as another user where the tests run as root', async () => {
		const store = await SqliteStore.open(file());
		await store.close();
		await chmod(folder, 0o755);
		await chmod(file(), 0o444);
		const open = `require(${JSON.stringify(require.resolve('../../../engine/store/openStore'))}).openStore({ kind: 'sqlite', file: ${JSON.stringify(file())} })
			.then(() => console.log('opened'), (error) => console.log(error.code, '|', error.message))`;
		const root = process.getuid?.() === 0;
		const child = spawnSync(process.execPath, ['--no-warnings', '-e', open], { encoding: 'utf8', ...(root ? { uid: 65534, gid: 65534 } : {}), cwd: '/' });
		expect(`${child.stdout}${child.stderr}`).toMatch(/^store-readonly \| The store .* can't be written\./);
	});

	test('full in the middle of a write: said so, what was there is unharmed, and with room again it goes on', async () => {
		const store = await SqliteStore.open(file());
		await insertRows(store, 'account', [{ name: 'Before' }]);
		await store.run(limitPages, 5);
		const many = Array.from({ length: 5_000 }, (_, index) => ({ name: `Account ${index}` }));
		await expect(insertRows(store, 'account', many)).rejects.toMatchObject({ code: 'store-full', message: expect.stringContaining('full') });
		expect(await count(store, 'SELECT COUNT(*) FROM account')).toBe(1);
		await store.run(limitPages, 1_000_000);
		await insertRows(store, 'account', many);
		expect(await count(store, 'SELECT COUNT(*) FROM account')).toBe(5_001);
		await store.close();
	});

	test('a thread that dies rejects what was open, keeps nothing of it, and the next request works', async () => {
		const store = await SqliteStore.open(file());
		const dying = store.run(writeThenFail, 'thread');
		const behind = store.run(writeThenFail, 'no');
		await expect(dying).rejects.toMatchObject({ code: 'unavailable' });
		await expect(behind).rejects.toMatchObject({ code: 'unavailable' });
		expect(await store.run(countSettings, null)).toBe(0);
		expect(await store.run(writeThenFail, 'no')).toBe(2);
		await store.close();
		await expect(store.run(countSettings, null)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('closed') });
	});

	test('idle threads end and are started again by the next request', async () => {
		const store = await SqliteStore.open(file(), 50);
		const { id } = store;
		expect(store.awake).toBe(true);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(store.awake).toBe(false);
		const [read, written] = await Promise.all([store.run(countSettings, null), store.run(writeThenFail, 'no')]);
		expect([read, written]).toEqual([expect.any(Number), 2]);
		expect(store.id).toBe(id);
		// Busy is not idle, however long it takes.
		await store.run(hold, 200);
		expect(store.awake).toBe(true);
		await store.close();
	});

	test('one handle a file in a process, whatever its path is written like', async () => {
		await mkdir(join(folder, 'a'));
		const [one, two] = await Promise.all([openStore({ kind: 'sqlite', file: file() }), openStore({ kind: 'sqlite', file: join(folder, 'a', '..', 'store.sqlite') })]);
		expect(one).toBe(two);
		await closeStore({ kind: 'sqlite', file: file() });
		const again = await openStore({ kind: 'sqlite', file: file() });
		expect(again).not.toBe(one);
		await closeStore({ kind: 'sqlite', file: file() });
	});

	test('network disks are known by their numbers', () => {
		expect([0x6969, 0x517b, -11317950, 0xff534d42, 0xfe534d42].map(networkFileSystem)).toEqual(['NFS', 'SMB', 'CIFS', 'CIFS', 'SMB 2']);
		expect([0xef53, 0x9123683e, 0x01021994, 0x58465342].map(networkFileSystem)).toEqual([null, null, null, null]);
	});

	test.each([
		[5, 'unavailable'], [8, 'store-readonly'], [10, 'store-broken'], [11, 'store-broken'], [13, 'store-full'], [14, 'store-location'], [26, 'store-broken'], [778, 'store-broken'], [2826, 'store-broken'],
	])('SQLite\'s error %d is told as %s', (errcode, code) => {
		expect(explainSqliteError(Object.assign(new Error('x'), { errcode }), '/data/crm.sqlite')).toMatchObject({ name: 'EngineError', code, message: expect.stringContaining('/data/crm.sqlite') });
	});
});

describe('a PostgreSQL store in trouble', () => {
	test('unreachable, a wrong password, no such database, another program\'s tables: said so', async () => {
		const settings = newDatabaseSettings();
		await expect(PostgresStore.open({ ...settings, port: 1 })).rejects.toMatchObject({ code: 'unavailable' });
		await expect(PostgresStore.open(settings)).rejects.toMatchObject({ code: 'not-allowed' });
		await onServer(`CREATE DATABASE "${settings.database}"`);
		try {
			await expect(openStore({ kind: 'postgres', ...settings, password: 'wrong' })).rejects.toMatchObject({ code: 'not-allowed' });
			const store = await openStore({ kind: 'postgres', ...settings });
			// An open handle is no way in for whoever does not know the password.
			await expect(openStore({ kind: 'postgres', ...settings, password: 'wrong' })).rejects.toMatchObject({ code: 'not-allowed' });
			await execute(store, `UPDATE store_meta SET value = '999' WHERE key = 'schema_version'`);
			await closeStore({ kind: 'postgres', ...settings });
			await expect(openStore({ kind: 'postgres', ...settings })).rejects.toMatchObject({ code: 'store-newer' });
		} finally {
			await onServer(`DROP DATABASE "${settings.database}" WITH (FORCE)`);
		}
		const foreign = newDatabaseSettings();
		await onServer(`CREATE DATABASE "${foreign.database}"`);
		const client = new Client({ ...foreign, ssl: false });
		await client.connect();
		await client.query('CREATE TABLE account (id int)');
		await client.end();
		await expect(PostgresStore.open(foreign)).rejects.toMatchObject({ code: 'store-location', message: expect.stringContaining('account') });
		await onServer(`DROP DATABASE "${foreign.database}" WITH (FORCE)`);
	});

	test('a connection that breaks in the middle is an error of that call alone, and the next works', async () => {
		const settings = newDatabaseSettings();
		await onServer(`CREATE DATABASE "${settings.database}"`);
		const store = await PostgresStore.open(settings);
		for (let round = 0; round < 3; round++) await expect(store.run(killOwnConnection, null)).rejects.toMatchObject({ code: 'unavailable' });
		expect(await store.run(countSettings, null)).toBe(0);
		await store.close();
		await onServer(`DROP DATABASE "${settings.database}" WITH (FORCE)`);
	});

	test.each([
		['ECONNREFUSED', 'unavailable'], ['EAI_AGAIN', 'unavailable'], ['57P01', 'unavailable'], ['57P03', 'unavailable'], ['53300', 'unavailable'], ['28P01', 'not-allowed'], ['3D000', 'not-allowed'],
		['42501', 'store-readonly'], ['53100', 'store-full'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unavailable'],
	])('PostgreSQL\'s error %s is told as %s', (code, expected) => {
		expect(explainPostgresError(Object.assign(new Error('x'), { code }), 'crm on db:5432')).toMatchObject({ name: 'EngineError', code: expected });
	});
});
