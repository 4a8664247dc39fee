import type { Store } from '../store/Store';
import { foldEvents, foldHeld, type FoldCounts, type FoldOutcome } from './foldEvents';
import { markFolded, readIntake, takeIn, type KeyedEvent } from './intake';
import { tidyUnmatched } from './unmatchedEvents';

/** Folded in one transaction: about a fifth of a second. */
const PAGE = 3_000;
/** Put down in one transaction. */
const TAKEN_AT_ONCE = 2_500;
const OUTCOMES: readonly FoldOutcome[] = ['applied', 'known', 'held', 'foreign', 'unknown', 'unreadable'];
/** Between two looks at what has no message yet, in ms. */
const HELD_EVERY = 20_000;

export type { FoldCounts } from './foldEvents';

/** One after the other in this process: two would only fold the same. */
const running = new WeakMap<Store, Promise<unknown>>();
const heldLooked = new WeakMap<Store, number>();

/**
 * Puts a request's events down, durably; answers the places of those that are new. Whoever sent them may be answered
 * then: folding comes later and can't be lost.
 */
export async function putDown(store: Store, events: readonly KeyedEvent[]): Promise<number[]> {
	const fresh: number[] = [];
	for (let at = 0; at < events.length; at += TAKEN_AT_ONCE) {
		const result = await store.intake.run(takeIn, events.slice(at, at + TAKEN_AT_ONCE));
		for (const place of result.fresh) fresh.push(at + place);
	}
	return fresh;
}

/**
 * Folds all that was taken in into messages and consent (decision 7): by the next hit, delivery or job run, whoever
 * comes first. Cheap where nothing came in.
 */
export async function takeUpEvents(store: Store): Promise<FoldCounts> {
	const before = running.get(store) ?? Promise.resolve();
	const mine = before.catch(() => undefined).then(() => fold(store));
	running.set(store, mine);
	return await mine;
}

async function fold(store: Store): Promise<FoldCounts> {
	const counts: Record<FoldOutcome, number> = { applied: 0, known: 0, held: 0, foreign: 0, unknown: 0, unreadable: 0 };
	if (!(await store.intake.isUsed())) return counts;
	for (let after = 0; ; ) {
		const rows = await store.intake.run(readIntake, { limit: PAGE, after });
		const last = rows.at(-1);
		if (!last) break;
		const folded = await store.run(foldEvents, rows);
		await store.intake.run(markFolded, rows.map((row) => row.id));
		for (const outcome of OUTCOMES) counts[outcome] += folded[outcome];
		after = last.id;
	}
	await tryHeld(store);
	return counts;
}

/** Tidying does not depend on anything being held: mails of others are reported for ever. */
async function tryHeld(store: Store): Promise<void> {
	if (Date.now() - (heldLooked.get(store) ?? 0) < HELD_EVERY) return;
	heldLooked.set(store, Date.now());
	while ((await store.run(foldHeld, { limit: PAGE })) === PAGE);
	await store.run(tidyUnmatched, null);
}
