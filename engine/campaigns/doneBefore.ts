import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** Whether the follow-up of this name was made from the row `m` before (VM-13). */
export function doneBefore(table: RawBuilder<unknown>, once: string | null): RawBuilder<SqlBool> {
	if (once === null) return sql<SqlBool>`FALSE`;
	return sql<SqlBool>`EXISTS (SELECT 1 FROM ${table} AS t WHERE t.once = ${once} AND t.source_kind = m.kind AND t.source_id = m.record_id)`;
}
