import { sql, type SqlBool } from 'kysely';

import { loadCatalogue } from '../../../../engine/records/catalogue/loadCatalogue';
import type { Kind } from '../../../../engine/records/kinds';
import { selectRecords } from '../../../../engine/records/selectRecords';
import { TABLE_NAMES } from '../../../../engine/store/migrations';
import { all, defineTransaction, type SqlValue } from '../../../../engine/store/Transaction';

/** All records of a kind, as users see them, oldest first. */
export const readRecords = defineTransaction(__filename, 'read', 'test.records', function* (tx, kind: Kind) {
	return yield* selectRecords(tx, yield* loadCatalogue(tx), kind, { where: sql<SqlBool>`1 = 1` });
});

/** All rows of a kind, as stored. */
export const readColumns = defineTransaction(__filename, 'read', 'test.columns', function* (tx, kind: Kind) {
	const { table } = (yield* loadCatalogue(tx)).kind(kind);
	return yield* all(tx, sql<Record<string, SqlValue>>`SELECT * FROM ${sql.table(table)} ORDER BY id`);
});

/** All there is in a store: rows as text, by table. */
export const readEverything = defineTransaction(__filename, 'read', 'test.everything', function* (tx, _input: null) {
	const tables: Record<string, string[]> = {};
	for (const table of TABLE_NAMES) tables[table] = (yield* all(tx, sql`SELECT * FROM ${sql.table(table)}`)).map((row) => JSON.stringify(row)).sort();
	return tables;
});
