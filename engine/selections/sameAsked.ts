import { createHash } from 'node:crypto';

import { change, defineTransaction, first, type Steps } from '../store/Transaction';
import type { RecordRef } from './RecordRef';
import { readSelection, type StoredSelection } from './storedSelection';

/** What tells a selection of records made by one step of one execution. */
export function originKey(askedBy: string, records: readonly RecordRef[]): string {
	const hash = createHash('sha256').update(askedBy);
	for (const { kind, id } of records) hash.update(`\n${kind} ${id}`);
	return hash.digest('hex').slice(0, 32);
}

/** The finished selection with this key, or null. An unfinished one, of a step that was killed, gives its key up. */
export const findAsked = defineTransaction(__filename, 'write', 'selections.findAsked', function* (tx, key: string): Steps<StoredSelection | null> {
	const row = yield* first(tx, tx.db.selectFrom('selection').select('id').where('origin_key', '=', key));
	const known = row ? yield* readSelection(tx, row.id) : null;
	if (known?.state !== 'building') return known;
	yield* change(tx, tx.db.updateTable('selection').set({ origin_key: null }).where('id', '=', known.id));
	return null;
});
