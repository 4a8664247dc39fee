import { CHUNK_BUDGET, FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import { EngineError } from '../EngineError';
import type { Store } from '../store/Store';
import { all, change, defineTransaction, first, type Steps } from '../store/Transaction';
import { clearResults } from './clearResults';
import { jobNotFound, setJob, toJob } from './storedJob';

/**
 * Deletes a job and its results; what it changed stays changed. A part at a time, so that other work goes on: one that
 * is broken off is ended by the next run of due jobs.
 * @throws EngineError not-found, or conflict while it is being run
 */
export async function deleteJob(store: Store, id: number): Promise<{ readonly name: string }> {
	const { name } = await store.run(retireJob, id);
	await endDeletion(store, id);
	return { name };
}

/** Ends deletions that were broken off. */
export async function finishDeletions(store: Store): Promise<void> {
	for (const id of await store.run(retiredJobs, null)) await endDeletion(store, id);
}

async function endDeletion(store: Store, id: number): Promise<void> {
	while (await store.run(deleteSome, id));
}

/** From here on it is no job any more. */
const retireJob = defineTransaction(__filename, 'write', 'jobs.retire', function* (tx, id: number): Steps<{ name: string }> {
	const query = tx.db.selectFrom('job').selectAll().where('id', '=', id);
	const row = yield* first(tx, tx.dialect.name === 'postgres' ? query.forUpdate() : query);
	if (!row) throw jobNotFound(id);
	const { name, state } = toJob(row);
	if (state === 'running' && row.deleting === 0 && row.lease_until !== null && row.lease_until >= tx.now) {
		throw new EngineError('conflict', `Job ${id} ("${name}") is being run.`, 'Cancel it first, then delete it.');
	}
	yield* setJob(tx, id, { deleting: 1, origin_key: null, claimed_by: null, lease_until: null });
	return { name };
});

const retiredJobs = defineTransaction(__filename, 'read', 'jobs.retired', function* (tx, _input: null): Steps<number[]> {
	return (yield* all(tx, tx.db.selectFrom('job').select('id').where('deleting', '=', 1).orderBy('id'))).map((row) => row.id);
});

/** Answers whether there is more. */
const deleteSome = defineTransaction(__filename, 'write', 'jobs.deleteSome', function* (tx, id: number): Steps<boolean> {
	for (let rows: number | null = FIRST_WINDOW; rows !== null; ) {
		const start = tx.elapsed();
		if (!(yield* clearResults(tx, id, rows))) {
			yield* change(tx, tx.db.deleteFrom('job').where('id', '=', id).where('deleting', '=', 1));
			return false;
		}
		rows = nextWindow(rows, tx.elapsed() - start, CHUNK_BUDGET - tx.elapsed());
	}
	return true;
});
