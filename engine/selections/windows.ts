/** A transaction on SQLite holds the write lock for about so long (ms), then others get their turn. */
export const WINDOW_BUDGET = 200;
const LEAST_TIME = 20;
const LEAST_SIZE = 500;
/** A window's time is never quite that of the one before. */
const CAUTION = 0.8;
/** One quick window is no promise for the next. */
const MOST_GROWTH = 20;

/**
 * How many ids the next window takes, from how long the last one took (ms) and how much time is left.
 * NULL: too little is left, commit first.
 */
export function nextWindowSize(lastSize: number, took: number, left: number): number | null {
	if (left < LEAST_TIME) return null;
	const size = Math.floor((lastSize / Math.max(took, 0.1)) * left * CAUTION);
	return Math.min(Math.max(size, LEAST_SIZE), lastSize * MOST_GROWTH);
}
