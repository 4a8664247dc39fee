import type { Store } from '../store/Store';

const underWay = new WeakMap<Store, Set<Promise<unknown>>>();

/** Puts something down in the intake, for somebody who waits for an answer. */
export async function puttingDown<Result>(store: Store, work: () => Promise<Result>): Promise<Result> {
	const all = underWay.get(store) ?? new Set();
	underWay.set(store, all);
	const mine = work();
	all.add(mine);
	try {
		return await mine;
	} finally {
		all.delete(mine);
	}
}

/**
 * Lets those who put something down just now go first. Nobody waits for folding as a service waits for its answer, and
 * both want the intake. Only for those who are there already: a stream of posts doesn't keep folding from going on.
 */
export async function afterThoseWhoWait(store: Store): Promise<void> {
	await Promise.allSettled(underWay.get(store) ?? []);
}
