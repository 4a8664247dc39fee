import { sql, type RawBuilder } from 'kysely';

import type { Tx } from '../store/Transaction';
import type { Batch } from './Batch';
import type { Assignment } from './ProcessRun';

/**
 * Whom the record made from `m` (a row of memberRows) is assigned to. Only rows that something is made from may be
 * left in the query: each takes a turn.
 */
export function assignee(tx: Tx, assignment: Assignment, batch: Batch): RawBuilder<number | null> {
	switch (assignment.kind) {
		case 'own':
			return batch.parameters.assignedUserId === null
				? sql<number | null>`COALESCE(m.assigned_user_id, m.recipient_user_id)`
				: tx.dialect.integer(batch.parameters.assignedUserId);
		case 'user':
			return tx.dialect.integer(assignment.userId);
		case 'shared': {
			const turn = tx.dialect.modulo(
				sql`(ROW_NUMBER() OVER (ORDER BY m.record_id) - 1 + ${tx.dialect.integer(batch.turn)})`,
				assignment.userIds.length,
			);
			const cases = assignment.userIds.map((userId, index) => sql`WHEN ${sql.lit(index)} THEN ${tx.dialect.integer(userId)}`);
			return sql<number | null>`CASE ${turn} ${sql.join(cases, sql` `)} END`;
		}
	}
}
