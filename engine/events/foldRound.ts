import { CHUNK_BUDGET, FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import type { Store } from '../store/Store';
import { foldEvents, type FoldCounts } from './foldEvents';
import { markFolded, readTakenIn, type IntakeRow } from './intake';
import { afterThoseWhoWait } from './puttingDown';

/** Marked in one transaction: nobody who brings events waits long for it. */
const MARKED_AT_ONCE = 2_500;

/**
 * Folds events of the intake page by page in the order given, each page as large as the store may be held for it; only
 * then marks them all, in the order in which they lie in the intake. A kill before that has them folded again, which
 * makes no difference.
 */
export async function foldRound(store: Store, ids: readonly number[], folded: (counts: FoldCounts) => void): Promise<void> {
	let size = FIRST_WINDOW;
	let at = 0;
	const read = async (): Promise<IntakeRow[] | null> => {
		const page = ids.slice(at, at + size);
		at += page.length;
		if (page.length === 0) return null;
		await afterThoseWhoWait(store);
		return await store.intake.run(readTakenIn, page);
	};
	for (let page = await read(); page !== null; ) {
		// The next page is read while this one is folded.
		const [{ counts, milliseconds }, next] = await Promise.all([store.run(foldEvents, page), read()]);
		folded(counts);
		if (page.length > 0) size = nextWindow(page.length, milliseconds, CHUNK_BUDGET) ?? size;
		page = next;
	}
	const ascending = [...ids].sort((one, other) => one - other);
	for (let from = 0; from < ascending.length; from += MARKED_AT_ONCE) {
		await afterThoseWhoWait(store);
		await store.intake.run(markFolded, ascending.slice(from, from + MARKED_AT_ONCE));
	}
}
