import type { ConsentState } from '../../../../engine/review/grid/ConsentState';
import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { GridOperator } from '../../../../engine/review/grid/GridFilter';
import type { SearchKind } from '../../../../engine/records/kinds';

/**
 * A sentence for one and for more, `{count}` and other names in braces filled in. Languages with more forms than two
 * (millions in Spanish and Italian) take the second.
 */
export interface Counted {
	readonly one: string;
	readonly other: string;
}

/** A state of the page that is no grid. */
export interface Notice {
	readonly title: string;
	readonly text: string;
}

/** Everything the review's page says, in one language; names in braces are filled in. It goes to the browser as it is. */
export interface ReviewTexts {
	/** What a review without a title of its own is called. */
	readonly title: string;
	readonly campaign: string;
	readonly until: string;
	readonly noScript: string;
	readonly kinds: Readonly<Record<SearchKind, string>>;
	readonly columns: Readonly<Record<GridColumn, string>>;
	readonly consent: Readonly<Record<ConsentState, string>>;
	/** Of messages and tasks, by code. */
	readonly statuses: Readonly<Record<string, string>>;
	readonly operators: Readonly<Record<GridOperator, string>>;

	readonly search: string;
	readonly filter: {
		readonly add: string;
		readonly of: string;
		readonly title: string;
		readonly column: string;
		readonly operator: string;
		readonly value: string;
		readonly from: string;
		readonly to: string;
		readonly and: string;
		readonly or: string;
		readonly match: string;
		readonly another: string;
		readonly removeCondition: string;
		readonly apply: string;
		readonly remove: string;
		readonly edit: string;
		readonly clear: string;
	};
	readonly sort: {
		readonly by: string;
		readonly none: string;
		readonly ascending: string;
		readonly descending: string;
		readonly ascend: string;
		readonly descend: string;
	};
	readonly cancel: string;
	readonly close: string;

	readonly tick: {
		readonly row: string;
		readonly page: string;
		readonly all: string;
		readonly none: string;
		/** What the filter shows. */
		readonly allMatching: Counted;
		readonly noneMatching: Counted;
		/** The count is not there yet. */
		readonly allMatchingUncounted: string;
		readonly noneMatchingUncounted: string;
		readonly keys: string;
	};
	readonly count: {
		readonly ticked: Counted;
		readonly matching: Counted;
		readonly rows: Counted;
		readonly gone: Counted;
		readonly counting: string;
	};
	readonly page: {
		readonly first: string;
		readonly previous: string;
		readonly next: string;
		readonly last: string;
		readonly range: string;
		readonly rangeOnly: string;
		readonly size: string;
		readonly pages: string;
	};
	readonly table: string;
	readonly nameless: string;
	readonly loading: string;
	readonly empty: Notice;
	readonly emptyFiltered: Notice;
	readonly failed: Notice;
	readonly again: string;

	readonly decide: {
		readonly confirm: string;
		readonly reject: string;
		readonly confirmTitle: Counted;
		readonly rejectTitle: string;
		readonly rejectText: string;
		readonly summary: string;
		readonly summaryFailed: string;
		readonly ofTicked: string;
		readonly by: string;
		readonly byMissing: string;
		readonly note: string;
		readonly optional: string;
		readonly confirmButton: Counted;
		readonly rejectButton: string;
		readonly sending: string;
		readonly failed: string;
		readonly nothingTicked: string;
	};
	readonly summary: {
		readonly mayBeMailed: Counted;
		readonly withoutAddress: Counted;
		readonly malformedAddress: Counted;
		readonly optedOut: Counted;
		readonly duplicateAddress: Counted;
		readonly withoutRecipient: Counted;
	};

	readonly done: {
		readonly confirmed: Notice;
		readonly rejected: Notice;
		readonly count: Counted;
		readonly note: string;
		readonly already: string;
		readonly carryingOut: string;
		readonly notHandedOn: string;
		readonly goOn: string;
		readonly closePage: string;
	};
	readonly over: {
		readonly timedOut: Notice;
		readonly expired: Notice;
		/** Closed by n8n: decided or out of time, which one this page can't see. */
		readonly closed: Notice;
		readonly missing: Notice;
		readonly badAddress: Notice;
		readonly failed: Notice;
	};
}
