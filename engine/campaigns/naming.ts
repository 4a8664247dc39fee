import { sql, type RawBuilder } from 'kysely';

import { fold } from '../store/fold';
import type { Tx } from '../store/Transaction';

/** A column's text and its folded form, for an INSERT … SELECT. */
export interface NameSql {
	readonly name: RawBuilder<string | null>;
	readonly folded: RawBuilder<string | null>;
}

/**
 * What a record made from `m` (a row of memberRows) is called: the record's name and the reference text (VM-07).
 * The folds are put together as the texts are.
 */
export function madeName(tx: Tx, reference: string | null): NameSql {
	if (reference === null) return { name: sql`m.name`, folded: sql`m.name_f` };
	const joined = ` - ${reference}`;
	const named = (name: RawBuilder<unknown>, tail: string, alone: string) =>
		sql<string | null>`CASE WHEN ${name} IS NULL THEN ${tx.dialect.text(alone)} ELSE ${name} || ${tx.dialect.text(tail)} END`;
	return {
		name: named(sql`m.name`, joined, reference),
		folded: named(sql`m.name_f`, fold(joined), fold(reference)),
	};
}
