import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../scripts/freePort';
import { copyPostgresBinaries } from './postgresBinaries';
import type { ServerUser } from './serverUser';
import { serverUser } from './serverUser';

const USER = 'postgres';
const START_LIMIT_MS = 30_000;

/** Nothing here has to survive a crash; loopback only. */
const SETTINGS: Readonly<Record<string, string>> = {
	listen_addresses: '127.0.0.1',
	unix_socket_directories: '',
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
	max_connections: '200',
};

export interface RunningPostgres {
	/** postgres://user:password@127.0.0.1:port/postgres, as a superuser. */
	readonly url: string;
	/** Ends the server and deletes its data. */
	stop(): Promise<void>;
}

/**
 * Starts a new, empty PostgreSQL on a free port of the loopback, with its data in a temporary folder. Its collation is
 * ICU's en-US, on purpose: code that relies on binary order fails here as it would at a user's.
 * `settings` are added to (or replace) the ones of postgresql.conf, e.g. `{ fsync: 'on' }` for a fair measurement.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<RunningPostgres> {
	const user = serverUser();
	const home = mkdtempSync(join(tmpdir(), 'crm-campaigns-postgres-'));
	const removeHome = () => rmSync(home, { recursive: true, force: true });
	try {
		if (user.uid !== undefined) chownSync(home, user.uid, user.gid);
		await copyPostgresBinaries(join(home, 'server'));
		const password = randomBytes(12).toString('hex');
		await initialise(home, password, user);
		const port = await freePort();
		const server = await launch(home, port, { ...SETTINGS, ...settings }, user);
		const onExit = () => {
			server.kill('SIGQUIT');
			removeHome();
		};
		process.once('exit', onExit);
		return {
			url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
			stop: async () => {
				process.off('exit', onExit);
				await stop(server);
				removeHome();
			},
		};
	} catch (error) {
		removeHome();
		throw error;
	}
}

async function initialise(home: string, password: string, user: ServerUser): Promise<void> {
	const passwordFile = join(home, 'password');
	writeFileSync(passwordFile, `${password}\n`);
	const args = ['--pgdata', join(home, 'data'), '--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
	const locale = ['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'icu', '--icu-locale', 'en-US'];
	const child = spawn(join(home, 'server', 'bin', 'initdb'), [...args, ...locale, '--no-sync', '--no-instructions'], { ...user, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
	const log = collect(child);
	await once(child, 'close');
	if (child.exitCode !== 0) throw new Error(`PostgreSQL's initdb failed:\n${log()}`);
	rmSync(passwordFile);
}

async function launch(home: string, port: number, settings: Readonly<Record<string, string>>, user: ServerUser): Promise<ChildProcess> {
	const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const child = spawn(join(home, 'server', 'bin', 'postgres'), ['-D', join(home, 'data'), ...flags], { ...user, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] });
	const log = collect(child);
	const deadline = Date.now() + START_LIMIT_MS;
	while (!log().includes('ready to accept connections')) {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL ended while starting:\n${log()}`);
		if (Date.now() > deadline) {
			await stop(child);
			throw new Error(`PostgreSQL wasn't ready after ${START_LIMIT_MS / 1000} s:\n${log()}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	child.unref();
	return child;
}

async function stop(server: ChildProcess): Promise<void> {
	if (server.exitCode !== null || server.signalCode !== null) return;
	const ended = once(server, 'exit');
	server.ref();
	server.kill('SIGINT');
	await ended;
}

/** Reads a child's errors for as long as it lives (a full pipe would stop it) and keeps the beginning. */
function collect(child: ChildProcess): () => string {
	let text = '';
	child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
		if (text.length < 20_000) text += chunk;
	});
	return () => text;
}
