import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SmtpSinkRules } from './smtpSinkRules';

/** What a sink process has stored so far. `most`: the most mails any one recipient got. */
export interface SinkCounts {
	readonly mails: number;
	readonly recipients: number;
	readonly most: number;
}

/** A sink running in a process of its own. */
export interface SpawnedSmtpSink {
	readonly port: number;
	counts(): Promise<SinkCounts>;
	/** The log so far: one entry per stored mail and recipient. Empty without a log file. */
	log(): ReadonlyArray<{ readonly recipient: string; readonly messageId: string }>;
	stop(): Promise<void>;
}

/**
 * Starts the sink as a process of its own and waits until it listens.
 * @param logFile Where each stored recipient is appended; needed for `log()`.
 */
export async function spawnSmtpSink(rules: SmtpSinkRules = {}, logFile: string | null = null): Promise<SpawnedSmtpSink> {
	const args = [join(__dirname, 'smtpSinkProcess.js'), '--port', '0', '--rules', JSON.stringify(rules)];
	if (logFile !== null) args.push('--log', logFile);
	const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
	const exited = once(child, 'exit');
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const nextLine = async (): Promise<unknown> => {
		const line = await lines.next();
		if (line.done === true) throw new Error('The SMTP sink process ended');
		return JSON.parse(line.value);
	};
	const ready = await nextLine();
	return {
		port: numberIn(ready, 'port'),
		counts: async () => {
			child.stdin.write('counts\n');
			const line = await nextLine();
			return { mails: numberIn(line, 'mails'), recipients: numberIn(line, 'recipients'), most: numberIn(line, 'most') };
		},
		log: () => {
			if (logFile === null || !existsSync(logFile)) return [];
			return readFileSync(logFile, 'utf8')
				.split('\n')
				.filter((line) => line !== '')
				.map((line) => {
					const [recipient = '', messageId = ''] = line.split('\t');
					return { recipient, messageId };
				});
		},
		stop: async () => {
			child.stdin.end();
			await exited;
		},
	};
}

function numberIn(line: unknown, name: string): number {
	const value = typeof line === 'object' && line !== null ? Object.entries(line).find(([key]) => key === name)?.[1] : undefined;
	if (typeof value !== 'number') throw new Error(`The SMTP sink process answered without ${name}: ${JSON.stringify(line)}`);
	return value;
}
