import { sql } from 'kysely';

import { Catalogue, type CustomField } from '../../../engine/records/catalogue/Catalogue';
import { constantParts, fieldAssignments, fieldDiffers } from '../../../engine/records/fieldColumns';
import { isLackingAfter } from '../../../engine/records/lacking';
import type { Kind } from '../../../engine/records/kinds';
import { changeRecord } from '../../../engine/records/writeRecord';
import { all, change, defineTransaction, first, type SqlValue, type Steps, type Tx } from '../../../engine/store/Transaction';

export interface FieldWrite {
	readonly kind: Kind;
	readonly id: number;
	readonly field: string;
	/** As the store holds it. */
	readonly value: SqlValue;
	readonly customFields: readonly CustomField[];
}

export interface Written {
	readonly row: Readonly<Record<string, SqlValue>>;
	/** Whether it was told beforehand that something differs. */
	readonly differs: boolean;
}

/** A field of one record written by a statement over sets. Null: the record would have lacked what it needs. */
export const writeAsSet = defineTransaction(__filename, 'write', 'test.writeAsSet', function* (tx, input: FieldWrite): Steps<Written | null> {
	const catalogue = new Catalogue(input.customFields);
	const definition = catalogue.kind(input.kind);
	const field = catalogue.field(input.kind, input.field);
	const part = constantParts(tx.dialect, definition, field, input.value);
	const assignments = fieldAssignments(tx.dialect, definition, field, part);
	const table = sql.table(definition.table);
	const judged = yield* first(
		tx,
		sql<{ differs: number; lacking: number }>`SELECT CASE WHEN ${fieldDiffers(tx.dialect, definition, field, part)} THEN 1 ELSE 0 END AS differs,
			CASE WHEN ${isLackingAfter(definition, assignments)} THEN 1 ELSE 0 END AS lacking FROM ${table} AS r WHERE r.id = ${input.id}`,
	);
	if (judged?.lacking === 1) return null;
	yield* change(tx, sql`UPDATE ${table} AS r SET ${sql.join(assignments.map(({ column, value }) => sql`${sql.ref(column)} = ${value}`))} WHERE r.id = ${input.id}`);
	return { row: yield* rowOf(tx, definition.table, input.id), differs: judged?.differs === 1 };
});

/** The same as a person would write it. */
export const writeByHand = defineTransaction(__filename, 'write', 'test.writeByHand', function* (tx, input: FieldWrite): Steps<Written> {
	const catalogue = new Catalogue(input.customFields);
	const { storage } = catalogue.field(input.kind, input.field);
	const columns = storage.kind === 'column' ? { [storage.column]: input.value } : {};
	const custom = storage.kind === 'custom' ? { [storage.key]: input.value } : {};
	const differs = yield* changeRecord(tx, catalogue, input.kind, input.id, { columns, custom, doNotEmail: null }, 'user');
	return { row: yield* rowOf(tx, catalogue.kind(input.kind).table, input.id), differs };
});

function* rowOf(tx: Tx, table: string, id: number): Steps<Record<string, SqlValue>> {
	const [row] = yield* all(tx, sql<Record<string, SqlValue>>`SELECT * FROM ${sql.table(table)} WHERE id = ${id}`);
	const told = Object.entries({ ...row }).filter(([column]) => !['id', 'created_at', 'updated_at'].includes(column));
	return Object.fromEntries(told.map(([column, value]) => [column, column.startsWith('custom') && typeof value === 'string' ? sorted(value) : value]));
}

/** PostgreSQL orders keys its own way. */
function sorted(json: string): string {
	return JSON.stringify(Object.entries<unknown>({ ...(JSON.parse(json) as object) }).sort());
}
