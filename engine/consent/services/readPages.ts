import { EngineError } from '../../EngineError';
import type { Store } from '../../store/Store';
import { afterPage, NEVER_READ, rangeFrom, type Cursor } from './cursor';
import { loadCursor } from './storeSuppressions';
import type { ReadRange } from './SuppressionService';
import type { SweepOptions } from './SweepOptions';

/** One list of a service, to be read on from where its cursor is. */
export interface Reading<Page> {
	readonly account: string;
	readonly list: string;
	readonly pages: (range: ReadRange) => AsyncIterable<Page>;
	/** Takes a page in, durably, with the cursor after it. */
	readonly take: (page: Page, cursor: Cursor) => Promise<void>;
}

/** How a reading ended; where it did not get to the end, the next one goes on there. */
export type ReadingEnd = { readonly kind: 'whole' } | { readonly kind: 'time' } | { readonly kind: 'failed'; readonly error: EngineError };

/**
 * Reads a list from its cursor to now. A reading that was broken off earlier is ended first, then what came since is
 * read. What the service does wrong is the reading's end; what the store does is thrown.
 */
export async function readPages<Page extends { readonly next: number | null }>(store: Store, reading: Reading<Page>, options: SweepOptions): Promise<ReadingEnd> {
	const { account, list } = reading;
	let cursor = options.startOver ? NEVER_READ : await store.run(loadCursor, { account, list });
	for (;;) {
		const resumed = cursor.reading !== null;
		const range = rangeFrom(cursor, options.now());
		const pages = reading.pages(range)[Symbol.asyncIterator]();
		for (let read = await nextOf(pages, options); ; read = await nextOf(pages, options)) {
			if (read.kind !== 'page') return read;
			cursor = afterPage(cursor, range, read.page.next);
			await reading.take(read.page, cursor);
			if (read.page.next === null) break;
		}
		if (!resumed) return { kind: 'whole' };
	}
}

async function nextOf<Page>(pages: AsyncIterator<Page>, { now, deadline }: SweepOptions): Promise<Exclude<ReadingEnd, { kind: 'whole' }> | { readonly kind: 'page'; readonly page: Page }> {
	if (now() >= deadline) return { kind: 'time' };
	try {
		const read = await pages.next();
		if (read.done !== true) return { kind: 'page', page: read.value };
	} catch (error) {
		if (error instanceof EngineError) return { kind: 'failed', error };
		throw error;
	}
	return { kind: 'failed', error: new EngineError('internal-fault', 'A service’s list ended without a last page.', 'Report this.') };
}
