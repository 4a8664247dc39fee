import { sql } from 'kysely';

import { canonicalJson } from '../canonicalJson';
import { refuseForgotten } from '../consent/forgotten';
import { EngineError } from '../EngineError';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import { loadCatalogueToWrite } from './catalogue/loadCatalogue';
import { checkReferences } from './checkReferences';
import { checkRequired, defaultsOf, withPersonName } from './kindRules';
import type { Kind } from './kinds';
import { completeManualMessage, completeMessageUpdate } from './messageByHand';
import { writeConsentFlag, type RecordSource } from './recordConsentFlag';
import type { RecordJson } from './RecordJson';
import { customColumns, parseValues, readCustom, textOrNull, withDerived, type Columns, type ParsedValues, type RecordValues } from './recordValues';
import { readRecord, recordNotFound } from './selectRecords';

export interface CreateRecordInput {
	readonly kind: Kind;
	readonly values: RecordValues;
	readonly source: RecordSource;
	/** IANA name, for date and time without an offset. */
	readonly timeZone: string;
}

/** Creates a record of any kind. @throws EngineError naming the field and value that is wrong, or what is missing */
export const createRecord = defineTransaction(__filename, 'write', 'records.create', function* (tx, input: CreateRecordInput) {
	const catalogue = yield* loadCatalogueToWrite(tx);
	const id = yield* insertRecord(tx, catalogue, input.kind, parseValues(catalogue, input.kind, input.values, input), input.source);
	return yield* readRecord(tx, catalogue, input.kind, id);
});

export interface UpdateRecordInput extends CreateRecordInput {
	readonly id: number;
}

/** Changes the fields given, and no others. @throws EngineError not-found, or naming what is wrong */
export const updateRecord = defineTransaction(__filename, 'write', 'records.update', function* (tx, input: UpdateRecordInput): Steps<RecordJson> {
	const catalogue = yield* loadCatalogueToWrite(tx);
	const parsed = parseValues(catalogue, input.kind, input.values, input);
	yield* changeRecord(tx, catalogue, input.kind, input.id, parsed, input.source);
	return yield* readRecord(tx, catalogue, input.kind, input.id);
});

/** Answers the new record's id. */
export function* insertRecord(tx: Tx, catalogue: Catalogue, kind: Kind, parsed: ParsedValues, source: RecordSource): Steps<number> {
	const definition = catalogue.kind(kind);
	let columns = withPersonName(kind, { ...defaultsOf(kind, tx.now), ...withoutNulls(parsed.columns) }, null);
	checkRequired(definition, columns);
	yield* checkReferences(tx, catalogue, kind, columns);
	if (kind === 'message') columns = yield* completeManualMessage(tx, columns);
	const derived = withDerived(definition, columns);
	yield* refuseForgottenIn(tx, derived);
	const row: Columns = {
		...derived,
		...customColumns(parsed.custom),
		source,
		created_at: tx.now,
		updated_at: tx.now,
	};
	const created = yield* first(
		tx,
		sql<{ id: number }>`INSERT INTO ${sql.table(definition.table)} (${sql.join(Object.keys(row).map((column) => sql.ref(column)))})
			VALUES (${sql.join(Object.values(row))}) RETURNING id`,
	);
	if (!created) throw new EngineError('store-broken', `The ${definition.label.toLowerCase()} could not be written.`, 'Try again.');
	yield* writeConsentFlag(tx, definition, created.id, parsed.doNotEmail, source);
	return created.id;
}

/** Answers whether anything differed. */
export function* changeRecord(
	tx: Tx,
	catalogue: Catalogue,
	kind: Kind,
	id: number,
	parsed: ParsedValues,
	source: RecordSource,
): Steps<boolean> {
	const definition = catalogue.kind(kind);
	const before = yield* lockRow(tx, definition.table, id);
	if (!before) throw recordNotFound(definition, id);
	let columns = withPersonName(kind, parsed.columns, before);
	if (kind === 'message') columns = completeMessageUpdate(columns, before);
	checkRequired(definition, { ...before, ...columns });
	yield* checkReferences(tx, catalogue, kind, columns);
	const custom = Object.keys(parsed.custom).length > 0 ? customColumns({ ...readCustom(before.custom ?? null), ...parsed.custom }) : {};
	const after: Columns = { ...withDerived(definition, columns), ...custom };
	const differing = Object.entries(after).filter(
		([column, value]) => !sameStored(column, value, before[column] ?? null),
	);
	if (differing.length > 0) {
		yield* refuseForgottenIn(tx, Object.fromEntries(differing));
		const assignments = [...differing, ['updated_at', tx.now] as const].map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
		yield* change(tx, sql`UPDATE ${sql.table(definition.table)} SET ${sql.join(assignments)} WHERE id = ${id}`);
	}
	yield* writeConsentFlag(tx, definition, id, parsed.doNotEmail, source);
	return differing.length > 0;
}

/** A record's row; on PostgreSQL nobody else changes it until this transaction ends. */
export function* lockRow(tx: Tx, table: string, id: number): Steps<Columns | null> {
	const lock = tx.dialect.name === 'postgres' ? sql`FOR UPDATE` : sql``;
	return yield* first(tx, sql<Columns>`SELECT * FROM ${sql.table(table)} WHERE id = ${id} ${lock}`);
}

/** PostgreSQL writes JSON its own way: compared by what it says. */
export function sameStored(column: string, one: Columns[string], other: Columns[string]): boolean {
	if (one === other) return true;
	if ((column !== 'custom' && column !== 'custom_f') || typeof one !== 'string' || typeof other !== 'string') return false;
	return canonicalJson(readCustom(one)) === canonicalJson(readCustom(other));
}

/** @throws EngineError where what is written has the address of a person that asked to be forgotten */
function* refuseForgottenIn(tx: Tx, columns: Readonly<Columns>): Steps<void> {
	for (const column of ['email_key', 'address_key']) yield* refuseForgotten(tx, textOrNull(columns[column]));
}

function withoutNulls(columns: Readonly<Columns>): Columns {
	return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null));
}
