import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { KindDefinition } from './catalogue/Field';
import { columnAfter, type Assignment } from './fieldColumns';

/** Whether the row `r` would lack what its kind can't do without (`missing`), once the assignments are made. */
export function isLackingAfter(definition: KindDefinition, assignments: readonly Assignment[]): RawBuilder<SqlBool> {
	const needed = neededOf(definition);
	// What is not touched was there before.
	if (!assignments.some(({ column }) => needed.includes(column))) return sql<SqlBool>`1 = 0`;
	return sql<SqlBool>`(${sql.join(needed.map((column) => sql`${columnAfter(assignments, column)} IS NULL`), sql` AND `)})`;
}

/** One of these columns holds something. */
function neededOf({ kind }: KindDefinition): readonly string[] {
	switch (kind) {
		case 'lead':
			return ['name', 'email', 'external_id', 'company'];
		case 'contact':
		case 'user':
			return ['name', 'email', 'external_id'];
		case 'account':
		case 'campaign':
		case 'opportunity':
		case 'task':
		case 'event':
		case 'template':
			return ['name'];
		case 'activity':
		case 'message':
			return [];
	}
}
