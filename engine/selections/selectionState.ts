import { EngineError } from '../EngineError';
import { fold } from '../store/fold';
import type { Store } from '../store/Store';
import { change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import type { Selection, SelectionState } from './Selection';
import { readSelection } from './storedSelection';

const NEXT: Readonly<Record<SelectionState, readonly SelectionState[]>> = {
	open: ['in_review', 'expired'],
	in_review: ['confirmed', 'rejected', 'expired'],
	confirmed: ['expired'],
	rejected: [],
	expired: [],
};

/** Whether a selection may go from one state to another: only a review confirms. */
export function mayBecome(from: SelectionState, to: SelectionState): boolean {
	return NEXT[from].includes(to);
}

/**
 * Refuses a selection that may not be processed, whatever path the workflow took (decision 5).
 * @throws EngineError not-allowed or expired
 */
export function assertProcessable(selection: Pick<Selection, 'id' | 'state' | 'requireConfirmation'>, campaignRequiresConfirmation: boolean): void {
	const { id, state } = selection;
	switch (state) {
		case 'confirmed':
			return;
		case 'open':
			if (!selection.requireConfirmation && !campaignRequiresConfirmation) return;
			throw new EngineError(
				'not-allowed',
				`Selection ${id} was not confirmed, and ${selection.requireConfirmation ? 'the search asks for it' : 'its campaign asks for it'}.`,
				'Put CRM Review between search and process, or untick Require Confirmation.',
			);
		case 'in_review':
			throw new EngineError('not-allowed', `Selection ${id} is in review: nobody has confirmed it yet.`, 'Connect the output Confirmed of CRM Review to this node.');
		case 'rejected':
			throw new EngineError('not-allowed', `Selection ${id} was rejected in review.`, 'Search and review again.');
		case 'expired':
			throw new EngineError('expired', `Selection ${id} has expired.`, 'Search and review again.');
	}
}

/** Who decided, and what they noted. */
export interface Decision {
	readonly by: string | null;
	readonly note: string | null;
	/** UTC ms. */
	readonly at: number;
}

interface SetStateInput {
	readonly id: number;
	readonly to: SelectionState;
	readonly decision: Decision | null;
}

const setState = defineTransaction(__filename, 'write', 'selections.setState', function* (tx, input: SetStateInput): Steps<void> {
	yield* moveSelection(tx, input);
});

/**
 * Moves a selection on within a transaction; the state it has already is no error.
 * @throws EngineError not-found, or conflict where that step is not allowed
 */
export function* moveSelection(tx: Tx, { id, to, decision }: SetStateInput): Steps<void> {
	const selection = yield* readSelection(tx, id);
	if (!selection) throw new EngineError('not-found', `There is no selection ${id}.`, 'Run the search again.');
	const { state } = selection;
	if (state === to) return;
	if (state === 'building' || !mayBecome(state, to)) {
		throw new EngineError('conflict', `Selection ${id} is ${state.replace('_', ' ')}: it can't become ${to.replace('_', ' ')}.`, 'Run the search again to start anew.');
	}
	// Only from the state that was read: of two people who decide at once the first does.
	const decided = decision === null ? {} : decidedColumns(decision);
	const changed = yield* change(tx, tx.db.updateTable('selection').set({ state: to, ...decided }).where('id', '=', id).where('state', '=', state));
	if (changed === 0) throw new EngineError('conflict', `Selection ${id} was decided by somebody else at the same moment.`, 'Look at it again.');
}

/** A decision as a selection's row holds it. */
export function decidedColumns({ by, note, at }: Decision) {
	return {
		decided_by: by,
		decided_by_f: by === null ? null : fold(by),
		decided_at: at,
		decision_note: note,
		decision_note_f: note === null ? null : fold(note),
	};
}

/**
 * Moves a selection on; the state it has already is no error.
 * @throws EngineError not-found, or conflict where that step is not allowed
 */
export async function setSelectionState(store: Store, id: number, to: SelectionState, decision: Decision | null = null): Promise<void> {
	await store.run(setState, { id, to, decision });
}
