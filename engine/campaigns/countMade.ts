import { sql } from 'kysely';

import { memberRows } from '../selections/recipients';
import { first, type Steps, type Tx } from '../store/Transaction';
import type { Batch } from './Batch';
import type { ProcessCounts, SkipReason } from './ProcessRun';

/** The counts of a window in which `made` rows led to something: what is missing was gone, or done before. */
export function* countMade(tx: Tx, batch: Batch, made: number): Steps<ProcessCounts> {
	const missing = batch.count - made;
	if (missing === 0) return { selected: batch.count, done: made, skipped: {}, notSent: {} };
	const row = yield* first(
		tx,
		sql<{ gone: number }>`SELECT COUNT(*) AS gone FROM ${memberRows(tx, batch.window)} AS m WHERE m.gone = 1`,
	);
	return windowCounts(batch, made, [['gone', row?.gone ?? 0]]);
}

/**
 * Splits the rows that led to nothing among the reasons counted for them, the rest being done before. On PostgreSQL
 * records may change between the statements of a chunk: no reason gets more than is left, so the sum always holds.
 */
export function windowCounts(batch: Batch, made: number, reasons: readonly (readonly [SkipReason, number])[]): ProcessCounts {
	const skipped: Partial<Record<SkipReason, number>> = {};
	let left = batch.count - made;
	for (const [reason, counted] of [...reasons, ['already done', left] as const]) {
		const count = Math.max(0, Math.min(counted, left));
		if (count > 0) skipped[reason] = count;
		left -= count;
	}
	return { selected: batch.count, done: made, skipped, notSent: {} };
}

/** The counts of a window for whose kind the operation means nothing. */
export function noMeaning(batch: Batch): ProcessCounts {
	return { selected: batch.count, done: 0, skipped: { 'no meaning': batch.count }, notSent: {} };
}
