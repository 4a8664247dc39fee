import { defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { rehearsed } from '../store/rehearsed';
import { CUSTOM_PREFIX } from './catalogue/Catalogue';
import type { Field, KindDefinition } from './catalogue/Field';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { referenceName, type JsonValue, type RecordJson } from './RecordJson';
import { readRecord } from './selectRecords';
import { upsertRecord } from './upsertRecord';
import { createRecord, updateRecord, type CreateRecordInput, type UpdateRecordInput } from './writeRecord';

/** What would be written: as for the real thing. */
export type WriteAsked =
	| ({ readonly how: 'create' } & CreateRecordInput)
	| ({ readonly how: 'update' } & UpdateRecordInput)
	| ({ readonly how: 'upsert' } & CreateRecordInput);

/** What a field would become. Records that are referred to by name. */
export interface FieldDifference {
	readonly field: string;
	readonly label: string;
	/** Null where it is empty, or there is no record yet. */
	readonly from: JsonValue;
	readonly to: JsonValue;
}

export interface ForeseenWrite {
	readonly outcome: 'created' | 'updated' | 'unchanged';
	/** Null: there is no record yet. */
	readonly id: number | null;
	readonly name: string | null;
	readonly changes: readonly FieldDifference[];
}

/** What creating or changing a record would do; nothing stays. @throws EngineError as the real thing */
export const rehearseWrite = defineTransaction(__filename, 'write', 'records.rehearse', function* (tx, asked: WriteAsked): Steps<ForeseenWrite> {
	const { outcome, record } = yield* rehearsed(tx, carriedOut(tx, asked));
	const catalogue = yield* loadCatalogue(tx);
	const before = outcome === 'created' ? null : yield* readRecord(tx, catalogue, asked.kind, record.id);
	const changes = differences(catalogue.kind(asked.kind), before, record);
	return {
		outcome: outcome === 'created' ? outcome : changes.length > 0 ? 'updated' : 'unchanged',
		id: before?.id ?? null,
		name: record.name,
		changes,
	};
});

type Written = Pick<ForeseenWrite, 'outcome'> & { readonly record: RecordJson };

function* carriedOut(tx: Tx, asked: WriteAsked): Steps<Written> {
	switch (asked.how) {
		case 'create':
			return { outcome: 'created', record: yield* createRecord.body(tx, asked) };
		case 'update':
			return { outcome: 'updated', record: yield* updateRecord.body(tx, asked) };
		case 'upsert':
			return yield* upsertRecord.body(tx, asked);
	}
}

function differences(definition: KindDefinition, before: RecordJson | null, after: RecordJson): FieldDifference[] {
	return definition.fields.flatMap((field): FieldDifference[] => {
		if (!field.writable || valueIn(before, field) === valueIn(after, field)) return [];
		return [{ field: field.name, label: field.label, from: shownIn(before, field), to: shownIn(after, field) }];
	});
}

/** An unticked flag of a record that is yet to be is no difference. */
function valueIn(record: RecordJson | null, field: Field): JsonValue {
	if (record === null) return field.type === 'boolean' ? false : null;
	if (field.storage.kind === 'custom') return record.custom[field.name.slice(CUSTOM_PREFIX.length)] ?? null;
	return plain(record[field.name]);
}

function shownIn(record: RecordJson | null, field: Field): JsonValue {
	if (record !== null && field.type === 'reference') return plain(record[referenceName(field.name)]) ?? valueIn(record, field);
	return record === null ? null : valueIn(record, field);
}

function plain(value: RecordJson[string] | undefined): JsonValue {
	return typeof value === 'object' || value === undefined ? null : value;
}
