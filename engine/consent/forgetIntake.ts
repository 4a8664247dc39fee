import { sql } from 'kysely';

import { all, change, defineTransaction, type Steps } from '../store/Transaction';
import { withoutAddress } from './mentions';

/**
 * Of events that came in while a person was being forgotten, those that name the address are emptied; their keys stay,
 * so that what is told again is passed over. Runs on the intake. Answers how many.
 */
export const forgetIntake = defineTransaction(__filename, 'write', 'consent.forgetIntake', function* (tx, input: { readonly address: string }): Steps<number> {
	const rows = yield* all(tx, sql<{ id: number; event: string }>`SELECT id, event FROM intake_event WHERE event IS NOT NULL`);
	const ids = rows.filter((row) => withoutAddress(row.event, input.address) !== row.event).map((row) => row.id);
	return yield* change(tx, sql`UPDATE intake_event SET event = NULL WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
});
