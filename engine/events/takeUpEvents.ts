import type { Store } from '../store/Store';
import { foldHeld, type FoldCounts, type FoldOutcome } from './foldEvents';
import { foldRound } from './foldRound';
import { forgetKeys, newestTaken, readRound, takeIn, type KeyedEvent } from './intake';
import { puttingDown } from './puttingDown';
import { tidyUnmatched } from './unmatchedEvents';

/** Put in the order of their messages together: the more, the fewer pages of the file are written for them. */
const ROUND = 50_000;
/** Put down in one transaction. */
const TAKEN_AT_ONCE = 2_500;
/** Of what is held, folded in one transaction: about a fifth of a second. */
const HELD_PAGE = 3_000;
const OUTCOMES: readonly FoldOutcome[] = ['applied', 'known', 'held', 'foreign', 'unknown', 'unreadable'];
/** Between two looks at what has no message yet, in ms. */
const HELD_EVERY = 20_000;

export type { FoldCounts } from './foldEvents';

interface TakingUp {
	readonly running: Promise<FoldCounts>;
	/** Begins when the running one has ended, for all who came meanwhile. */
	next: Promise<FoldCounts> | null;
}

/** One after the other in this process: two would only fold the same. */
const takingUp = new WeakMap<Store, TakingUp>();
const heldLooked = new WeakMap<Store, number>();

/**
 * Puts a request's events down, durably; answers the places of those that are new. Whoever sent them may be answered
 * then: folding comes later and can't be lost.
 */
export async function putDown(store: Store, events: readonly KeyedEvent[]): Promise<number[]> {
	return await puttingDown(store, async () => {
		const fresh: number[] = [];
		for (let at = 0; at < events.length; at += TAKEN_AT_ONCE) {
			const result = await store.intake.run(takeIn, events.slice(at, at + TAKEN_AT_ONCE));
			for (const place of result.fresh) fresh.push(at + place);
		}
		return fresh;
	});
}

/**
 * Folds all that was taken in until now into messages and consent (decision 7): by the next hit, delivery or job run,
 * whoever comes first. Cheap where nothing came in. Who comes while another is at it shares the next turn with all
 * who did, and its counts.
 */
export async function takeUpEvents(store: Store): Promise<FoldCounts> {
	const current = takingUp.get(store);
	if (!current) return await begin(store);
	// What came in a moment ago may not be among what the running one reads.
	const begun = (): Promise<FoldCounts> => begin(store);
	return await (current.next ??= current.running.then(begun, begun));
}

function begin(store: Store): Promise<FoldCounts> {
	const turn: TakingUp = {
		running: fold(store).finally(() => {
			if (turn.next === null) takingUp.delete(store);
		}),
		next: null,
	};
	takingUp.set(store, turn);
	return turn.running;
}

/** What comes in meanwhile is whoever's brings it: with a stream that never ends nobody would wait for an end. */
async function fold(store: Store): Promise<FoldCounts> {
	const counts: Record<FoldOutcome, number> = { applied: 0, known: 0, held: 0, foreign: 0, unknown: 0, unreadable: 0 };
	if (!(await store.intake.isUsed())) return counts;
	const until = await store.intake.run(newestTaken, null);
	if (until !== null) {
		for (let after = 0; ; ) {
			const round = await store.intake.run(readRound, { after, until, limit: ROUND });
			if (!round) break;
			await foldRound(store, round.ids, (folded) => {
				for (const outcome of OUTCOMES) counts[outcome] += folded[outcome];
			});
			after = round.last;
		}
		while (await store.intake.run(forgetKeys, null));
	}
	await tryHeld(store);
	return counts;
}

/** Tidying does not depend on anything being held: mails of others are reported for ever. */
async function tryHeld(store: Store): Promise<void> {
	if (Date.now() - (heldLooked.get(store) ?? 0) < HELD_EVERY) return;
	heldLooked.set(store, Date.now());
	while ((await store.run(foldHeld, { limit: HELD_PAGE })) === HELD_PAGE);
	await store.run(tidyUnmatched, null);
}
