import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import type { Store } from '../store/Store';
import { change, defineTransaction, first, all, type Steps } from '../store/Transaction';
import type { CustomField } from './catalogue/Catalogue';
import { CUSTOM_FIELD_TYPES, isCustomFieldType } from './catalogue/customFieldTypes';
import type { FieldOption } from './catalogue/Field';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { kindCode, type Kind } from './kinds';
import { customColumns, readCustom } from './recordValues';

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const MAX_LABEL = 100;
const MAX_OPTIONS = 500;
/** Rows cleared in one transaction: writers hold the store for less than 250 ms. */
const CLEARED_AT_ONCE = 2_000;

export interface CreateCustomFieldInput {
	readonly kind: Kind;
	/** Lower-case letters, digits, underscores: how criteria and merge fields call it, after `custom.` */
	readonly name: string;
	/** How people call it; empty: the name. */
	readonly label: string;
	readonly type: string;
	/** For `option`: the values it takes. */
	readonly options: readonly FieldOption[];
}

/** Adds a field to a kind of record. @throws EngineError naming what is wrong with it */
export const createCustomField = defineTransaction(__filename, 'write', 'customFields.create', function* (tx, input: CreateCustomFieldInput): Steps<CustomField> {
	const catalogue = yield* loadCatalogue(tx);
	const field = checkCustomField(input);
	const labelPlural = catalogue.kind(input.kind).labelPlural;
	if (catalogue.findField(input.kind, field.name) || catalogue.findField(input.kind, `custom.${field.name}`)) {
		throw new EngineError('conflict', `${labelPlural} already have a field "${field.name}".`, 'Use that one, or choose another name.');
	}
	yield* change(
		tx,
		tx.db.insertInto('custom_field').values({
			kind: kindCode(field.kind),
			name: field.name,
			label: field.label,
			type: field.type,
			options: field.options.length === 0 ? null : JSON.stringify(field.options),
		}),
	);
	return field;
});

export interface CustomFieldKey {
	readonly kind: Kind;
	readonly name: string;
}

/**
 * Removes a field and its values in all records, a slice at a time: other work goes on meanwhile. Interrupted and
 * called again it goes on; the field is gone once its last value is.
 * @throws EngineError not-found
 */
export async function deleteCustomField(store: Store, field: CustomFieldKey): Promise<{ readonly valuesRemoved: number }> {
	let afterId: number | null = 0;
	let valuesRemoved = 0;
	while (afterId !== null) {
		const slice: ClearSliceResult = await store.run(clearSlice, { ...field, afterId });
		valuesRemoved += slice.cleared;
		afterId = slice.nextAfterId;
	}
	return { valuesRemoved };
}

interface ClearSliceResult {
	readonly cleared: number;
	/** NULL when nothing was left, and the field's definition went too. */
	readonly nextAfterId: number | null;
}

const clearSlice = defineTransaction(
	__filename,
	'write',
	'customFields.clearSlice',
	function* (tx, input: CustomFieldKey & { readonly afterId: number }): Steps<ClearSliceResult> {
		const catalogue = yield* loadCatalogue(tx);
		const definition = catalogue.kind(input.kind);
		const code = kindCode(input.kind);
		const known = yield* first(tx, tx.db.selectFrom('custom_field').select('id').where('kind', '=', code).where('name', '=', input.name));
		if (!known) {
			throw new EngineError('not-found', `${definition.labelPlural} have no custom field "${input.name}".`, 'CRM Record → Custom Field → List shows those there are.');
		}
		const table = sql.table(definition.table);
		const rows = yield* all(
			tx,
			sql<{ id: number; custom: string }>`SELECT id, custom FROM ${table}
				WHERE id > ${input.afterId} AND ${tx.dialect.jsonText(sql.ref('custom'), input.name)} IS NOT NULL
				ORDER BY id LIMIT ${CLEARED_AT_ONCE}`,
		);
		for (const row of rows) {
			const left = readCustom(row.custom);
			delete left[input.name];
			const columns = customColumns(left);
			yield* change(tx, sql`UPDATE ${table} SET custom = ${columns.custom}, custom_f = ${columns.custom_f} WHERE id = ${row.id}`);
		}
		const last = rows.at(-1);
		if (rows.length === CLEARED_AT_ONCE && last) return { cleared: rows.length, nextAfterId: last.id };
		yield* change(tx, tx.db.deleteFrom('custom_field').where('id', '=', known.id));
		return { cleared: rows.length, nextAfterId: null };
	},
);

function checkCustomField(input: CreateCustomFieldInput): CustomField {
	const name = input.name.trim();
	if (!NAME.test(name)) {
		throw new EngineError(
			'invalid-input',
			`"${name.slice(0, 60)}" can't be a field's name.`,
			'Use up to 40 lower-case letters, digits and underscores, beginning with a letter, such as contract_type.',
		);
	}
	if (!isCustomFieldType(input.type)) {
		throw new EngineError('invalid-input', `The field "${name}" can't be of type "${input.type}".`, `Use one of: ${CUSTOM_FIELD_TYPES.join(', ')}.`);
	}
	const label = input.label.trim() || name;
	if (label.length > MAX_LABEL) throw new EngineError('invalid-input', `The label of the field "${name}" has ${label.length} characters.`, `Use at most ${MAX_LABEL}.`);
	return { kind: input.kind, name, label, type: input.type, options: checkOptions(name, input) };
}

function checkOptions(name: string, input: CreateCustomFieldInput): FieldOption[] {
	if (input.type !== 'option') return [];
	const options = input.options
		.map((option) => ({ value: option.value.trim(), label: option.label.trim() || option.value.trim() }))
		.filter((option) => option.value !== '');
	if (options.length === 0) throw new EngineError('invalid-input', `The field "${name}" has no options to choose from.`, 'Give at least one option.');
	if (options.length > MAX_OPTIONS) throw new EngineError('invalid-input', `The field "${name}" has ${options.length} options.`, `Use at most ${MAX_OPTIONS}.`);
	const values = new Set(options.map((option) => option.value));
	if (values.size < options.length) throw new EngineError('invalid-input', `The field "${name}" has the same option twice.`, 'Give each option once.');
	return options;
}
