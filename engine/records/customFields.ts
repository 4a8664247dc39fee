import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import type { Store } from '../store/Store';
import { change, defineTransaction, first, type Steps } from '../store/Transaction';
import type { CustomField } from './catalogue/Catalogue';
import { CUSTOM_FIELD_TYPES, isCustomFieldType } from './catalogue/customFieldTypes';
import { DEFINITIONS } from './catalogue/definitions';
import type { FieldOption } from './catalogue/Field';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { kindCode, type Kind } from './kinds';

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const MAX_LABEL = 100;
const MAX_OPTIONS = 500;
/** Rows looked at in one statement, and when a transaction takes no further ones (ms): writers wait less than 250 ms. */
const CLEARED_AT_ONCE = 2_000;
const SLICE_BUDGET = 100;

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
	const leaving = yield* first(tx, tx.db.selectFrom('custom_field').select('id').where('kind', '=', kindCode(field.kind)).where('name', '=', field.name));
	if (leaving) {
		throw new EngineError(
			'conflict',
			`The values of an earlier field "${field.name}" of ${labelPlural.toLowerCase()} are still being removed.`,
			'Wait for CRM Record → Custom Field → Delete to end; where it was interrupted, run it again.',
		);
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
 * Removes a field, then its values in all records a slice at a time: other work goes on meanwhile. Interrupted and
 * called again it goes on; a field of the same name can be made once the last value is gone.
 * @throws EngineError not-found
 */
export async function deleteCustomField(store: Store, field: CustomFieldKey): Promise<{ readonly valuesRemoved: number }> {
	await store.run(retireField, field);
	let slice: ClearSliceResult = { cleared: 0, nextAfterId: 0 };
	let valuesRemoved = 0;
	while (slice.nextAfterId !== null) {
		slice = await store.run(clearSlice, { ...field, afterId: slice.nextAfterId });
		valuesRemoved += slice.cleared;
	}
	await store.run(forgetField, field);
	return { valuesRemoved };
}

/** How many records have a value of the field: deleting it would remove so many (X-02). @throws EngineError not-found */
export const countCustomValues = defineTransaction(__filename, 'read', 'customFields.count', function* (tx, field: CustomFieldKey): Steps<number> {
	const known = yield* first(tx, tx.db.selectFrom('custom_field').select('id').where('kind', '=', kindCode(field.kind)).where('name', '=', field.name));
	if (!known) throw fieldNotFound(field);
	const row = yield* first(
		tx,
		sql<{ found: number }>`SELECT COUNT(*) AS found FROM ${sql.table(DEFINITIONS[field.kind].table)} WHERE ${tx.dialect.jsonText(sql.ref('custom'), field.name)} IS NOT NULL`,
	);
	return row?.found ?? 0;
});

/** From here on it is no field any more. PostgreSQL waits for who is writing values of it. */
const retireField = defineTransaction(__filename, 'write', 'customFields.retire', function* (tx, field: CustomFieldKey): Steps<void> {
	const known = yield* change(
		tx,
		tx.db.updateTable('custom_field').set({ deleting: 1 }).where('kind', '=', kindCode(field.kind)).where('name', '=', field.name),
	);
	if (known === 0) throw fieldNotFound(field);
});

function fieldNotFound(field: CustomFieldKey): EngineError {
	return new EngineError(
		'not-found',
		`${DEFINITIONS[field.kind].labelPlural} have no custom field "${field.name}".`,
		'CRM Record → Custom Field → List shows those there are.',
	);
}

interface ClearSliceResult {
	readonly cleared: number;
	/** NULL at the end of the table. */
	readonly nextAfterId: number | null;
}

const clearSlice = defineTransaction(
	__filename,
	'write',
	'customFields.clearSlice',
	function* (tx, input: CustomFieldKey & { readonly afterId: number }): Steps<ClearSliceResult> {
		const table = sql.table(DEFINITIONS[input.kind].table);
		const { dialect } = tx;
		const [custom, folded] = [sql.ref('custom'), sql.ref('custom_f')];
		let { afterId } = input;
		let cleared = 0;
		do {
			const edge = yield* first(tx, sql<{ id: number }>`SELECT id FROM ${table} WHERE id > ${afterId} ORDER BY id LIMIT 1 OFFSET ${CLEARED_AT_ONCE - 1}`);
			cleared += yield* change(
				tx,
				sql`UPDATE ${table} SET custom = ${dialect.jsonWithout(custom, input.name)}, custom_f = ${dialect.jsonWithout(folded, input.name)}
					WHERE id > ${afterId} ${edge ? sql`AND id <= ${edge.id}` : sql``} AND ${dialect.jsonText(custom, input.name)} IS NOT NULL`,
			);
			if (!edge) return { cleared, nextAfterId: null };
			afterId = edge.id;
		} while (tx.elapsed() < SLICE_BUDGET);
		return { cleared, nextAfterId: afterId };
	},
);

/** Frees the name. */
const forgetField = defineTransaction(__filename, 'write', 'customFields.forget', function* (tx, field: CustomFieldKey): Steps<void> {
	yield* change(
		tx,
		tx.db.deleteFrom('custom_field').where('kind', '=', kindCode(field.kind)).where('name', '=', field.name).where('deleting', '=', 1),
	);
});

function checkCustomField(input: CreateCustomFieldInput): CustomField {
	const name = input.name.trim();
	// What every object has of its own accord would be taken for a value: by scripts in workflows too.
	if (!NAME.test(name) || name in Object.prototype) {
		throw new EngineError(
			'invalid-input',
			`"${name.slice(0, 60)}" can't be a field's name.`,
			name in Object.prototype ? 'JavaScript uses this name itself: add a word, such as building_constructor.' : 'Use up to 40 lower-case letters, digits and underscores, beginning with a letter, such as contract_type.',
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
