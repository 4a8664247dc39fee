import { sql } from 'kysely';

import { fold } from '../store/fold';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { loadCatalogueToWrite } from './catalogue/loadCatalogue';
import type { KindDefinition } from './catalogue/Field';
import { columnKind } from './catalogue/tableShape';
import { normaliseAddress } from './emailAddress';
import type { RecordJson } from './RecordJson';
import { parseValues, textOrNull, type Columns } from './recordValues';
import { readRecord } from './selectRecords';
import { changeRecord, insertRecord, type CreateRecordInput } from './writeRecord';

export interface UpsertResult {
	readonly outcome: 'created' | 'updated' | 'unchanged';
	readonly record: RecordJson;
}

/**
 * Updates the record that these values mean, or creates it. Which one is meant:
 * - the one with this external id;
 * - else an account, campaign or template by its name, whatever its capitals and accents;
 * - else the first one with this address.
 * A record of another external id is never taken; one without takes over the given one.
 * @throws EngineError as creating and updating do
 */
export const upsertRecord = defineTransaction(__filename, 'write', 'records.upsert', function* (tx, input: CreateRecordInput): Steps<UpsertResult> {
	const catalogue = yield* loadCatalogueToWrite(tx);
	const definition = catalogue.kind(input.kind);
	const parsed = parseValues(catalogue, input.kind, input.values, input);
	yield* oneMatcherAtATime(tx);
	const known = yield* findMeant(tx, definition, parsed.columns);
	if (known === null) {
		const id = yield* insertRecord(tx, catalogue, input.kind, parsed, input.source);
		return { outcome: 'created', record: yield* readRecord(tx, catalogue, input.kind, id) };
	}
	const changed = yield* changeRecord(tx, catalogue, input.kind, known, parsed, input.source);
	return { outcome: changed ? 'updated' : 'unchanged', record: yield* readRecord(tx, catalogue, input.kind, known) };
});

/** Kinds whose name tells which record is meant. */
export function isMeantByName(definition: KindDefinition): boolean {
	return definition.kind === 'account' || definition.kind === 'campaign' || definition.kind === 'template';
}

/**
 * Whoever looks for a record and creates it when missing does so one after the other: two at once would both
 * create it. SQLite has one writer anyway.
 */
export function* oneMatcherAtATime(tx: Tx): Steps<void> {
	if (tx.dialect.name === 'postgres') yield* change(tx, sql`SELECT pg_advisory_xact_lock(720184512)`);
}

function* findMeant(tx: Tx, definition: KindDefinition, columns: Readonly<Columns>): Steps<number | null> {
	const externalId = textOrNull(columns.external_id);
	const free = externalId === null ? sql`` : sql`AND external_id IS NULL`;
	const look = (column: string, value: string) =>
		first(tx, sql<{ id: number }>`SELECT id FROM ${sql.table(definition.table)} WHERE ${sql.ref(column)} = ${value} ${column === 'external_id' ? sql`` : free} ORDER BY id LIMIT 1`);
	if (externalId !== null) {
		const known = yield* look('external_id', externalId);
		if (known) return known.id;
	}
	const name = textOrNull(columns.name);
	if (name !== null && isMeantByName(definition)) return (yield* look('name_f', fold(name)))?.id ?? null;
	const key = columnKind(definition.table, 'email_key') ? normaliseAddress(textOrNull(columns.email)) : null;
	return key === null ? null : ((yield* look('email_key', key))?.id ?? null);
}
