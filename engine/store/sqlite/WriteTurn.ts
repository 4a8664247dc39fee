import type { DatabaseSync } from 'node:sqlite';

/** How long a writer waits for another process before it gives up, in ms. Writers hold the lock for 250 ms at a time. */
const PATIENCE = 30_000;
/** How often it looks whether the lock is free, in ms. SQLite's own waiting grows to 100 ms and misses short pauses. */
const POLL = 2;
/** A transaction this long, in ms, is a chunk of set work: after it others get a turn. */
const LONG = 100;
/** How long they have to take it, in ms: some polls. */
const PAUSE = 6;

const SQLITE_BUSY = 5;

/**
 * Takes turns at a file's write lock with other processes. Set work commits every 200 ms and begins anew at once: without
 * a pause, and without looking often, another process would wait until all of it is done.
 * Waits by stopping the thread: it has nothing else to do.
 */
export class WriteTurn {
	private begun = 0;
	private ended = 0;

	/** @throws SQLite's own "busy" when the lock did not become free in time */
	begin(database: DatabaseSync): void {
		if (this.ended - this.begun > LONG) sleep(PAUSE - (performance.now() - this.ended));
		const patience = performance.now() + PATIENCE;
		for (;;) {
			try {
				database.exec('BEGIN IMMEDIATE');
				break;
			} catch (error) {
				if (!isBusy(error) || performance.now() >= patience) throw error;
				sleep(POLL);
			}
		}
		this.begun = performance.now();
	}

	end(): void {
		this.ended = performance.now();
	}
}

function isBusy(error: unknown): boolean {
	return typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === SQLITE_BUSY;
}

const never = new Int32Array(new SharedArrayBuffer(4));

function sleep(milliseconds: number): void {
	if (milliseconds > 0) Atomics.wait(never, 0, 0, milliseconds);
}
