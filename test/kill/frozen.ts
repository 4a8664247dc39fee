import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { StoreSettings } from '../../engine/store/openStore';
import type { Job } from './job';

/** A job at work, which can be frozen: what then lies in its files is what killing it at that moment would leave. */
export class FrozenJob {
	private readonly exited: Promise<unknown>;

	private constructor(private readonly child: ChildProcess) {
		this.exited = once(child, 'exit');
	}

	/** Answers when the work has begun. */
	static async start(settings: StoreSettings, job: Job): Promise<FrozenJob> {
		const child = spawn(process.execPath, ['--no-warnings', join(__dirname, `${job.kind}Job.js`), JSON.stringify(settings), JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] });
		const started = new FrozenJob(child);
		await Promise.race([once(child.stdout, 'data'), started.exited]);
		return started;
	}

	get ended(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}

	/** Copies files into a folder while nothing in the process moves. Those that are not there are left out. */
	async freeze(files: readonly string[], folder: string): Promise<void> {
		await rm(folder, { recursive: true, force: true });
		await mkdir(folder);
		this.child.kill('SIGSTOP');
		try {
			// A write that is under way ends first: a kill waits for it too.
			await sleep(5);
			for (const file of files) if (existsSync(file)) await copyFile(file, join(folder, basename(file)));
		} finally {
			this.child.kill('SIGCONT');
		}
	}

	async end(): Promise<void> {
		this.child.kill('SIGKILL');
		await this.exited;
	}
}
