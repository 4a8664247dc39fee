import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { EngineError } from '../../EngineError';
import { migrate } from '../migrate';
import type { Part } from '../migrations';
import type { Intake, Store } from '../Store';
import type { Transaction } from '../Transaction';
import { checkLocation } from './location';
import { SqliteWorker } from './SqliteWorker';

/** Threads that nobody asked anything for so long are ended, in ms; the next request starts them again. */
const IDLE_AFTER = 60_000;

interface Threads {
	readonly writer: SqliteWorker;
	/** The intake has none: what is taken in is soon folded and gone. */
	readonly reader: SqliteWorker | null;
	readonly storeId: string;
}

/**
 * A store in one file: a thread that writes, a thread that reads. They live while they are used; one that dies is
 * replaced by the next request. Several processes may have the same file open; it must lie on a local disk.
 */
export class SqliteStore implements Store {
	readonly dialect = 'sqlite';
	private opening: Promise<Threads> | null = null;
	private storeId = '';
	private requests = 0;
	private idle: NodeJS.Timeout | null = null;
	private closed = false;
	private intakeFile: SqliteStore | null = null;

	private constructor(
		readonly location: string,
		private readonly idleAfter: number,
		private readonly part: Part = 'store',
	) {}

	/** A small file and a thread of its own beside the store, made when the first event comes in. */
	readonly intake: Intake = {
		run: (transaction, input) => this.openIntake().run(transaction, input),
		isUsed: async () => this.intakeFile !== null || (await exists(intakeLocation(this.location))),
	};

	/** @throws EngineError for a file that can't be used, is damaged, or was made by a newer version */
	static async open(file: string, idleAfter: number = IDLE_AFTER): Promise<SqliteStore> {
		const store = new SqliteStore(resolve(file), idleAfter);
		await store.live();
		store.endWhenIdle();
		return store;
	}

	get id(): string {
		return this.storeId;
	}

	/** Whether its threads run just now. */
	get awake(): boolean {
		return this.opening !== null;
	}

	async run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> {
		this.requests++;
		try {
			const threads = await this.live();
			const worker = transaction.mode === 'read' ? (threads.reader ?? threads.writer) : threads.writer;
			return await worker.run(transaction, input);
		} finally {
			this.requests--;
			this.endWhenIdle();
		}
	}

	async close(): Promise<void> {
		this.closed = true;
		await this.intakeFile?.close();
		await this.end();
	}

	private openIntake(): SqliteStore {
		if (this.closed) throw closedStore(this.location);
		return (this.intakeFile ??= new SqliteStore(intakeLocation(this.location), this.idleAfter, 'intake'));
	}

	/** The threads, started where there are none. */
	private async live(): Promise<Threads> {
		for (;;) {
			if (this.closed) throw closedStore(this.location);
			const opening = this.opening ?? openThreads(this.location, this.part);
			this.opening = opening;
			try {
				const threads = await opening;
				this.storeId = threads.storeId;
				if (threads.writer.alive && threads.reader?.alive !== false) return threads;
				await this.end(opening);
			} catch (error) {
				if (this.opening === opening) this.opening = null;
				throw error;
			}
		}
	}

	private endWhenIdle(): void {
		if (this.idle) clearTimeout(this.idle);
		this.idle = null;
		if (this.requests > 0 || this.closed) return;
		this.idle = setTimeout(() => {
			if (this.requests === 0) void this.end();
		}, this.idleAfter);
		this.idle.unref();
	}

	private async end(which: Promise<Threads> | null = this.opening): Promise<void> {
		if (this.idle) clearTimeout(this.idle);
		if (this.opening === which) this.opening = null;
		const threads = await which?.catch(() => null);
		if (threads) await closeThreads(threads);
	}
}

function intakeLocation(store: string): string {
	return `${store}-intake`;
}

async function exists(file: string): Promise<boolean> {
	return await access(file).then(
		() => true,
		() => false,
	);
}

function closedStore(location: string): EngineError {
	return new EngineError('unavailable', `The store ${location} was closed.`, 'Run this again.');
}

async function openThreads(file: string, part: Part): Promise<Threads> {
	await mkdir(dirname(file), { recursive: true }).catch(() => undefined);
	await checkLocation(file);
	const writer = new SqliteWorker(file, 'write');
	try {
		await writer.opened();
		const storeId = await writer.run(migrate, { location: file, part });
		if (part === 'intake') return { writer, reader: null, storeId };
		const reader = new SqliteWorker(file, 'read');
		await reader.opened();
		return { writer, reader, storeId };
	} catch (error) {
		await writer.close().catch(() => undefined);
		throw error;
	}
}

/** The writer last: it takes the journal into the file. */
async function closeThreads(threads: Threads): Promise<void> {
	await threads.reader?.close();
	await threads.writer.close();
}
