import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { fold, foldOrNull } from '../store/fold';
import type { SqlDialect } from '../store/SqlDialect';
import type { SqlValue } from '../store/Transaction';
import type { Field, KindDefinition } from './catalogue/Field';
import { columnKind, insertColumn, isZeroForNothing } from './catalogue/tableShape';
import { normaliseAddress } from './emailAddress';
import { isPerson } from './kindRules';
import { splitName } from './personName';

/**
 * What a field's value is stored as: itself, and what is derived from it. Each part is a value of its own, so that a
 * statement can take it from a parameter, or from a column beside the row.
 */
export interface FieldPart {
	readonly name: string;
	readonly type: 'bigint' | 'double precision' | 'text';
	/** The part that belongs to a value as the store holds it (`parseValue`). */
	of(value: SqlValue): SqlValue;
}

/** Where a statement finds a part, by its name. */
export type PartSql = (name: string) => RawBuilder<SqlValue>;

/** A column and what is to stand in it; the row is called `r`. */
export interface Assignment {
	readonly column: string;
	readonly value: RawBuilder<unknown>;
}

/** The value itself, of every field. */
export const VALUE = 'value';

/** Columns that keep an address's normalised form, by the column of the address. */
const ADDRESS_KEYS: Readonly<Record<string, string>> = { email: 'email_key', address: 'address_key' };

/** The parts of a field, the value first. A field of the consent ledger has none: it is no column. */
export function fieldParts(definition: KindDefinition, field: Field): readonly FieldPart[] {
	switch (field.storage.kind) {
		case 'consent':
			return [];
		case 'custom':
			return [
				{ name: VALUE, type: customType(field), of: (value) => value },
				{ name: 'json', type: 'text', of: (value) => (value === null ? null : JSON.stringify(value)) },
				{ name: 'json_f', type: 'text', of: (value) => (typeof value === 'string' ? JSON.stringify(fold(value)) : null) },
			];
		case 'column': {
			const { column } = field.storage;
			const parts: FieldPart[] = [{ name: VALUE, type: columnType(definition, column), of: (value) => value }];
			if (columnKind(definition.table, column) === 'folded') parts.push({ name: 'folded', type: 'text', of: folded });
			if (ADDRESS_KEYS[column] !== undefined) parts.push({ name: 'address_key', type: 'text', of: (value) => normaliseAddress(textOf(value)) });
			if (column === 'name' && isPerson(definition.kind)) parts.push(...nameParts('first_name'), ...nameParts('last_name'));
			return parts;
		}
	}
}

/** The parts of one value that is the same for all rows, as parameters. */
export function constantParts(dialect: SqlDialect, definition: KindDefinition, field: Field, value: SqlValue): PartSql {
	const parts = new Map(fieldParts(definition, field).map((part) => [part.name, parameter(dialect, part, part.of(value))]));
	return (name) => parts.get(name) ?? sql<SqlValue>`NULL`;
}

/**
 * All columns that a field's value is stored in, its folded shadow, address key and a person's other names among them:
 * `UPDATE contact AS r SET city = …, city_f = …`. What follows from a value is what `changeRecord` makes of it.
 */
export function fieldAssignments(dialect: SqlDialect, definition: KindDefinition, field: Field, part: PartSql): readonly Assignment[] {
	switch (field.storage.kind) {
		case 'consent':
			return [];
		case 'custom': {
			const { key } = field.storage;
			return [
				{ column: 'custom', value: dialect.jsonWith(sql.ref('r.custom'), key, part('json')) },
				{ column: 'custom_f', value: dialect.jsonWith(sql.ref('r.custom_f'), key, part('json_f')) },
			];
		}
		case 'column': {
			const { column } = field.storage;
			const value = isZeroForNothing(definition.table, column) ? sql`COALESCE(${part(VALUE)}, 0)` : part(VALUE);
			const assignments: Assignment[] = [{ column, value }];
			if (columnKind(definition.table, column) === 'folded') assignments.push({ column: `${column}_f`, value: part('folded') });
			const keyColumn = ADDRESS_KEYS[column];
			if (keyColumn !== undefined) assignments.push({ column: keyColumn, value: part('address_key') });
			return isPerson(definition.kind) ? withNames(definition, column, assignments, part) : assignments;
		}
	}
}

