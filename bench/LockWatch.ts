import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Another writer on the same file: how long it had to wait at most. */
export class LockWatch {
	private constructor(private readonly worker: Worker) {}

	static async start(file: string): Promise<LockWatch> {
		const worker = new Worker(join(__dirname, 'lockWatchWorker.js'), { workerData: file });
		await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
		return new LockWatch(worker);
	}

	/** Only then is the other writer at work. */
	async during<Result>(work: () => Promise<Result>): Promise<Result> {
		this.worker.postMessage('watch');
		try {
			return await work();
		} finally {
			// What comes next may hold the lock as long as it likes.
			const resting = new Promise((resolve) => this.worker.once('message', resolve));
			this.worker.postMessage('rest');
			await resting;
		}
	}

	async stop(): Promise<number> {
		const longest = new Promise<number>((resolve) => this.worker.once('message', resolve));
		this.worker.postMessage('stop');
		return await longest;
	}
}
