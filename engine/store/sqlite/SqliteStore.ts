import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { migrate } from '../migrate';
import type { Store } from '../Store';
import type { Transaction } from '../Transaction';
import { checkLocation } from './location';
import { SqliteWorker } from './SqliteWorker';

/**
 * A store in one file: a thread that writes, a thread that reads.
 * Several processes may have the same file open; it must lie on a local disk.
 */
export class SqliteStore implements Store {
	readonly dialect = 'sqlite';

	private constructor(
		readonly location: string,
		readonly id: string,
		private readonly writer: SqliteWorker,
		private readonly reader: SqliteWorker,
	) {}

	/** @throws EngineError for a file that can't be used, is damaged, or was made by a newer version */
	static async open(file: string): Promise<SqliteStore> {
		const location = resolve(file);
		await mkdir(dirname(location), { recursive: true }).catch(() => undefined);
		await checkLocation(location);
		const writer = new SqliteWorker(location, 'write');
		try {
			await writer.opened();
			const id = await writer.run(migrate, { location });
			const reader = new SqliteWorker(location, 'read');
			await reader.opened();
			return new SqliteStore(location, id, writer, reader);
		} catch (error) {
			await writer.close().catch(() => undefined);
			throw error;
		}
	}

	get openRequests(): number {
		return this.writer.openRequests + this.reader.openRequests;
	}

	run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> {
		const worker = transaction.mode === 'write' ? this.writer : this.reader;
		return worker.run(transaction, input);
	}

	async close(): Promise<void> {
		await this.reader.close();
		await this.writer.close();
	}
}
