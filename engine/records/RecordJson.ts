import { EngineError } from '../EngineError';
import type { SqlValue } from '../store/Transaction';
import { CUSTOM_PREFIX } from './catalogue/Catalogue';
import type { Field, KindDefinition } from './catalogue/Field';
import type { Kind } from './kinds';
import { customValue, readCustom } from './recordValues';

export type JsonValue = string | number | boolean | null;

/**
 * A record as users see it: every field by name (instants ISO in UTC, dates YYYY-MM-DD, booleans true or false),
 * each reference `x_id` also as `x_name`, custom values under `custom`.
 */
export interface RecordJson {
	readonly kind: Kind;
	readonly id: number;
	readonly name: string | null;
	readonly custom: Readonly<Record<string, JsonValue>>;
	readonly [field: string]: JsonValue | Readonly<Record<string, JsonValue>>;
}

/** A row as `selectRecords` reads it: the table's columns, and names of references. */
export type RecordRow = Readonly<Record<string, SqlValue>>;

/** `account_id` is shown with `account_name`. */
export function referenceName(column: string): string {
	return `${column.replace(/_id$/, '')}_name`;
}

export function toRecordJson(definition: KindDefinition, row: RecordRow): RecordJson {
	const stored = readCustom(row.custom ?? null);
	const custom: Record<string, JsonValue> = {};
	const json: Record<string, JsonValue> = {};
	for (const field of definition.fields) {
		switch (field.storage.kind) {
			case 'column': {
				const value = row[field.storage.column] ?? null;
				if (field.type === 'reference') {
					json[field.name] = value === 0 ? null : value;
					json[referenceName(field.name)] = row[referenceName(field.name)] ?? null;
				} else {
					json[field.name] = toJsonValue(field, value);
				}
				break;
			}
			case 'consent':
				json[field.name] = row[field.name] === 1;
				break;
			case 'custom':
				custom[field.name.slice(CUSTOM_PREFIX.length)] = toJsonValue(field, customValue(stored, field.storage.key));
				break;
		}
	}
	const id = row.id;
	if (typeof id !== 'number') throw new EngineError('store-broken', `A ${definition.label} has no id.`, 'Put back a backup of the store.');
	const name = typeof row.name === 'string' ? row.name : null;
	return { kind: definition.kind, id, name, ...json, custom };
}

/** A stored value as users see it. */
export function toJsonValue(field: Field, value: SqlValue): JsonValue {
	if (value === null) return null;
	if (field.type === 'boolean') return value === 1;
	if (field.type === 'instant' && typeof value === 'number') return new Date(value).toISOString();
	return value;
}
