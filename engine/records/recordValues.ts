import { EngineError } from '../EngineError';
import { fold } from '../store/fold';
import type { SqlValue } from '../store/Transaction';
import { CUSTOM_PREFIX, type Catalogue } from './catalogue/Catalogue';
import type { KindDefinition } from './catalogue/Field';
import { columnKind, isZeroForNothing } from './catalogue/tableShape';
import { normaliseAddress } from './emailAddress';
import type { Kind } from './kinds';
import { parseValue, type ValueContext } from './values';

/**
 * What a user gives for a record: values by field name, custom ones as `custom.<name>` or in an object `custom`.
 * A field left out (or undefined) stays as it is; null and empty text clear it.
 */
export type RecordValues = Readonly<Record<string, unknown>>;

/** Columns of a kind's table, without those that are derived. */
export type Columns = Record<string, SqlValue>;

/** A user's values, checked, as the store holds them. */
export interface ParsedValues {
	readonly columns: Columns;
	readonly custom: Readonly<Record<string, SqlValue>>;
	/** NULL: not said. */
	readonly doNotEmail: boolean | null;
}

/** @throws EngineError for a field that doesn't exist or can't be written, or a value that it doesn't take */
export function parseValues(catalogue: Catalogue, kind: Kind, values: RecordValues, context: ValueContext): ParsedValues {
	const definition = catalogue.kind(kind);
	const columns: Columns = {};
	const custom: Record<string, SqlValue> = {};
	let doNotEmail: boolean | null = null;
	for (const [name, value] of entriesOf(values)) {
		if (value === undefined) continue;
		const field = catalogue.field(kind, name);
		if (!field.writable) {
			throw new EngineError(
				'invalid-input',
				`${definition.label}, field "${name}" (${field.label}) is kept by the engine and can't be written.`,
				'Leave it out.',
			);
		}
		const parsed = parseValue(definition, field, value, context);
		switch (field.storage.kind) {
			case 'column':
				columns[field.storage.column] = parsed;
				break;
			case 'custom':
				custom[field.storage.key] = parsed;
				break;
			case 'consent':
				doNotEmail = parsed === null ? null : parsed === 1;
				break;
		}
	}
	return { columns, custom, doNotEmail };
}

function* entriesOf(values: RecordValues): Generator<[string, unknown]> {
	for (const [name, value] of Object.entries(values)) {
		if (name === 'custom' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
			for (const [key, own] of Object.entries<unknown>({ ...value })) yield [CUSTOM_PREFIX + key, own];
		} else {
			yield [name, value];
		}
	}
}

/**
 * The columns with all that is derived from them: folded shadows, the address's key, 0 where the table knows no NULL.
 * What the store compares and sorts by is never written apart from what it is derived from.
 */
export function withDerived(definition: KindDefinition, columns: Readonly<Columns>): Columns {
	const complete: Columns = {};
	for (const [column, value] of Object.entries(columns)) {
		const stored = value === null && isZeroForNothing(definition.table, column) ? 0 : value;
		complete[column] = stored;
		if (columnKind(definition.table, column) === 'folded') complete[`${column}_f`] = foldValue(stored);
		if (column === 'email') complete.email_key = normaliseAddress(textOrNull(stored));
		if (column === 'address') complete.address_key = normaliseAddress(textOrNull(stored));
	}
	return complete;
}

/** The JSON columns of custom values; NULL where none is set. Folded texts stand in `custom_f`. */
export function customColumns(custom: Readonly<Record<string, SqlValue>>): { custom: string | null; custom_f: string | null } {
	const set = Object.entries(custom).filter(([, value]) => value !== null);
	if (set.length === 0) return { custom: null, custom_f: null };
	const texts = set.flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[key, fold(value)]] : []));
	return {
		custom: JSON.stringify(Object.fromEntries(set)),
		custom_f: texts.length === 0 ? null : JSON.stringify(Object.fromEntries(texts)),
	};
}

/** Custom values as stored; empty where the column is NULL. Asked for one by `customValue`. */
export function readCustom(json: SqlValue): Readonly<Record<string, SqlValue>> {
	if (typeof json !== 'string') return {};
	const parsed: unknown = JSON.parse(json);
	if (typeof parsed !== 'object' || parsed === null) return {};
	return Object.fromEntries(
		Object.entries<unknown>({ ...parsed }).flatMap(([key, value]): [string, SqlValue][] =>
			typeof value === 'string' || typeof value === 'number' || value === null ? [[key, value]] : [],
		),
	);
}

/** A custom value, NULL where there is none: `constructor` and others are members of every object, but no values. */
export function customValue(custom: Readonly<Record<string, SqlValue>>, key: string): SqlValue {
	return Object.hasOwn(custom, key) ? (custom[key] ?? null) : null;
}

function foldValue(value: SqlValue): string | null {
	return typeof value === 'string' ? fold(value) : null;
}

export function textOrNull(value: SqlValue | undefined): string | null {
	return typeof value === 'string' ? value : null;
}
