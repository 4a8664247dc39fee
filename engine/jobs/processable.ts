import { EngineError } from '../EngineError';
import { assertProcessable } from '../selections/selectionState';
import { readSelection, type StoredSelection } from '../selections/storedSelection';
import { first, type Steps, type Tx } from '../store/Transaction';

/**
 * The selection of a job, if it may be processed: asked when the job is queued, and again whenever it goes on, whatever
 * was decided meanwhile. That its time to be processed ran out is no matter for a job queued before.
 * @throws EngineError not-found, not-allowed, expired
 */
export function* processableSelection(tx: Tx, selectionId: number): Steps<StoredSelection> {
	const selection = yield* readSelection(tx, selectionId);
	if (!selection || selection.state === 'building') throw new EngineError('not-found', `There is no finished selection ${selectionId}.`, 'Run the search again.');
	const { state } = selection;
	const { campaignId } = selection.parameters;
	const campaign = campaignId === null ? null : yield* first(tx, tx.db.selectFrom('campaign').select('require_confirmation').where('id', '=', campaignId));
	assertProcessable({ ...selection, state }, campaign?.require_confirmation === 1);
	return selection;
}

/** @throws EngineError where a selection's records are no longer known: it expired long ago */
export function* checkMembersKept(tx: Tx, selectionId: number): Steps<void> {
	const row = yield* first(tx, tx.db.selectFrom('selection').select('dropped_at').where('id', '=', selectionId));
	if (row?.dropped_at === null) return;
	throw new EngineError('expired', `The records of selection ${selectionId} were let go: it expired long ago.`, 'Search again and queue a new job.');
}
