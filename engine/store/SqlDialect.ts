import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { SqlValue } from './Transaction';

/** Where SQLite and PostgreSQL say the same thing in different words. */
export interface SqlDialect {
	readonly name: 'sqlite' | 'postgres';
	/** Whether `text` holds `part` (both folded). */
	contains(text: RawBuilder<unknown>, part: string): RawBuilder<SqlBool>;
	/** The text of a key in a JSON column, NULL where it is missing. */
	jsonText(column: RawBuilder<unknown>, key: string): RawBuilder<string | null>;
	/** A number's or instant's key in a JSON column, as a number. */
	jsonNumber(column: RawBuilder<unknown>, key: string): RawBuilder<number | null>;
	/** A JSON column's object with a key set to a value that is given as JSON text; without the key where that is NULL. */
	jsonWith(column: RawBuilder<unknown>, key: string, json: RawBuilder<unknown>): RawBuilder<string | null>;
	/** A JSON column's object without a key; NULL where nothing is left. */
	jsonWithout(column: RawBuilder<unknown>, key: string): RawBuilder<string | null>;
	/** A JSON column's object with these keys set, without those that are NULL; NULL where nothing is left. One copy of the column. */
	jsonPatched(column: RawBuilder<unknown>, patch: Readonly<Record<string, string | number | null>>): RawBuilder<string | null>;
	/** A text read as a number of any size, NULL where it is none. */
	toInteger(text: RawBuilder<unknown>): RawBuilder<number>;
	toText(value: RawBuilder<unknown>): RawBuilder<string>;
	/** An instant (UTC ms) as text that sorts among days: `YYYY-MM-DD HH:MM:SS`; NULL stays NULL. */
	instantText(instant: RawBuilder<unknown>): RawBuilder<string | null>;
	/** The remainder of a division of integers: shares work out among people. */
	modulo(value: RawBuilder<unknown>, divisor: number): RawBuilder<number>;
	/** A parameter whose type the statement alone does not tell. */
	text(value: string | null): RawBuilder<string | null>;
	integer(value: number | null): RawBuilder<number | null>;
	/** Whether a value is one of many: the list goes in as one parameter, however long. */
	inNumbers(value: RawBuilder<unknown>, list: readonly number[]): RawBuilder<SqlBool>;
	inTexts(value: RawBuilder<unknown>, list: readonly string[]): RawBuilder<SqlBool>;
	/** Rows that go in as one parameter, however many: a table in parentheses with these columns. */
	rows(columns: readonly RowColumn[], rows: readonly (readonly SqlValue[])[]): RawBuilder<unknown>;
	/** Between two tables of which the first is to be gone through, and the second looked up for each of its rows. */
	readonly joinEach: RawBuilder<unknown>;
	/** Ends a subquery whose expressions are costly: used several times outside, they are worked out once all the same. */
	readonly evaluatedOnce: RawBuilder<unknown>;
	/** Appended to a SELECT that claims rows: other claimers pass over what is locked. */
	readonly skipLocked: RawBuilder<unknown>;
}

/** A column of rows that a statement is given. */
export interface RowColumn {
	readonly name: string;
	readonly type: 'bigint' | 'double precision' | 'text';
}

/** A path to one key, whatever characters it holds. */
function sqlitePath(key: string): string {
	return `$."${key.replaceAll('"', '\\"')}"`;
}

