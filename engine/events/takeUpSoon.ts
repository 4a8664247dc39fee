import type { Store } from '../store/Store';
import { takeUpEvents } from './takeUpEvents';

/** Hits of one moment are folded together, in ms. */
const SOON = 1_000;

const waiting = new WeakSet<Store>();

/**
 * Folds what came in a moment later, for hits that nobody waits for. A failure is told and does no harm: what is
 * taken in stays until it is folded.
 */
export function takeUpSoon(store: Store, failed: (error: unknown) => void): void {
	if (waiting.has(store)) return;
	waiting.add(store);
	setTimeout(() => {
		waiting.delete(store);
		takeUpEvents(store).catch(failed);
	}, SOON).unref();
}
