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
	/** Only users that are active: whom work can be given to. */
	readonly activeOnly?: boolean;
}

export interface NamedRecord {
	readonly id: number;
	readonly name: string | null;
}

/** Records by a part of their name, in order of name: what drop-downs offer. */
export const searchNames = defineTransaction(__filename, 'read', 'records.searchNames', function* (tx, input: SearchNamesInput) {
	const folded = fold(input.text.trim());
	const named = folded === '' ? sql`1 = 1` : tx.dialect.contains(sql.ref('name_f'), folded);
	const active = input.kind === 'user' && input.activeOnly === true ? sql`AND active = 1` : sql``;
	return yield* all(
		tx,
		sql<NamedRecord>`SELECT id, name FROM ${sql.table(DEFINITIONS[input.kind].table)} WHERE ${named} ${active}
			ORDER BY name_f, id LIMIT ${input.limit} OFFSET ${input.offset}`,
	);
});
