import { sql, type SqlBool } from 'kysely';

import { loadCatalogue } from '../../../../engine/records/catalogue/loadCatalogue';
import type { Kind } from '../../../../engine/records/kinds';
import { selectRecords } from '../../../../engine/records/selectRecords';
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
