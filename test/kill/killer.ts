import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { StoreSettings } from '../../engine/store/openStore';
import { seededRandom } from '../support/seededRandom';
import type { Job } from './job';

export type Ending = 'killed' | 'done';

/** Runs a job in a process of its own; kills it (SIGKILL) so many ms after it began, unless it is done by then. Null: never. */
export async function runJob(settings: StoreSettings, job: Job, killAfter: number | null): Promise<Ending> {
	const child = spawn(process.execPath, ['--no-warnings', join(__dirname, `${job.kind}Job.js`), JSON.stringify(settings), JSON.stringify(job)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const exited = once(child, 'exit');
	let ending: Ending | null = null;
	let timer: NodeJS.Timeout | null = null;
	for await (const line of createInterface({ input: child.stdout })) {
		if (line === 'begin' && killAfter !== null) timer = setTimeout(() => child.kill('SIGKILL'), killAfter);
		if (line.startsWith('done')) ending = 'done';
	}
	if (timer) clearTimeout(timer);
	const [code, signal] = (await exited) as [number | null, NodeJS.Signals | null];
	if (ending === 'done') return 'done';
	if (signal === 'SIGKILL') return 'killed';
	throw new Error(`The job ${job.kind} ended by itself with ${code ?? signal}.`);
}

export interface Kills {
	readonly settings: StoreSettings;
	readonly seed: number;
	/** How many kills have to hit work under way. */
	readonly kills: number;
	/** Kills come at a moment from 0 to this, in ms; grows while the work is never reached, shrinks where it is over before. */
	readonly within: number;
	/** New work, when the last is done and looked at. */
	readonly next: () => Promise<Job>;
	/** Between a kill and the next run. */
	readonly afterKill?: () => Promise<void>;
	/** Looks at work that is done: exact counts. */
	readonly check: (job: Job) => Promise<void>;
}

/** Kills work at random moments and runs it again, until as many kills as asked for have hit; then lets it end, and looks. */
export async function killAgainAndAgain(asked: Kills): Promise<void> {
	const random = seededRandom(asked.seed);
	let { within } = asked;
	let kills = 0;
	let job = await asked.next();
	while (kills < asked.kills) {
		if ((await runJob(asked.settings, job, random() * within)) === 'killed') {
			kills++;
			await asked.afterKill?.();
			continue;
		}
		await asked.check(job);
		within *= 0.8;
		job = await asked.next();
	}
	if ((await runJob(asked.settings, job, null)) === 'done') await asked.check(job);
}
