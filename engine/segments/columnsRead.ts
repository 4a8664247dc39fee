import { DEFINITIONS } from '../records/catalogue/definitions';
import type { Kind } from '../records/kinds';
import type { FrozenCondition } from './Frozen';

/** The columns of its own table that a condition reads beside the id; null where a field has no column of its own. */
export function columnsRead(kind: Kind, condition: FrozenCondition): ReadonlySet<string> | null {
	const columns = new Set<string>();
	return collect(kind, condition, columns) ? columns : null;
}

function collect(kind: Kind, condition: FrozenCondition, columns: Set<string>): boolean {
	switch (condition.type) {
		case 'group':
			return condition.conditions.every((part) => collect(kind, part, columns));
		case 'field': {
			const storage = DEFINITIONS[kind].fields.find((field) => field.name === condition.field)?.storage;
			if (storage?.kind !== 'column') return false;
			columns.add(storage.folded ? `${storage.column}_f` : storage.column);
			return true;
		}
		case 'account':
			columns.add('account_id');
			return true;
		case 'accountWhere':
			if (kind === 'account') return collect(kind, condition.condition, columns);
			columns.add('account_id');
			return true;
		case 'mayBeEmailed':
			columns.add('email_key');
			return true;
		case 'member':
		case 'messages':
		case 'tasks':
		case 'opportunities':
		case 'softBounces':
		case 'contacts':
			return true;
	}
}
