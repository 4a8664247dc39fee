import { EngineError } from '../EngineError';
import type { Store } from '../store/Store';
import { defineTransaction } from '../store/Transaction';
import type { Selection } from './Selection';
import { readSelection } from './storedSelection';

const readOne = defineTransaction(__filename, 'read', 'selections.get', function* (tx, id: number) {
	return yield* readSelection(tx, id);
});

/**
 * A selection to work on.
 * @param storeId the store that the item with the selection's id names
 * @throws EngineError for one of another store, unknown, unfinished or expired; whether it may be processed
 * is for `assertProcessable` to say
 */
export async function getSelection(store: Store, id: number, storeId: string, now: number = Date.now()): Promise<Selection> {
	if (storeId !== store.id) {
		throw new EngineError(
			'not-allowed',
			`Selection ${id} was made in another store (${storeId}); this node uses the store ${store.location} (${store.id}).`,
			'Choose the same CRM Store credential in both nodes.',
		);
	}
	const stored = Number.isSafeInteger(id) && id > 0 ? await store.run(readOne, id) : null;
	if (!stored) {
		throw new EngineError('not-found', `There is no selection ${id} in the store ${store.location}.`, 'Connect the output of CRM Segment to this node, and run the search again.');
	}
	const { state } = stored;
	if (state === 'building') {
		throw new EngineError('conflict', `Selection ${id} is not finished: its search is still running, or was stopped.`, 'Wait for the search to end, or run it again.');
	}
	if (state === 'expired' || stored.expiresAt <= now) {
		throw new EngineError('expired', `Selection ${id} expired on ${new Date(stored.expiresAt).toISOString()}.`, 'Run the search again; how long a selection lasts is set in CRM Segment.');
	}
	return { ...stored, state, storeId };
}
