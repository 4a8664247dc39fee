import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { EngineError } from '../EngineError';
import { all, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import type { Field, KindDefinition } from './catalogue/Field';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { kindCode, type Kind } from './kinds';
import { referenceName, toRecordJson, type RecordJson, type RecordRow } from './RecordJson';

/** What of a kind's records is read; the record's row is called `r` in conditions and order. */
export interface RecordQuery {
	readonly where: RawBuilder<SqlBool>;
	readonly orderBy?: RawBuilder<unknown>;
	readonly limit?: number;
}

/** Reads records with the names of what they refer to, and whether they may not be emailed. One statement. */
export function* selectRecords(tx: Tx, catalogue: Catalogue, kind: Kind, query: RecordQuery): Steps<RecordJson[]> {
	const definition = catalogue.kind(kind);
	const rows = yield* all(
		tx,
		sql<RecordRow>`SELECT r.*${sql.join(extraColumns(catalogue, definition), sql``)}
			FROM ${sql.table(definition.table)} AS r ${sql.join(joins(catalogue, definition), sql` `)}
			WHERE ${query.where}
			ORDER BY ${query.orderBy ?? sql`r.id`}
			${query.limit === undefined ? sql`` : sql`LIMIT ${query.limit}`}`,
	);
	return rows.map((row) => toRecordJson(definition, row));
}

/** @throws EngineError not-found */
export function* readRecord(tx: Tx, catalogue: Catalogue, kind: Kind, id: number): Steps<RecordJson> {
	const [record] = yield* selectRecords(tx, catalogue, kind, { where: sql<SqlBool>`r.id = ${id}` });
	if (record) return record;
	throw recordNotFound(catalogue.kind(kind), id);
}

export function recordNotFound(definition: KindDefinition, id: number): EngineError {
	return new EngineError(
		'not-found',
		`There is no ${definition.label.toLowerCase()} with id ${id}: it was deleted, or never existed.`,
		'Choose another one: CRM Record → Find shows those there are.',
	);
}

export interface RecordKey {
	readonly kind: Kind;
	readonly id: number;
}

/** One record. @throws EngineError not-found */
export const getRecord = defineTransaction(__filename, 'read', 'records.get', function* (tx, input: RecordKey) {
	return yield* readRecord(tx, yield* loadCatalogue(tx), input.kind, input.id);
});

export interface GetManyInput {
	readonly kind: Kind;
	readonly ids: readonly number[];
}

/** The records there are of these ids, each once, in the order asked for; those gone are left out. */
export const getManyByIds = defineTransaction(__filename, 'read', 'records.getMany', function* (tx, input: GetManyInput) {
	const catalogue = yield* loadCatalogue(tx);
	const records = yield* selectRecords(tx, catalogue, input.kind, { where: tx.dialect.inNumbers(sql.ref('r.id'), input.ids) });
	const byId = new Map(records.map((record) => [record.id, record]));
	return [...new Set(input.ids)].flatMap((id) => byId.get(id) ?? []);
});

function references(definition: KindDefinition): { readonly field: Field; readonly column: string; readonly to: Kind; readonly alias: string }[] {
	return definition.fields.flatMap((field, index) =>
		field.type === 'reference' && field.to !== null && field.storage.kind === 'column'
			? [{ field, column: field.storage.column, to: field.to, alias: `ref_${index}` }]
			: [],
	);
}

function extraColumns(catalogue: Catalogue, definition: KindDefinition): RawBuilder<unknown>[] {
	const names = references(definition).map(
		({ column, alias }) => sql`, ${sql.ref(`${alias}.name`)} AS ${sql.ref(referenceName(column))}`,
	);
	const consent = catalogue.findField(definition.kind, 'do_not_email');
	if (consent?.storage.kind !== 'consent') return names;
	const no = standingNo(sql.ref('r.email_key'), kindCode(definition.kind), sql.ref('r.id'), null);
	return [...names, sql`, CASE WHEN ${no} THEN 1 ELSE 0 END AS do_not_email`];
}

function joins(catalogue: Catalogue, definition: KindDefinition): RawBuilder<unknown>[] {
	return references(definition).map(
		({ column, to, alias }) =>
			sql`LEFT JOIN ${sql.table(catalogue.kind(to).table)} AS ${sql.ref(alias)} ON ${sql.ref(`${alias}.id`)} = ${sql.ref(`r.${column}`)}`,
	);
}
