import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The file of the store that n8n uses, looked at from outside while n8n has it open. */
export class StoreFile {
	readonly location: string;

	/** @param userFolder n8n's own */
	constructor(userFolder: string) {
		this.location = join(userFolder, '.n8n', 'crm-campaigns', 'store.sqlite');
	}

	/** The one number that a statement answers. */
	number(statement: string, ...parameters: readonly (string | number)[]): number {
		const database = new DatabaseSync(this.location, { readOnly: true, timeout: 5_000 });
		try {
			return Number(Object.values(database.prepare(statement).get(...parameters) ?? {})[0]);
		} finally {
			database.close();
		}
	}

	/** Another process holds the file's lock while `work` is done, and gives it up without having changed anything. */
	async whileLocked(work: () => Promise<void>): Promise<void> {
		const database = new DatabaseSync(this.location, { timeout: 30_000 });
		try {
			database.exec('BEGIN EXCLUSIVE');
			await work();
			database.exec('ROLLBACK');
		} finally {
			database.close();
		}
	}
}
