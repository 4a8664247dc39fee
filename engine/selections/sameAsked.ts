import { createHash } from 'node:crypto';

import { EngineError } from '../EngineError';
import type { Segment } from '../segments/Criteria';
import { change, defineTransaction, first, type Steps } from '../store/Transaction';
import type { RecordRef } from './RecordRef';
import type { Selection } from './Selection';
import { readSelection } from './storedSelection';

/** What tells a selection made by one step of one execution: of the records it names, or of what it searches for. */
export function originKey(askedBy: string, source: readonly RecordRef[] | Segment): string {
	const hash = createHash('sha256').update(askedBy);
	if ('tabs' in source) hash.update(`\n${JSON.stringify(source)}`);
	else for (const { kind, id } of source) hash.update(`\n${kind} ${id}`);
	return hash.digest('hex').slice(0, 32);
}

/**
 * The selection with this key that can be worked on, or null. An unfinished one, of a step that was killed, gives its
 * key up, and so does one that has expired: an n8n set up anew counts its executions from the start again.
 */
export const findAsked = defineTransaction(
	__filename,
	'write',
	'selections.findAsked',
	function* (tx, asked: { readonly key: string; readonly now: number }): Steps<Omit<Selection, 'storeId'> | null> {
		const row = yield* first(tx, tx.db.selectFrom('selection').select('id').where('origin_key', '=', asked.key));
		const known = row ? yield* readSelection(tx, row.id) : null;
		if (!known) return null;
		const { state } = known;
		if (state !== 'building' && known.expiresAt > asked.now) return { ...known, state };
		yield* change(tx, tx.db.updateTable('selection').set({ origin_key: null }).where('id', '=', known.id));
		return null;
	},
);

/** For whoever is too late: another run of the same step makes the selection, or has taken it over. */
export function takenOver(): EngineError {
	return new EngineError('conflict', 'This selection is being made by another run of the same step.', 'Wait for that one: this one did nothing.');
}
