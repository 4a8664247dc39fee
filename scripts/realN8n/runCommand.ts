import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

export interface CommandOptions {
	readonly cwd: string;
	readonly env?: NodeJS.ProcessEnv;
	/** Everything the command says is added to this file. */
	readonly logFile?: string;
}

/** How much of a failed command's output its error quotes, in characters. */
const QUOTED = 2_000;

/** Runs a program to its end and gives what it wrote to its standard output. Rejects with the end of its output when it fails. */
export async function runCommand(command: string, args: readonly string[], { cwd, env, logFile }: CommandOptions): Promise<string> {
	const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
	const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
	let output = '';
	let all = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
		output += chunk;
		all += chunk;
		log?.write(chunk);
	});
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		all += chunk;
		log?.write(chunk);
	});
	try {
		await once(child, 'close');
		if (child.exitCode === 0) return output;
	} catch (error) {
		throw new Error(`"${command}" couldn't be run: ${error instanceof Error ? error.message : String(error)}`);
	} finally {
		log?.end();
	}
	const where = logFile === undefined ? '' : ` All it said is in ${logFile}.`;
	throw new Error(`"${[command, ...args].join(' ')}" failed.${where}\n${all.slice(-QUOTED)}`);
}
