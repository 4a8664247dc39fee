/** What a transaction may take before it commits and lets other writers in, in ms. */
export const CHUNK_BUDGET = 200;

export const FIRST_WINDOW = 1_000;
const SMALLEST_WINDOW = 500;
const LARGEST_WINDOW = 20_000;
/** Less than this is no time for another window, in ms. */
const LEAST_TIME = 20;
/** A window's time is never quite that of the one before: rows differ, and indexes grow. */
const CAUTION = 0.6;

/**
 * How many rows the next window of set work takes, from what the last one took and what is left of the budget,
 * whatever the disk, the indexes and the rows are like. Null: nothing more in this transaction.
 * @param milliseconds what the last window took
 * @param left what is left of the budget, in ms
 */
export function nextWindow(rows: number, milliseconds: number, left: number): number | null {
	if (left < LEAST_TIME) return null;
	const wanted = Math.round(rows * ((left * CAUTION) / Math.max(milliseconds, 1)));
	return Math.min(LARGEST_WINDOW, Math.max(SMALLEST_WINDOW, Math.min(wanted, rows * 4)));
}
