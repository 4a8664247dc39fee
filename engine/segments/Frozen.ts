import type { SearchKind } from '../records/kinds';
import type { Condition } from './Criteria';

type Plain = Exclude<Condition, { readonly type: 'group' | 'filter' | 'accountFilter' | 'accountWhere' }>;

/**
 * A condition that depends on nothing but records: saved filters put in their place, days relative to now
 * made calendar days, campaigns and accounts looked up. What a search in several steps goes by.
 */
export type FrozenCondition =
	| Plain
	| { readonly type: 'group'; readonly match: 'all' | 'any' | 'none'; readonly conditions: readonly FrozenCondition[] }
	| { readonly type: 'accountWhere'; readonly condition: FrozenCondition; readonly negate?: boolean };

export interface FrozenTab {
	readonly kind: SearchKind;
	readonly condition: FrozenCondition;
}

export interface FrozenSegment {
	readonly tabs: readonly FrozenTab[];
}
