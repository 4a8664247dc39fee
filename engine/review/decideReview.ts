import { EngineError } from '../EngineError';
import { decidedColumns, moveSelection } from '../selections/selectionState';
import type { Store } from '../store/Store';
import { change, defineTransaction, type Steps } from '../store/Transaction';
import { carryOut } from './carryOut';
import type { Choice } from './choice/Choice';
import type { GridContext } from './grid/GridContext';
import type { Review } from './Review';
import { reviewOfStep } from './storedReview';

export interface DecisionInput {
	/** The step that waits. */
	readonly step: string;
	readonly outcome: 'confirmed' | 'rejected';
	/** Who decides, as they said. */
	readonly by: string;
	readonly note: string | null;
	/** What stays in a selection that is confirmed. */
	readonly choice: Choice;
	/** In what terms the choice's filters speak. */
	readonly terms: Pick<GridContext, 'timeZone' | 'labels'>;
	/** UTC ms. */
	readonly now: number;
}

export interface DecisionResult {
	readonly review: Review;
	/** Whether this very call decided; else somebody did before, or it was too late. */
	readonly mine: boolean;
}

const LONGEST_NAME = 100;
const LONGEST_NOTE = 2_000;

/** The first to come decides; the choice is written down with the decision, to be carried out after it. */
const takeDecision = defineTransaction(__filename, 'write', 'review.decide', function* (tx, input: DecisionInput): Steps<DecisionResult | null> {
	const { outcome, by, note, choice, now } = input;
	const before = yield* reviewOfStep(tx, input.step, now, 'writing');
	if (before === null || before.state.kind !== 'waiting') return before && { review: before, mine: false };
	const decision = { by, note, at: now };
	switch (outcome) {
		case 'rejected':
			yield* moveSelection(tx, { id: before.selection.id, to: 'rejected', decision });
			yield* change(tx, tx.db.updateTable('review').set({ settled_at: now }).where('id', '=', before.id));
			break;
		case 'confirmed':
			yield* change(tx, tx.db.updateTable('selection').set(decidedColumns(decision)).where('id', '=', before.selection.id));
			yield* change(tx, tx.db.updateTable('review').set({ choice: JSON.stringify({ choice, terms: input.terms }) }).where('id', '=', before.id));
			break;
	}
	const review = yield* reviewOfStep(tx, input.step, now, 'reading');
	return review && { review, mine: true };
});

const readStep = defineTransaction(__filename, 'read', 'review.find', function* (tx, input: { readonly step: string; readonly now: number }): Steps<Review | null> {
	return yield* reviewOfStep(tx, input.step, input.now, 'reading');
});

/** The review that a step waits for, or null. */
export async function findReview(store: Store, step: string, now: number = Date.now()): Promise<Review | null> {
	return await store.run(readStep, { step, now });
}

/**
 * Decides on a selection. The first decision stands, whatever anybody says later or at the same moment; a confirmation
 * leaves in the selection what is ticked and still there, and only then may it be processed. Broken off at any moment
 * it is carried out by the next call, to the same end.
 * @returns null where there is no such review
 * @throws EngineError for a decision without a name
 */
export async function decideReview(store: Store, input: DecisionInput): Promise<DecisionResult | null> {
	const taken = await store.run(takeDecision, { ...input, by: nameOf(input.by), note: noteOf(input.note) });
	return taken && { review: await finishReview(store, taken.review, input.now), mine: taken.mine };
}

/** Carries out what was decided and broken off. */
export async function finishReview(store: Store, review: Review, now: number = Date.now()): Promise<Review> {
	if (review.state.kind !== 'carrying out') return review;
	while (!(await store.run(carryOut, { reviewId: review.id }))) continue;
	return (await findReview(store, review.step, now)) ?? review;
}

function nameOf(given: string): string {
	const name = given.trim();
	if (name === '') throw new EngineError('invalid-input', 'A decision needs the name of who decides.', 'Give your name.');
	return checked(name, 'The name', LONGEST_NAME);
}

function noteOf(given: string | null): string | null {
	const note = given?.trim() ?? '';
	return note === '' ? null : checked(note, 'The note', LONGEST_NOTE);
}

function checked(text: string, what: string, most: number): string {
	if (text.length > most) throw new EngineError('invalid-input', `${what} has ${text.length} characters; ${most} are the most.`, 'Give a shorter one.');
	if (/\0|\p{Surrogate}/u.test(text)) throw new EngineError('invalid-input', `${what} holds characters that can't be kept.`, 'Remove them.');
	return text;
}
