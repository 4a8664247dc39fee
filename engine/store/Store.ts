import type { Transaction } from './Transaction';

/** Where what comes from outside is put down at once: durable, and never waiting for a big set that is being written. */
export interface Intake {
	run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result>;
	/** Whether anything ever came in; false answers without opening it. */
	isUsed(): Promise<boolean>;
}

/** Where a project's records live: a SQLite file or a PostgreSQL database. */
export interface Store {
	readonly dialect: 'sqlite' | 'postgres';
	/** This store's own id: a selection made in another store is refused. */
	readonly id: string;
	/** What messages to people call it: a file name, or a database without its password. */
	readonly location: string;
	/** Carries out one transaction: whole, or not at all. */
	run<Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result>;
	readonly intake: Intake;
	/** Ends connections and threads. What was committed stays. */
	close(): Promise<void>;
}
