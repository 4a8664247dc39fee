import type { StoredSelection } from '../selections/storedSelection';
import type { GridColumn } from './grid/gridColumns';

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

/** What its page says and shows, as the step that waits set it. */
export interface ReviewPage {
	/** Empty: what every review is called. */
	readonly title: string;
	/** Plain text; empty for none. */
	readonly instructions: string;
	/** Columns to show; null: all that say anything about the records. */
	readonly columns: readonly GridColumn[] | null;
	/** Rows of a page at first. */
	readonly size: number;
}

/** A selection before a person who is to confirm it. Instants in UTC ms. */
export interface Review {
	readonly id: number;
	/** The step of the workflow that waits for it. */
	readonly step: string;
	readonly state: ReviewState;
	readonly selection: StoredSelection;
	/** Rows when it was opened. */
	readonly selected: number;
	readonly openedAt: number;
	/** Nobody can decide any more from then on. */
	readonly waitsUntil: number;
	readonly page: ReviewPage;
	/** The name of the campaign that rides with the selection. */
	readonly campaign: string | null;
	/** When the workflow was last told to go on; null: not yet. */
	readonly handedOnAt: number | null;
}
