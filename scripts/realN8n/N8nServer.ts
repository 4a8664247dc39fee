import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';

import { freePort } from '../freePort';
import { runCommand } from './runCommand';
import { N8N_NODE, n8nProgram } from './triedN8n';
import { unusedModules } from './unusedModules';

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 20_000;

/** Quiet, offline, on the loopback only. */
const QUIET: Readonly<Record<string, string>> = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_SECURE_COOKIE: 'false',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_PYTHON_ENABLED: 'false',
	N8N_LOG_LEVEL: 'warn',
};

export interface N8nOptions {
	/** Holds n8n's `.n8n`. */
	readonly userFolder: string;
	/** Any free one unless told otherwise. */
	readonly port?: number;
	/** What n8n writes to its log goes here; the file is made anew. */
	readonly logFile: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** A running n8n. */
export interface N8nServer {
	/** Without a slash at its end. */
	readonly url: string;
	/** Runs one of n8n's own commands on the same data, e.g. `import:workflow`. */
	cli(args: readonly string[]): Promise<string>;
	/** Settles when n8n ended, asked or not. */
	readonly ended: Promise<void>;
	stop(): Promise<void>;
}

/** Starts the installed n8n and waits until it answers. Rejects with the end of its log when it doesn't. */
export async function startN8n({ userFolder, port: wanted, logFile, env: extra = {} }: N8nOptions): Promise<N8nServer> {
	const port = wanted ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const env = {
		...userEnvironment(),
		...QUIET,
		N8N_DISABLED_MODULES: unusedModules().join(','),
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_WEBHOOK_URL: `${url}/`,
		N8N_EDITOR_BASE_URL: `${url}/`,
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...extra,
	};
	mkdirSync(userFolder, { recursive: true });
	mkdirSync(dirname(logFile), { recursive: true });
	const log = openSync(logFile, 'w');
	const child = spawn(N8N_NODE, [n8nProgram(), 'start'], { cwd: userFolder, env, stdio: ['ignore', log, log], detached: process.platform !== 'win32' });
	closeSync(log);
	const killAtExit = () => signal(child, 'SIGKILL');
	process.once('exit', killAtExit);
	const ended = once(child, 'exit').then(() => {
		process.off('exit', killAtExit);
	});
	try {
		await ready(child, url, logFile);
	} catch (error) {
		await stop(child, ended);
		throw error;
	}
	return {
		url,
		cli: async (args) => await runCommand(N8N_NODE, [n8nProgram(), ...args], { cwd: userFolder, env: { ...env, N8N_RUNNERS_BROKER_PORT: String(await freePort()) } }),
		ended,
		stop: async () => await stop(child, ended),
	};
}

/** What a person set for their own n8n must not reach this one, and its helpers run on the same Node. */
function userEnvironment(): NodeJS.ProcessEnv {
	const foreign = /^(N8N_|DB_|EXECUTIONS_|QUEUE_|WEBHOOK_URL$|npm_|NODE_OPTIONS$|NODE_ENV$)/;
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
	return { ...env, PATH: [dirname(N8N_NODE), process.env.PATH ?? ''].join(delimiter) };
}

async function ready(child: ChildProcess, url: string, logFile: string): Promise<void> {
	const deadline = Date.now() + START_LIMIT_MS;
	// Older ones call themselves ready before their editor can ask anything.
	while (!((await answers(`${url}/healthz/readiness`)) && (await answers(`${url}/rest/settings`)))) {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error(`n8n ended while starting. The end of ${logFile}:\n${endOf(logFile)}`);
		if (Date.now() > deadline) throw new Error(`n8n didn't answer within ${START_LIMIT_MS / 1000} s. The end of ${logFile}:\n${endOf(logFile)}`);
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url)).ok;
	} catch {
		return false;
	}
}

function endOf(file: string): string {
	return readFileSync(file, 'utf8').slice(-3_000);
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_LIMIT_MS);
	signal(child, 'SIGTERM');
	await ended;
	clearTimeout(timer);
	signal(child, 'SIGKILL');
}

/** Reaches n8n and the processes it started, which share its group. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill(name);
		else process.kill(-child.pid, name);
	} catch {
		// Gone already.
	}
}
