/**
 * A message's way out (decision 6):
 * queued → claimed (lease; expiry returns it) → sending (durable, just before the wire) → sent | failed | uncertain.
 * `not_sent` never left; it is queued by the next run when its reason is gone.
 */
export type MessageState = 'queued' | 'claimed' | 'sending' | 'sent' | 'failed' | 'not_sent' | 'uncertain';

/** How long a claimed message belongs to its claimer, in ms. */
export const CLAIM_LEASE = 5 * 60_000;
/** How long a message may be on the wire before its answer counts as lost, in ms; beyond every time-out of a channel. */
export const SENDING_LEASE = 30 * 60_000;
/** Tries of a mail that is refused for now. */
export const MAX_ATTEMPTS = 6;

/** When a mail refused for now is tried again: 5, 10, 20, 40, 80 minutes later. */
export function nextAttemptAt(now: number, attempts: number): number {
	return now + 5 * 60_000 * 2 ** Math.max(0, attempts - 1);
}
