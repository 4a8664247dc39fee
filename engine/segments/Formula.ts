import { sql, type RawBuilder, type SqlBool } from 'kysely';

/**
 * A condition on its way to SQL. Negation is carried down to the leaves: there alone SQL's third
 * truth value must be dealt with, and conditions that aren't negated stay plain enough for indexes.
 */
export type Formula =
	| { readonly op: 'and' | 'or'; readonly parts: readonly Formula[] }
	/** May be NULL: counts as false, its negation as true. */
	| { readonly op: 'atom'; readonly sql: RawBuilder<SqlBool> }
	/** Never NULL. */
	| { readonly op: 'total'; readonly sql: RawBuilder<SqlBool> };

export const TRUE: Formula = { op: 'and', parts: [] };
export const FALSE: Formula = { op: 'or', parts: [] };

export function atom(condition: RawBuilder<SqlBool>): Formula {
	return { op: 'atom', sql: condition };
}

export function total(condition: RawBuilder<SqlBool>): Formula {
	return { op: 'total', sql: condition };
}

export function and(...parts: readonly Formula[]): Formula {
	return { op: 'and', parts: parts.filter((part) => part.op !== 'and' || part.parts.length > 0) };
}

export function or(...parts: readonly Formula[]): Formula {
	return { op: 'or', parts };
}

/** True exactly where the formula is not. */
export function not(formula: Formula): Formula {
	switch (formula.op) {
		case 'and':
			return { op: 'or', parts: formula.parts.map(not) };
		case 'or':
			return { op: 'and', parts: formula.parts.map(not) };
		case 'atom':
			return total(sql<SqlBool>`(${formula.sql}) IS NOT TRUE`);
		case 'total':
			return total(sql<SqlBool>`NOT (${formula.sql})`);
	}
}

/** For WHERE, where NULL counts as false. */
export function toSql(formula: Formula): RawBuilder<SqlBool> {
	switch (formula.op) {
		case 'and':
			return joined(formula.parts, sql`AND`, sql<SqlBool>`(1 = 1)`);
		case 'or':
			return joined(formula.parts, sql`OR`, sql<SqlBool>`(1 = 0)`);
		case 'atom':
		case 'total':
			return formula.sql;
	}
}

/** As a balanced tree: SQLite allows 1,000 levels, and a chain of 500 conditions would have as many. */
function joined(parts: readonly Formula[], by: RawBuilder<unknown>, empty: RawBuilder<SqlBool>): RawBuilder<SqlBool> {
	const [only] = parts;
	if (!only) return empty;
	if (parts.length === 1) return toSql(only);
	const half = Math.ceil(parts.length / 2);
	return sql<SqlBool>`(${joined(parts.slice(0, half), by, empty)} ${by} ${joined(parts.slice(half), by, empty)})`;
}
