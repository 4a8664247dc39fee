import { sql, type RawBuilder, type SqlBool } from 'kysely';

/**
 * Whether the follow-up of this name was made from the row `m` before (VM-13).
 * As a scalar subquery, not EXISTS: one look-up in the index for each row, also where PostgreSQL has no statistics yet
 * and would else join with every follow-up of that name.
 */
export function doneBefore(table: RawBuilder<unknown>, once: string | null): RawBuilder<SqlBool> {
	if (once === null) return sql<SqlBool>`FALSE`;
	return sql<SqlBool>`(SELECT t.id FROM ${table} AS t WHERE t.once = ${once} AND t.source_kind = m.kind AND t.source_id = m.record_id) IS NOT NULL`;
}
