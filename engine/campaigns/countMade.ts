import { sql } from 'kysely';

import { memberRows } from '../selections/recipients';
import { first, type Steps, type Tx } from '../store/Transaction';
import type { Batch } from './processChunk';
import type { ProcessCounts } from './ProcessRun';

/** The counts of a window in which `made` rows led to something: what is missing was gone, or done before. */
export function* countMade(tx: Tx, batch: Batch, made: number): Steps<ProcessCounts> {
	const missing = batch.count - made;
	if (missing === 0) return { selected: batch.count, done: made, skipped: {}, notSent: {} };
	const row = yield* first(
		tx,
		sql<{ gone: number }>`SELECT COUNT(*) AS gone FROM ${memberRows(tx, batch.window)} AS m WHERE m.gone = 1`,
	);
	const gone = row?.gone ?? 0;
	return {
		selected: batch.count,
		done: made,
		skipped: { ...(gone > 0 ? { gone } : {}), ...(missing > gone ? { 'already done': missing - gone } : {}) },
		notSent: {},
	};
}

/** The counts of a window for whose kind the operation means nothing. */
export function noMeaning(batch: Batch): ProcessCounts {
	return { selected: batch.count, done: 0, skipped: { 'no meaning': batch.count }, notSent: {} };
}