export const sqliteDialect: SqlDialect = {
	name: 'sqlite',
	contains: (text, part) => sql<SqlBool>`instr(${text}, ${part}) > 0`,
	jsonText: (column, key) => sql<string | null>`CAST(json_extract(${column}, ${sqlitePath(key)}) AS TEXT)`,
	jsonNumber: (column, key) => sql<number | null>`CAST(json_extract(${column}, ${sqlitePath(key)}) AS REAL)`,
	jsonWith: (column, key, json) =>
		sql<string | null>`CASE WHEN ${json} IS NULL THEN ${sqliteDialect.jsonWithout(column, key)} ELSE json_set(COALESCE(${column}, '{}'), ${sqlitePath(key)}, json(${json})) END`,
	jsonWithout: (column, key) => sql<string | null>`NULLIF(json_remove(${column}, ${sqlitePath(key)}), '{}')`,
	jsonPatched: (column, patch) => sql<string | null>`NULLIF(json_patch(COALESCE(${column}, '{}'), ${JSON.stringify(patch)}), '{}')`,
	toInteger: (text) => sql<number>`CAST(${text} AS INTEGER)`,
	toText: (value) => sql<string>`CAST(${value} AS TEXT)`,
	instantText: (instant) => sql<string | null>`strftime('%Y-%m-%d %H:%M:%S', ${instant} / 1000, 'unixepoch')`,
	modulo: (value, divisor) => sql<number>`(${value} % ${divisor})`,
	text: (value) => sql<string | null>`${value}`,
	integer: (value) => sql<number | null>`${value}`,
	inNumbers: (value, list) => sql<SqlBool>`${value} IN (SELECT value FROM json_each(${JSON.stringify(list)}))`,
	inTexts: (value, list) => sql<SqlBool>`${value} IN (SELECT value FROM json_each(${JSON.stringify(list)}))`,
	rows: (columns, rows) => {
		const chosen = columns.map(({ name }, index) => sql`json_extract(value, ${sql.lit(`$[${index}]`)}) AS ${sql.id(name)}`);
		return sql`(SELECT ${sql.join(chosen)} FROM json_each(${JSON.stringify(rows)}) LIMIT -1)`;
	},
	// Its planner takes the order that it is told.
	joinEach: sql`CROSS JOIN`,
	evaluatedOnce: sql`LIMIT -1`,
	skipLocked: sql``,
};

export const postgresDialect: SqlDialect = {
	name: 'postgres',
	contains: (text, part) => sql<SqlBool>`strpos(${text}, ${part}::text) > 0`,
	jsonText: (column, key) => sql<string | null>`(${column} ->> ${key}::text) COLLATE "C"`,
	jsonNumber: (column, key) => sql<number | null>`CAST(${column} ->> ${key}::text AS double precision)`,
	jsonWith: (column, key, json) =>
		sql<string | null>`CASE WHEN ${json} IS NULL THEN ${postgresDialect.jsonWithout(column, key)} ELSE COALESCE(${column}, '{}'::jsonb) || jsonb_build_object(${key}::text, CAST(${json} AS jsonb)) END`,
	jsonWithout: (column, key) => sql<string | null>`NULLIF(${column} - ${key}::text, '{}'::jsonb)`,
	jsonPatched: (column, patch) =>
		sql<string | null>`NULLIF(jsonb_strip_nulls(COALESCE(${column}, '{}'::jsonb) || ${JSON.stringify(patch)}::jsonb), '{}'::jsonb)`,
	toInteger: (text) => sql<number>`CAST(${text} AS bigint)`,
	toText: (value) => sql<string>`CAST(${value} AS text)`,
	instantText: (instant) => sql<string | null>`(to_char(to_timestamp(${instant} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') COLLATE "C")`,
	modulo: (value, divisor) => sql<number>`MOD(${value}, ${divisor}::bigint)`,
	text: (value) => sql<string | null>`${value}::text`,
	integer: (value) => sql<number | null>`${value}::bigint`,
	// Arrays, not subqueries: the planner sees how long they are, and takes the index where they are short.
	inNumbers: (value, list) => sql<SqlBool>`${value} = ANY(${list}::bigint[])`,
	inTexts: (value, list) => sql<SqlBool>`${value} = ANY(${list}::text[])`,
	rows: (columns, rows) => {
		const chosen = columns.map(({ name, type }, index) => sql`(e.value ->> ${sql.lit(index)})::${sql.raw(type)} AS ${sql.id(name)}`);
		return sql`(SELECT ${sql.join(chosen)} FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) AS e(value))`;
	},
	joinEach: sql`JOIN`,
	evaluatedOnce: sql`OFFSET 0`,
	skipLocked: sql`FOR UPDATE SKIP LOCKED`,
};
