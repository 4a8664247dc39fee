import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { closeStore, openStore, type StoreSettings } from '../../../engine/store/openStore';
import { count, query } from '../../support/rows';
import { newDatabaseSettings, onServer } from '../../support/postgresServer';

const PROCESSES = 8;

describe.each(['sqlite', 'postgres'] as const)('several processes over one store (%s)', (dialect) => {
	let folder: string;
	let settings: StoreSettings;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'crm-together-'));
		if (dialect === 'sqlite') settings = { kind: 'sqlite', file: join(folder, 'sub', 'store.sqlite') };
		else {
			settings = { kind: 'postgres', ...newDatabaseSettings() };
			await onServer(`CREATE DATABASE "${settings.database}"`);
		}
	});
	afterAll(async () => {
		await closeStore(settings);
		if (settings.kind === 'postgres') await onServer(`DROP DATABASE "${settings.database}" WITH (FORCE)`);
		await rm(folder, { recursive: true, force: true });
	});

	test('X-03 eight that open a new store together migrate it once, can all use it, and end by themselves', async () => {
		const children = Array.from({ length: PROCESSES }, () => fork(join(__dirname, 'openInChild.js'), [JSON.stringify(settings)], { execArgv: ['--no-warnings'] }));
		const answers = children.map(async (child) => {
			const ended = once(child, 'exit');
			const [answer] = (await Promise.race([once(child, 'message'), ended.then(() => [null])])) as [{ id: string } | null];
			const [code] = (await ended) as [number];
			return { id: answer?.id, code };
		});
		await Promise.all(children.map((child) => once(child, 'spawn')));
		for (const child of children) child.send('go');
		const results = await Promise.all(answers);
		const store = await openStore(settings);
		expect(results).toEqual(Array.from({ length: PROCESSES }, () => ({ id: store.id, code: 0 })));
		expect(await count(store, 'SELECT COUNT(*) FROM account')).toBe(PROCESSES);
		expect(await query(store, `SELECT COUNT(*) AS many FROM store_meta WHERE key IN ('store_id', 'schema_version')`)).toEqual([{ many: 2 }]);
		if (dialect === 'sqlite') expect(await query(store, 'PRAGMA auto_vacuum')).toEqual([{ auto_vacuum: 2 }]);
	});
});
