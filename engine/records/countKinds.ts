import { sql } from 'kysely';

import { defineTransaction, first, type Steps } from '../store/Transaction';
import { RECIPIENT_KINDS, type RecipientKind } from './kinds';

/** How many people and companies a store holds: what tells one store from another at a glance. */
export const countKinds = defineTransaction(__filename, 'read', 'records.countKinds', function* (tx, _input: null): Steps<Record<RecipientKind, number>> {
	const counts: Record<RecipientKind, number> = { contact: 0, lead: 0, account: 0 };
	for (const kind of RECIPIENT_KINDS) {
		const row = yield* first(tx, sql<{ count: number }>`SELECT COUNT(*) AS count FROM ${sql.table(kind)}`);
		counts[kind] = row?.count ?? 0;
	}
	return counts;
});
