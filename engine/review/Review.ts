import type { SelectionCounts } from '../selections/Selection';
import type { GeneralParameters } from '../selections/GeneralParameters';
import type { CountByKind } from '../selections/storedSelection';

/** What a person decided. */
export interface ReviewDecision {
	readonly outcome: 'confirmed' | 'rejected';
	readonly by: string;
	readonly note: string | null;
	/** UTC ms. */
	readonly at: number;
}

/** Where a review stands. */
export type ReviewState =
	/** Somebody is to decide. */
	| { readonly kind: 'waiting' }
	/** Somebody has, and what they chose is not carried out in full: a process that was killed is to go on. */
	| { readonly kind: 'carrying out'; readonly decision: ReviewDecision }
	| { readonly kind: 'decided'; readonly decision: ReviewDecision }
	/** Nobody decided in time. */
	| { readonly kind: 'timed out' }
	/** The selection itself may not be processed any more. */
	| { readonly kind: 'expired' };

/** A selection before a person who is to confirm it. Instants in UTC ms. */
export interface Review {
	readonly id: number;
	readonly selectionId: number;
	/** The step of the workflow that waits for it. */
	readonly step: string;
	readonly state: ReviewState;
	readonly openedAt: number;
	/** Nobody can decide any more from then on. */
	readonly waitsUntil: number;
	/** Rows when it was opened. */
	readonly selected: number;
	/** Rows that the selection holds now. */
	readonly count: number;
	readonly byKind: CountByKind;
	readonly counts: SelectionCounts | null;
	readonly parameters: GeneralParameters;
	/** Whether the workflow was told to go on, and when. */
	readonly handedOnAt: number | null;
}
