import { EngineError } from '../EngineError';
import { moveSelection } from '../selections/selectionState';
import { readSelection, type StoredSelection } from '../selections/storedSelection';
import { change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import type { Review, ReviewPage } from './Review';
import { reviewOfSelection, reviewOfStep } from './storedReview';

export interface OpenInput {
	readonly selectionId: number;
	/** The step that waits: n8n, execution and node. */
	readonly step: string;
	/** How often the step has run before. */
	readonly turn: number;
	/** UTC ms; a selection's own expiry ends it earlier. */
	readonly waitsUntil: number;
	readonly page: ReviewPage;
	readonly now: number;
}

/**
 * Puts a selection before a person: from here on every process refuses it until somebody has confirmed it. The same
 * step asked again finds the review it has opened.
 * @throws EngineError for a selection that may not be reviewed, with what may be done instead
 */
export const openReview = defineTransaction(__filename, 'write', 'review.open', function* (tx, input: OpenInput): Steps<Review> {
	const { selectionId, step, now } = input;
	const selection = yield* readSelection(tx, selectionId);
	if (!selection) throw new EngineError('not-found', `There is no selection ${selectionId}.`, 'Connect the output of CRM Segment (Search) to this node, and run the search again.');
	const known = yield* reviewOfSelection(tx, selectionId, now, 'writing');
	if (known?.step === step && known.state.kind === 'waiting') return known;
	refuse(selection, known, now);
	const waits = { step, turn: input.turn, opened_at: now, waits_until: Math.min(input.waitsUntil, selection.expiresAt), selected: selection.count, page: JSON.stringify(input.page) };
	yield* retireStep(tx, input);
	// Nobody decided on the one before in time: who asks again asks anew.
	if (known) yield* change(tx, tx.db.updateTable('review').set(waits).where('id', '=', known.id));
	else yield* change(tx, tx.db.insertInto('review').values({ selection_id: selectionId, ...waits }));
	yield* moveSelection(tx, { id: selectionId, to: 'in_review', decision: null });
	const opened = yield* reviewOfSelection(tx, selectionId, now, 'reading');
	if (!opened) throw new EngineError('internal-fault', `The review of selection ${selectionId} was written and can't be read.`, 'Run the search again.');
	return opened;
});

function refuse(selection: StoredSelection, known: Review | null, now: number): void {
	const { id, state } = selection;
	const refused = (message: string, wayOut: string) => new EngineError(state === 'expired' ? 'expired' : 'conflict', message, wayOut);
	if (state === 'building') throw refused(`Selection ${id} is not finished: its search is still running, or was stopped.`, 'Wait for the search to end, or run it again.');
	if (state === 'expired' || (selection.expiresAt <= now && state !== 'confirmed' && state !== 'rejected')) {
		throw new EngineError('expired', `Selection ${id} expired on ${day(selection.expiresAt)}.`, 'Run the search again; how long a selection lasts is set in CRM Segment.');
	}
	switch (state) {
		case 'open':
			return;
		case 'in_review':
			if (known === null || known.state.kind === 'timed out') return;
			throw refused(`Selection ${id} is in review already, until ${day(known.waitsUntil)}.`, 'Decide on the page of that review, or run the search again for a selection of its own.');
		case 'confirmed':
			throw refused(`Selection ${id} was confirmed already${deciderOf(known)}.`, 'Connect it to a process as it is, or run the search again to have a new one reviewed.');
		case 'rejected':
			throw refused(`Selection ${id} was rejected${deciderOf(known)}.`, 'Run the search again to have a new one reviewed.');
	}
}

function deciderOf(review: Review | null): string {
	return review && 'decision' in review.state ? ` by ${review.state.decision.by} on ${day(review.state.decision.at)}` : '';
}

function day(instant: number): string {
	return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** An n8n set up anew counts its executions from the start again: what an old one of this number waited for is none of ours. */
function* retireStep(tx: Tx, { step, turn, selectionId, now }: OpenInput): Steps<void> {
	const old = yield* reviewOfStep(tx, step, now, 'reading');
	if (old === null || old.selection.id === selectionId) return;
	yield* change(tx, tx.db.updateTable('review').set({ step: `${step} before ${selectionId}` }).where('step', '=', step).where('turn', '>=', turn));
}
