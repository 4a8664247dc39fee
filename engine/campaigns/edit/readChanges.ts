import { EngineError } from '../../EngineError';
import type { Field, KindDefinition } from '../../records/catalogue/Field';
import { loadCatalogue } from '../../records/catalogue/loadCatalogue';
import { idsOfNames } from '../../records/idsOfNames';
import { SEARCH_KINDS, type SearchKind } from '../../records/kinds';
import { parseValue } from '../../records/values';
import { fold } from '../../store/fold';
import { defineTransaction, type SqlValue, type Steps, type Tx } from '../../store/Transaction';
import type { EditSettings, FieldChange } from '../ProcessRun';
import { checkChanges } from './checkChanges';

/** A change as a person writes it. */
export interface ChangeAsked {
	readonly field: string;
	/** `clear` empties the field; a value that is empty means nobody filled it in. */
	readonly to: { readonly kind: 'clear' } | { readonly kind: 'value'; readonly value: string | number | boolean };
}

export interface ChangesAsked {
	readonly changes: Readonly<Partial<Record<SearchKind, readonly ChangeAsked[]>>>;
	/** IANA name, for date and time without an offset. */
	readonly timeZone: string;
}

/**
 * Reads what a person wants changed: values by the type of their field, options by value or label, records that are
 * referred to by id or name.
 * @throws EngineError that names the field and what it takes
 */
export const readChanges = defineTransaction(__filename, 'read', 'campaigns.readChanges', function* (tx, asked: ChangesAsked): Steps<EditSettings['changes']> {
	const catalogue = yield* loadCatalogue(tx);
	const changes: Partial<Record<SearchKind, FieldChange[]>> = {};
	for (const kind of SEARCH_KINDS) {
		const definition = catalogue.kind(kind);
		for (const one of asked.changes[kind] ?? []) {
			const field = catalogue.field(kind, one.field);
			const referred = field.to === null ? null : catalogue.kind(field.to);
			(changes[kind] ??= []).push({ field: field.name, value: yield* valueOf(tx, definition, field, referred, one, asked.timeZone) });
		}
	}
	yield* checkChanges(tx, catalogue, changes);
	return changes;
});

function* valueOf(tx: Tx, definition: KindDefinition, field: Field, referred: KindDefinition | null, { to }: ChangeAsked, timeZone: string): Steps<SqlValue> {
	if (to.kind === 'clear') return null;
	const value = referred === null ? to.value : yield* idOrName(tx, definition, field, referred, to.value);
	const parsed = parseValue(definition, field, value, { timeZone });
	if (parsed !== null) return parsed;
	throw new EngineError('invalid-input', `${definition.label}, field "${field.name}" (${field.label}) has no value.`, 'Fill in Value, or turn Clear Field on to empty the field.');
}

function* idOrName(tx: Tx, definition: KindDefinition, field: Field, referred: KindDefinition, value: string | number | boolean): Steps<string | number | boolean> {
	if (typeof value !== 'string' || value.trim() === '' || ID.test(value.trim())) return value;
	const ids = yield* idsOfNames(tx, referred, [value.trim()], `${definition.label}, field "${field.name}" (${field.label})`);
	return ids.get(fold(value.trim())) ?? value;
}

const ID = /^\d+$/;
