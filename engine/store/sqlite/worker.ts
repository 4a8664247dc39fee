import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

import { definedTransaction, type Steps, type TransactionMode, type Tx } from '../Transaction';
import { errorToMessage, explainSqliteError } from '../storeErrors';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './protocol';
import { SqliteConnection } from './SqliteConnection';

/** The modules that define transactions are told by their file names. */
const load = createRequire(__filename);

/** A thread that owns one connection: node:sqlite is synchronous, and the editor's event loop must stay free. */
function main(settings: WorkerSettings): void {
	const port = parentPort;
	if (!port) throw new Error('The store\'s worker runs only as a worker thread.');
	const reply = (message: WorkerReply) => port.postMessage(message);

	let connection: SqliteConnection;
	try {
		connection = new SqliteConnection(settings.file, settings.mode);
	} catch (error) {
		reply({ kind: 'failed', error: errorToMessage(explainSqliteError(error, settings.file)) });
		return;
	}
	reply({ kind: 'ready' });

	port.on('message', (request: WorkerRequest | 'close') => {
		if (request === 'close') {
			connection.close();
			port.close();
			return;
		}
		const start = performance.now();
		try {
			const transaction = findTransaction(request);
			const mode = transaction.mode === 'maintenance' ? 'maintenance' : settings.mode;
			const result = connection.transaction(mode, (tx) => transaction.body(tx, request.input));
			reply({ kind: 'done', id: request.id, result, milliseconds: performance.now() - start });
		} catch (error) {
			reply({ kind: 'error', id: request.id, error: errorToMessage(explainSqliteError(error, settings.file)) });
		}
	});
}

interface Found {
	readonly mode: TransactionMode;
	readonly body: (tx: Tx, input: unknown) => Steps<unknown>;
}

function findTransaction(request: WorkerRequest): Found {
	let transaction = definedTransaction(request.module, request.name);
	if (!transaction) {
		load(request.module);
		transaction = definedTransaction(request.module, request.name);
	}
	if (!transaction) throw new Error(`${request.module} defines no transaction "${request.name}".`);
	// What was posted is what the definition's own types asked for: Store.run checked it on the other side.
	return { mode: transaction.mode, body: transaction.body as Found['body'] };
}

main(workerData as WorkerSettings);
