import { searchSettings } from '../segments/searchSettings';
import type { Store } from '../store/Store';
import { change, defineTransaction, type Steps } from '../store/Transaction';
import type { Selection, SelectionCounts } from './Selection';
import type { StoredCounts } from './storedSelection';
import { tally } from './tally';

const countMembers = defineTransaction(__filename, 'read', 'selections.count', function* (tx, selection: Selection): Steps<SelectionCounts> {
	yield* searchSettings(tx);
	const { byKind, id, parameters } = selection;
	return { byKind, ...(yield* tally(tx, { selectionId: id, members: byKind, campaignId: parameters.campaignId, only: null })) };
});

const keepCounts = defineTransaction(__filename, 'write', 'selections.keepCounts', function* (tx, input: { readonly id: number; readonly stored: StoredCounts }): Steps<void> {
	yield* change(tx, tx.db.updateTable('selection').set({ counts: JSON.stringify(input.stored) }).where('id', '=', input.id));
});

/**
 * Counts whom a mail would reach, by today's addresses and consent, in the scope of the selection's campaign, as Create
 * Messages judges for a template that nobody got yet; the counts are kept with the selection.
 * count = gone + withoutRecipient + withoutAddress + malformedAddress + optedOut + duplicateAddress + mayBeMailed.
 */
export async function countSelection(store: Store, selection: Selection): Promise<SelectionCounts> {
	const counts = await store.run(countMembers, selection);
	await store.run(keepCounts, { id: selection.id, stored: { byKind: selection.byKind, counts } });
	return counts;
}
