import type { FrozenCondition, FrozenTab } from '../segments/Frozen';

/** A transaction on SQLite holds the write lock for about so long (ms), then others get their turn. */
export const WINDOW_BUDGET = 200;
const LEAST_TIME = 20;
const LEAST_SIZE = 500;
/** A window's time is never quite that of the one before. */
const CAUTION = 0.8;
/** What the rest takes is told too high by so much at least, since part of each window's time is the same for any size. */
const OPTIMISM = 1.25;
/** One quick window is no promise for the next. */
const MOST_GROWTH = 20;

/**
 * How many ids the next window takes, from how long the last one took (ms), how much time is left and how many ids are.
 * NULL: too little time is left, commit first.
 */
export function nextWindowSize(last: { readonly size: number; readonly took: number }, left: number, ids: number): number | null {
	if (left < LEAST_TIME) return null;
	const each = Math.max(last.took, 0.1) / last.size;
	const most = last.size * MOST_GROWTH;
	if (ids <= most && ids * each <= left * OPTIMISM) return ids;
	return Math.min(Math.max(Math.floor((left / each) * CAUTION), LEAST_SIZE), most);
}

/** What a first window may take, in nanoseconds. */
const FIRST_BUDGET = 100_000_000;
/** Read from JSON. */
const CUSTOM = /^custom\./;

/**
 * Ids of a search's first window: the more is asked of each, the fewer; as measured on two slow cores.
 * How quick a search really is, is known after it.
 */
export function firstWindowSize({ kind, condition }: FrozenTab): number {
	// Where searched columns stand together a row costs a fifth.
	const row = kind === 'contact' || kind === 'lead' || kind === 'account' ? 50 : 250;
	return Math.floor(FIRST_BUDGET / (row + nanoseconds(condition)));
}

/** What a condition costs with each record. */
function nanoseconds(condition: FrozenCondition): number {
	switch (condition.type) {
		case 'group':
			return condition.conditions.reduce((sum, part) => sum + nanoseconds(part), 0);
		case 'mayBeEmailed':
			return 700;
		case 'softBounces':
			return 1_000;
		case 'field':
			return CUSTOM.test(condition.field) ? 400 : 40;
		case 'account':
		case 'accountWhere':
		case 'member':
		case 'messages':
		case 'tasks':
		case 'opportunities':
		case 'contacts':
			return 40;
	}
}
