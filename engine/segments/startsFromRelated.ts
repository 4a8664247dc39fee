import { isRecipientKind, type SearchKind } from '../records/kinds';
import type { FrozenCondition } from './Frozen';

/**
 * Whether SQLite starts a search from a set of related rows: among what must hold is that the record has some. The
 * records that come into question are then few, and found by their ids.
 */
export function startsFromRelated(kind: SearchKind, condition: FrozenCondition): boolean {
	switch (condition.type) {
		case 'group':
			return condition.match === 'all' && condition.conditions.some((part) => startsFromRelated(kind, part));
		case 'member':
		case 'messages':
		case 'tasks':
		case 'opportunities':
			return isRecipientKind(kind) && !condition.negate;
		case 'contacts':
			return kind === 'account' && !condition.negate;
		case 'field':
		case 'account':
		case 'accountWhere':
		case 'softBounces':
		case 'mayBeEmailed':
			return false;
	}
}
