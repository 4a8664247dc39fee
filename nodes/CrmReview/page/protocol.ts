import type { SearchKind } from '../../../engine/records/kinds';
import type { ChoiceStep } from '../../../engine/review/choice/Choice';
import type { GridColumn } from '../../../engine/review/grid/gridColumns';
import type { GridFilter } from '../../../engine/review/grid/GridFilter';
import type { GridPage, GridPlace, GridSort } from '../../../engine/review/grid/GridRow';
import type { ReviewTexts } from './texts/ReviewTexts';

/** What the page in the browser and the node say to each other: JSON, as the body of a POST to the page's own address. */

/** What the page is made with. */
export interface PageSetup {
	readonly language: string;
	/** How dates and numbers are written. */
	readonly locale: string;
	readonly texts: ReviewTexts;
	/** Days and times are told in this zone. */
	readonly timeZone: string;
	readonly columns: readonly GridColumn[];
	readonly kinds: readonly SearchKind[];
	/** Members of the selection, deleted ones too. */
	readonly count: number;
	readonly size: number;
}

/** What is asked: none of it changes anything but `decide`. */
export type ReviewRequest =
	| { readonly action: 'page'; readonly filter: GridFilter; readonly sort: GridSort | null; readonly place: GridPlace; readonly size: number; readonly steps: readonly ChoiceStep[] }
	| { readonly action: 'count'; readonly filter: GridFilter; readonly steps: readonly ChoiceStep[] }
	| { readonly action: 'summary'; readonly steps: readonly ChoiceStep[] }
	| { readonly action: 'decide'; readonly outcome: 'confirmed' | 'rejected'; readonly by: string; readonly note: string; readonly steps: readonly ChoiceStep[] };

export type PageAnswer = GridPage;

export interface CountAnswer {
	readonly rows: number;
	readonly ticked: number;
	readonly matching: number;
	readonly matchingTicked: number;
	readonly gone: number;
}

/** Whom a mail to what is ticked would reach, and whom not. */
export interface SummaryAnswer {
	readonly mayBeMailed: number;
	readonly withoutAddress: number;
	readonly malformedAddress: number;
	readonly optedOut: number;
	readonly duplicateAddress: number;
	readonly withoutRecipient: number;
	readonly gone: number;
}

/** Where the review stands after a decision, or instead of an answer: nothing more can be changed then. */
export type OverAnswer =
	| {
			readonly over: 'decided';
			readonly outcome: 'confirmed' | 'rejected';
			readonly by: string;
			readonly note: string | null;
			/** UTC ms. */
			readonly at: number;
			/** Rows that go on, of so many selected. */
			readonly count: number;
			readonly selected: number;
			/** Whether this very request decided. */
			readonly mine: boolean;
	  }
	| { readonly over: 'timedOut'; readonly until: number }
	| { readonly over: 'expired' }
	| { readonly over: 'missing' };

/** With status 400: what was asked can't be; with 503: not now. Nothing was changed. */
export interface FailedAnswer {
	readonly failed: 'invalid' | 'unavailable';
}
