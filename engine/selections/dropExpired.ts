import { sql, type SqlBool } from 'kysely';

import type { Store } from '../store/Store';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { WINDOW_BUDGET } from './windows';

/** Members stay this long after their selection expired (ms); the counts stay for the funnel. */
const KEPT_AFTER_EXPIRY = 7 * 24 * 3_600_000;
/** Whoever makes the next selection does not wait longer for it than this (ms); what is left is for the one after. */
const MOST_TIME = 2_000;
const PART = 20_000;

/** Drops members of long expired selections, in short transactions. Answers how many selections are rid of theirs. */
export async function dropExpired(store: Store, now: number): Promise<number> {
	const before = now - KEPT_AFTER_EXPIRY;
	const start = performance.now();
	let dropped = 0;
	for (;;) {
		const result = await store.run(dropSome, { before });
		dropped += result.dropped;
		if (!result.more || performance.now() - start > MOST_TIME) return dropped;
	}
}

interface DropResult {
	readonly dropped: number;
	readonly more: boolean;
}

/** One that a job waits with keeps its members until the job is done. */
const nextExpired = (tx: Tx, before: number) =>
	tx.db
		.selectFrom('selection')
		.select('id')
		.where('expires_at', '<', before)
		.where('dropped_at', 'is', null)
		.where(sql<SqlBool>`NOT EXISTS (SELECT 1 FROM job AS j WHERE j.selection_id = selection.id AND j.state IN ('queued', 'running') AND j.deleting = 0)`)
		.orderBy('expires_at')
		.limit(1);

/** Whether there is anything to drop: most often there isn't. */
export function* anyExpired(tx: Tx, now: number): Steps<boolean> {
	return (yield* first(tx, nextExpired(tx, now - KEPT_AFTER_EXPIRY))) !== null;
}

const dropSome = defineTransaction(__filename, 'write', 'selections.dropSome', function* (tx, input: { readonly before: number }): Steps<DropResult> {
	let dropped = 0;
	for (;;) {
		const selection = yield* first(tx, nextExpired(tx, input.before));
		if (!selection) return { dropped, more: false };
		if (yield* dropPart(tx, selection.id)) {
			yield* change(tx, tx.db.updateTable('selection').set({ dropped_at: tx.now }).where('id', '=', selection.id));
			dropped++;
		}
		if (tx.elapsed() > WINDOW_BUDGET / 2) return { dropped, more: true };
	}
});

/** Answers whether it was the last part. */
function* dropPart(tx: Tx, selectionId: number): Steps<boolean> {
	const members = tx.db.selectFrom('selection_member').where('selection_id', '=', selectionId);
	const edge = yield* first(tx, members.select(['kind', 'record_id']).orderBy('kind').orderBy('record_id').offset(PART).limit(1));
	const upTo = edge ? sql<boolean>`(kind, record_id) < (${edge.kind}, ${edge.record_id})` : sql<boolean>`1 = 1`;
	yield* change(tx, tx.db.deleteFrom('selection_member').where('selection_id', '=', selectionId).where(upTo));
	return edge === null;
}
