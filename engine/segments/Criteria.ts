import type { SearchKind } from '../records/kinds';

/** What a field is compared with; another record by its id or its whole name. Lists are for `isAnyOf` and `isNoneOf`, pairs for `isBetween`. */
export type CriteriaValue = string | number | boolean | null | readonly (string | number)[];

/** Every operator there is; `operatorsOf` tells which a field's type takes. */
export type Operator =
	| 'is'
	| 'isNot'
	| 'contains'
	| 'doesNotContain'
	| 'startsWith'
	| 'endsWith'
	| 'isEmpty'
	| 'isNotEmpty'
	| 'isAnyOf'
	| 'isNoneOf'
	| 'isGreaterThan'
	| 'isAtLeast'
	| 'isLessThan'
	| 'isAtMost'
	| 'isBetween'
	/** Dates and instants: value is a day (YYYY-MM-DD) or a day relative to now, see RelativeDay. */
	| 'isBefore'
	| 'isAfter'
	| 'isOn'
	| 'isTrue'
	| 'isFalse'
	/** The text is there and no address that mail can be sent to (email fields). */
	| 'isMalformed';

/**
 * A day told relative to the run: `today`, `today+3d`, `today-2w`, `today-1m`, `today+1y`,
 * `start of week`, `start of month`, `start of year`. Resolved in the workflow's time zone before compiling.
 */
export type RelativeDay = string;

/** How a campaign's messages turned out for a record. `notX` holds for a message that was sent and not X. */
export type MessageOutcome =
	| 'any'
	| 'queued'
	| 'sent'
	| 'notSent'
	| 'failed'
	| 'delivered'
	| 'notDelivered'
	| 'opened'
	| 'notOpened'
	| 'clicked'
	| 'notClicked'
	| 'bounced'
	| 'bouncedHard'
	| 'bouncedSoftly'
	| 'notBounced'
	| 'dropped'
	| 'spam'
	| 'unsubscribed';

export interface TaskMatch {
	/** NULL: of any status. */
	readonly status: string | null;
	readonly outcome: string | null;
	/** Made by the follow-up of this name. */
	readonly followUp?: string;
}

/** Conditions as data: what is searched is validated against the catalogue and compiled, never SQL. */
export type Condition =
	| { readonly type: 'group'; readonly match: 'all' | 'any' | 'none'; readonly conditions: readonly Condition[] }
	| { readonly type: 'field'; readonly field: string; readonly operator: Operator; readonly value?: CriteriaValue }
	/** In saved filter F. */
	| { readonly type: 'filter'; readonly filterId: number; readonly negate?: boolean }
	/** Related to these accounts. */
	| { readonly type: 'account'; readonly accountIds: readonly number[]; readonly negate?: boolean }
	/** Related to accounts that a saved filter over accounts finds. */
	| { readonly type: 'accountFilter'; readonly filterId: number; readonly negate?: boolean }
	/** Related to accounts for which a condition over accounts holds (VM-11). */
	| { readonly type: 'accountWhere'; readonly condition: Condition; readonly negate?: boolean }
	/** Member of campaign C, of a status of membership if given. */
	| { readonly type: 'member'; readonly campaignId: number; readonly status?: string; readonly negate?: boolean }
	/** With, or without (`negate`), messages of campaign C (NULL: of any) with this outcome. */
	| { readonly type: 'messages'; readonly campaignId: number | null; readonly outcome: MessageOutcome; readonly negate?: boolean }
	/** With, or without (`negate`), tasks of campaign C (NULL: of any) of this status, outcome or follow-up. For messages: tasks made from the message. */
	| { readonly type: 'tasks'; readonly campaignId: number | null; readonly match: TaskMatch; readonly negate?: boolean }
	/** With, or without (`negate`), opportunities (of campaign C). For tasks: opportunities made from the task. */
	| { readonly type: 'opportunities'; readonly campaignId: number | null; readonly negate?: boolean }
	/**
	 * Messages: the recipient's last mails up to this one, by the time they were sent, all bounced softly, `inARow` at least.
	 * With `followUp` only the one that completed the row, while no message of the row has a task of that follow-up.
	 */
	| { readonly type: 'softBounces'; readonly inARow: number; readonly followUp?: string; readonly negate?: boolean }
	/** Accounts with, or without (`negate`), a contact. */
	| { readonly type: 'contacts'; readonly negate?: boolean }
	/** No standing no on the record or its address, and an address that mail can be sent to; in the campaign's scope where one is given. */
	| { readonly type: 'mayBeEmailed'; readonly campaignId?: number; readonly negate?: boolean };

/** One search tab: a kind of record and what must hold. */
export interface Tab {
	readonly kind: SearchKind;
	/** Empty groups count as no condition at all. */
	readonly condition: Condition;
	/** Must be ticked where there is no condition: nobody mails everyone by forgetting one. */
	readonly allRecords?: boolean;
}

/** What a search is about. Tabs are united, each record once, in whatever order they stand. */
export interface Segment {
	readonly tabs: readonly Tab[];
}