/** The value as it stands in the row `alias`; no record that is referred to is NULL. */
export function fieldValue(dialect: SqlDialect, definition: KindDefinition, field: Field, alias: string = 'r'): RawBuilder<SqlValue> {
	switch (field.storage.kind) {
		case 'consent':
			return sql<SqlValue>`NULL`;
		case 'custom': {
			const custom = sql.ref(`${alias}.custom`);
			return customType(field) === 'text' ? dialect.jsonText(custom, field.storage.key) : dialect.jsonNumber(custom, field.storage.key);
		}
		case 'column': {
			const column = sql<SqlValue>`${sql.ref(`${alias}.${field.storage.column}`)}`;
			return field.type === 'reference' && isZeroForNothing(definition.table, field.storage.column) ? sql<SqlValue>`NULLIF(${column}, 0)` : column;
		}
	}
}

/** Whether the row `r` holds another value. */
export function fieldDiffers(dialect: SqlDialect, definition: KindDefinition, field: Field, part: PartSql): RawBuilder<SqlBool> {
	const flag = field.type === 'boolean' && field.storage.kind === 'column';
	return sql<SqlBool>`(${fieldValue(dialect, definition, field)} IS DISTINCT FROM ${flag ? sql`COALESCE(${part(VALUE)}, 0)` : part(VALUE)})`;
}

/** What stands in a column once the assignments are made. */
export function columnAfter(assignments: readonly Assignment[], column: string): RawBuilder<unknown> {
	return assignments.find((one) => one.column === column)?.value ?? sql.ref(`r.${column}`);
}

function columnType(definition: KindDefinition, column: string): FieldPart['type'] {
	const { type } = insertColumn(definition.table, column);
	return type === 'jsonb' ? 'text' : type;
}

function customType(field: Field): FieldPart['type'] {
	switch (field.type) {
		case 'integer':
		case 'number':
		case 'boolean':
		case 'instant':
		case 'reference':
			return 'double precision';
		case 'text':
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
		case 'date':
		case 'option':
			return 'text';
	}
}

function parameter(dialect: SqlDialect, part: FieldPart, value: SqlValue): RawBuilder<SqlValue> {
	return sql<SqlValue>`CAST(${value} AS ${sql.raw(dialect.name === 'sqlite' && part.type === 'bigint' ? 'INTEGER' : part.type)})`;
}

function nameParts(name: 'first_name' | 'last_name'): FieldPart[] {
	const of = (value: SqlValue) => splitName(textOf(value) ?? '')[name];
	return [
		{ name, type: 'text', of },
		{ name: `${name}_f`, type: 'text', of: (value) => foldOrNull(of(value)) },
	];
}

/** A person's three names in step, as `withPersonName` keeps them: a full name is split, given and family name make it. */
function withNames(definition: KindDefinition, column: string, assignments: readonly Assignment[], part: PartSql): readonly Assignment[] {
	if (column === 'first_name' || column === 'last_name') {
		return [...assignments, { column: 'name', value: fullName(definition, assignments, '') }, { column: 'name_f', value: fullName(definition, assignments, '_f') }];
	}
	if (column !== 'name') return assignments;
	const kept = sql`${part(VALUE)} IS NULL OR ${part(VALUE)} = r.name`;
	const split = ['first_name', 'first_name_f', 'last_name', 'last_name_f'].map((name) => ({ column: name, value: sql`CASE WHEN ${kept} THEN ${sql.ref(`r.${name}`)} ELSE ${part(name)} END` }));
	return [
		{ column: 'name', value: sql`COALESCE(${part(VALUE)}, ${fullName(definition, [], '')})` },
		{ column: 'name_f', value: sql`COALESCE(${part('folded')}, ${fullName(definition, [], '_f')})` },
		...split,
	];
}

/** "Ana" and "García" make "Ana García"; a lead without any name is called by its company. */
function fullName(definition: KindDefinition, assignments: readonly Assignment[], shadow: '' | '_f'): RawBuilder<unknown> {
	const [first, last] = [columnAfter(assignments, `first_name${shadow}`), columnAfter(assignments, `last_name${shadow}`)];
	return sql`COALESCE(${first} || ' ' || ${last}, ${first}, ${last}, ${definition.kind === 'lead' ? sql.ref(`r.company${shadow}`) : sql`NULL`})`;
}

function folded(value: SqlValue): SqlValue {
	return foldOrNull(textOf(value));
}

function textOf(value: SqlValue): string | null {
	return typeof value === 'string' ? value : null;
}
