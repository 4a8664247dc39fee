import { migrate } from '../../engine/store/migrate';
import type { Part } from '../../engine/store/migrations';
import type { Store } from '../../engine/store/Store';
import { SqliteConnection } from '../../engine/store/sqlite/SqliteConnection';
import type { Transaction } from '../../engine/store/Transaction';

/** A SQLite store without threads: for tests that open very many. */
export function inThread(file: string): Store {
	const main = connected(file, 'store');
	const intake = connected(`${file}-intake`, 'intake');
	return {
		dialect: 'sqlite',
		id: '',
		location: file,
		run: runIn(main),
		intake: { run: runIn(intake), isUsed: () => Promise.resolve(true) },
		close: () => {
			main.close();
			intake.close();
			return Promise.resolve();
		},
	};
}

function connected(file: string, part: Part): SqliteConnection {
	const connection = new SqliteConnection(file, 'write');
	connection.transaction('write', (tx) => migrate.body(tx, { location: file, part }));
	return connection;
}

function runIn(connection: SqliteConnection) {
	// A transaction that throws is a promise that is refused, as with threads.
	return async <Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> =>
		await Promise.resolve(connection.transaction(transaction.mode === 'maintenance' ? 'maintenance' : 'write', (tx) => transaction.body(tx, input)));
}
