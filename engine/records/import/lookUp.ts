import { sql } from 'kysely';

import { all, type Steps, type Tx } from '../../store/Transaction';
import type { Columns } from '../recordValues';

export interface LookUp {
	readonly table: string;
	readonly columns: readonly string[];
	/** An indexed column of text. */
	readonly key: string;
	readonly values: readonly string[];
	/** Nobody else changes the rows found until this transaction ends. */
	readonly lock: boolean;
}

/**
 * The rows whose key is one of many values, each value looked up in the index. PostgreSQL would read the whole table
 * where it has no statistics of it yet, as while it is being filled.
 */
export function* lookUp(tx: Tx, { table, columns, key, values, lock }: LookUp): Steps<Columns[]> {
	if (values.length === 0) return [];
	const selected = sql.join(columns.map((column) => sql.ref(`r.${column}`)));
	const from = sql`${sql.table(table)} AS r`;
	switch (tx.dialect.name) {
		case 'sqlite':
			return yield* all(tx, sql<Columns>`SELECT ${selected} FROM ${from} WHERE ${tx.dialect.inTexts(sql.ref(`r.${key}`), values)}`);
		case 'postgres': {
			const fence = lock ? sql`FOR UPDATE` : sql`OFFSET 0`;
			return yield* all(
				tx,
				sql<Columns>`SELECT found.* FROM jsonb_array_elements_text(${JSON.stringify(values)}::jsonb) AS given
					CROSS JOIN LATERAL (SELECT ${selected} FROM ${from} WHERE ${sql.ref(`r.${key}`)} = given ${fence}) AS found`,
			);
		}
	}
}
