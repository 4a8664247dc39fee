import type { Transaction } from './Transaction';

/** Where a project's records live: a SQLite file or a PostgreSQL database. */
export interface Store {
	readonly dialect: 'sqlite' | 'postgres';
	/** This store's own id: a selection made in another store is refused. */
	readonly id: string;
	/** What messages to people call it: a file name, or a database without its password. */
	readonly location: string;
	/** Carries out one transaction: whole, or not at all. */
	run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result>;
	/** Ends connections and threads. What was committed stays. */
	close(): Promise<void>;
}
