import { sql } from 'kysely';

import { fold } from '../store/fold';
import { all, defineTransaction } from '../store/Transaction';
import { DEFINITIONS } from './catalogue/definitions';
import type { Kind } from './kinds';

export interface SearchNamesInput {
	readonly kind: Kind;
	/** Part of the name; empty: all. */
	readonly text: string;
	readonly limit: number;
	readonly offset: number;
}

export interface NamedRecord {
	readonly id: number;
	readonly name: string | null;
	/** Of a user; any other record is. */
	readonly active: boolean;
}

/** Records by a part of their name, in order of name: what drop-downs offer. */
export const searchNames = defineTransaction(__filename, 'read', 'records.searchNames', function* (tx, input: SearchNamesInput) {
	const folded = fold(input.text.trim());
	const where = folded === '' ? sql`` : sql`WHERE ${tx.dialect.contains(sql.ref('name_f'), folded)}`;
	const active = input.kind === 'user' ? sql`CASE WHEN active = 1 THEN 1 ELSE 0 END` : sql`1`;
	const rows = yield* all(
		tx,
		sql<{ id: number; name: string | null; active: number }>`SELECT id, name, ${active} AS active FROM ${sql.table(DEFINITIONS[input.kind].table)} ${where}
			ORDER BY name_f, id LIMIT ${input.limit} OFFSET ${input.offset}`,
	);
	return rows.map((row): NamedRecord => ({ ...row, active: row.active === 1 }));
});
