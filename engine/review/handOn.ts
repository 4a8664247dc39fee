import { sql } from 'kysely';

import { change, defineTransaction, type Steps } from '../store/Transaction';

/** So long after a workflow was told to go on, somebody may tell it once more (ms): whoever did was killed before n8n heard it. */
export const HAND_ON_AGAIN = 60_000;

/**
 * Whether this caller is the one to let the workflow go on: of several who find a decision made only one is, else it
 * would run twice.
 */
export const handOn = defineTransaction(__filename, 'write', 'review.handOn', function* (tx, input: { readonly reviewId: number; readonly now: number }): Steps<boolean> {
	const changed = yield* change(
		tx,
		sql`UPDATE review SET handed_on_at = ${input.now} WHERE id = ${input.reviewId} AND (handed_on_at IS NULL OR handed_on_at <= ${input.now - HAND_ON_AGAIN})`,
	);
	return changed === 1;
});
