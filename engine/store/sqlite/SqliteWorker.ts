import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { EngineError } from '../../EngineError';
import { errorFromMessage } from '../storeErrors';
import type { Transaction } from '../Transaction';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './protocol';

interface Pending {
	resolve(result: unknown): void;
	reject(error: Error): void;
}

/** The near side of a worker thread: requests in, answers out, keeps the process alive only while one is open. */
export class SqliteWorker {
	private readonly worker: Worker;
	private readonly pending = new Map<number, Pending>();
	private readonly ready: Promise<void>;
	private lastId = 0;
	private ended: Error | null = null;

	constructor(
		private readonly file: string,
		mode: WorkerSettings['mode'],
	) {
		const settings: WorkerSettings = { file, mode };
		this.worker = new Worker(join(__dirname, 'worker.js'), { workerData: settings, execArgv: ['--no-warnings'] });
		this.ready = new Promise((resolve, reject) => {
			this.worker.on('message', (reply: WorkerReply) => {
				switch (reply.kind) {
					case 'ready':
						return resolve();
					case 'failed':
						return reject(errorFromMessage(reply.error));
					case 'done':
						return this.settle(reply.id, (pending) => pending.resolve(reply.result));
					case 'error':
						return this.settle(reply.id, (pending) => pending.reject(errorFromMessage(reply.error)));
				}
			});
			this.worker.on('error', (error) => this.end(this.diedError(error), reject));
			this.worker.on('exit', () => this.end(this.closedError(), reject));
		});
		this.ready.catch(() => this.worker.terminate());
	}

	async opened(): Promise<void> {
		await this.ready;
		if (this.pending.size === 0) this.worker.unref();
	}

	/** Whether it can still be asked. */
	get alive(): boolean {
		return this.ended === null;
	}

	run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> {
		return new Promise((resolve, reject) => {
			if (this.ended) return reject(this.ended);
			const request: WorkerRequest = { id: ++this.lastId, module: transaction.module, name: transaction.name, input };
			// The transaction's own body made the result, on the other side.
			this.pending.set(request.id, { resolve: (result) => resolve(result as Result), reject });
			this.worker.ref();
			try {
				this.worker.postMessage(request);
			} catch (error) {
				this.settle(request.id, (pending) => pending.reject(error instanceof Error ? error : new Error(String(error))));
			}
		});
	}

	async close(): Promise<void> {
		if (this.ended) return;
		const exited = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
		this.worker.ref();
		this.worker.postMessage('close');
		await exited;
	}

	private settle(id: number, how: (pending: Pending) => void): void {
		const pending = this.pending.get(id);
		if (!pending) return;
		this.pending.delete(id);
		if (this.pending.size === 0) this.worker.unref();
		how(pending);
	}

	private end(error: Error, reject: (error: Error) => void): void {
		this.ended ??= error;
		reject(error);
		for (const id of [...this.pending.keys()]) this.settle(id, (pending) => pending.reject(error));
	}

	/** What ends a thread is out of anybody's hands: most often there was no memory left. */
	private diedError(cause: unknown): Error {
		if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'ERR_WORKER_OUT_OF_MEMORY') {
			return cause instanceof Error ? cause : new Error(String(cause));
		}
		return new EngineError('unavailable', `The store ${this.file} ran out of memory.`, 'Give n8n more memory, or do less at once. Nothing of the unfinished work was kept.');
	}

	private closedError(): Error {
		return new EngineError('unavailable', `The store ${this.file} was closed while it was being used.`, 'Run this again.');
	}
}
