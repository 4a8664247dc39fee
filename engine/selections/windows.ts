import type { FrozenCondition } from '../segments/Frozen';

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

/** So many ids are looked at in less than the budget where there is one quick condition. */
const QUICK = 1_000_000;

/** Ids of a search's first window: the more is asked of each, the fewer. How quick a search really is, is known after it. */
export function firstWindowSize(condition: FrozenCondition): number {
	return Math.floor(QUICK / Math.max(weight(condition), 1));
}

/** What a condition asks of each record, a comparison being 1. */
function weight(condition: FrozenCondition): number {
	switch (condition.type) {
		case 'group':
			return condition.conditions.reduce((sum, part) => sum + weight(part), 0);
		case 'mayBeEmailed':
			return 4;
		case 'field':
			return condition.operator === 'is' ? 1 : 2;
		case 'account':
		case 'accountWhere':
		case 'member':
		case 'messages':
		case 'tasks':
		case 'opportunities':
		case 'contacts':
			return 1;
	}
}
