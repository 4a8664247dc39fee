/** What a transaction may take before it commits and lets other writers in, in ms. */
export const CHUNK_BUDGET = 200;

export const FIRST_WINDOW = 2_000;
const LARGEST_WINDOW = 20_000;

/**
 * How many rows the next window of set work takes: grown or shrunk so that a window takes about a third of the
 * budget, whatever the disk, the indexes and the rows are like.
 */
export function nextWindow(rows: number, milliseconds: number): number {
	const target = CHUNK_BUDGET / 3;
	const wanted = Math.round(rows * (target / Math.max(milliseconds, 1)));
	return Math.min(LARGEST_WINDOW, Math.max(FIRST_WINDOW, Math.min(wanted, rows * 4)));
}

