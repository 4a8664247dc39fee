import { setTimeout as pause } from 'node:timers/promises';

import { sql } from 'kysely';

import type { Store } from '../store/Store';
import { all, defineTransaction, type Steps } from '../store/Transaction';

/** Whether what was deleted is gone from the store's own file too. */
export type FileErasure =
	| { readonly kind: 'gone' }
	/** Another process reads the file just now: its journal could not be emptied. */
	| { readonly kind: 'journal kept' }
	/** PostgreSQL: deleted rows stay in its files until VACUUM. */
	| { readonly kind: 'by vacuum' };

/** Free pages given back at a time: another writer waits no longer than for these. */
const PAGES = 2_000;
const ATTEMPTS = 40;
const BETWEEN = 100;

/** Outside any transaction, where alone SQLite empties its journal. */
const giveBack = defineTransaction(__filename, 'maintenance', 'consent.giveBack', function* (tx, _input: null): Steps<FileErasure | 'more'> {
	if (tx.dialect.name === 'postgres') return { kind: 'by vacuum' };
	yield* all(tx, sql`PRAGMA incremental_vacuum(${sql.lit(PAGES)})`);
	const [free] = yield* all(tx, sql<{ freelist_count: number }>`PRAGMA freelist_count`);
	if (free && free.freelist_count > 0) return 'more';
	const [journal] = yield* all(tx, sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`);
	return journal?.busy === 0 ? { kind: 'gone' } : { kind: 'journal kept' };
});

/**
 * Takes out of a SQLite file what its deleted rows left: pages that were freed are given back, and the journal, which
 * holds pages as they were, is emptied. What was deleted within a page is overwritten at once anyway.
 */
export async function eraseFromFile(store: Pick<Store, 'run'>): Promise<FileErasure> {
	let outcome: FileErasure = { kind: 'journal kept' };
	for (let attempt = 0; attempt < ATTEMPTS; ) {
		const answer = await store.run(giveBack, null).catch((error: unknown) => {
			if (isBusy(error)) return null;
			throw error;
		});
		if (answer === 'more') continue;
		if (answer !== null) outcome = answer;
		if (outcome.kind !== 'journal kept') return outcome;
		attempt++;
		await pause(BETWEEN);
	}
	return outcome;
}

function isBusy(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'unavailable';
}
