import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process beside the measured one: told what it is by its first argument, asked by messages, ended by `stop`. */
export class BenchProcess {
	private readonly child: ChildProcess;
	private readonly exited: Promise<unknown>;

	constructor(program: string, settings: unknown, environment: Readonly<Record<string, string>> = {}) {
		// Standard output is the table's.
		this.child = fork(program, [JSON.stringify(settings)], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: ['--no-warnings'], env: { ...process.env, ...environment } });
		this.exited = once(this.child, 'exit');
	}

	async ask<Reply>(question: string): Promise<Reply> {
		const answer = this.reply<Reply>();
		this.child.send(question);
		return await answer;
	}

	/** The next thing it says. */
	async reply<Reply>(): Promise<Reply> {
		return await new Promise((resolve, reject) => {
			const ended = (): void => reject(new Error(`${this.child.spawnargs[1] ?? 'A process'} ended.`));
			this.child.once('exit', ended);
			this.child.once('message', (message) => {
				this.child.off('exit', ended);
				// Both sides are ours, and each question has one kind of answer.
				resolve(message as Reply);
			});
		});
	}

	async stop(): Promise<void> {
		// One that ended by itself is not told any more.
		if (this.child.connected) this.child.send('stop', () => undefined);
		await this.exited;
	}
}
