import { EngineError } from '../../EngineError';
import { whyNotInBulk } from '../../records/bulkWritable';
import type { Catalogue } from '../../records/catalogue/Catalogue';
import type { Field, KindDefinition } from '../../records/catalogue/Field';
import { checkReferences } from '../../records/checkReferences';
import { isPerson } from '../../records/kindRules';
import { SEARCH_KINDS } from '../../records/kinds';
import type { Columns } from '../../records/recordValues';
import type { SqlValue, Steps, Tx } from '../../store/Transaction';
import type { EditSettings, FieldChange } from '../ProcessRun';

/** Why a field can't be set to one value in many records, in words, with what to do instead; null where it can. */
export function whyNotEdited(definition: KindDefinition, field: Field): { readonly why: string; readonly wayOut: string } | null {
	const reason = whyNotInBulk(definition, field);
	if (reason !== null) return reason;
	if (NAMES.includes(field.name) && (isPerson(definition.kind) || (definition.kind === 'account' && field.name === 'name'))) {
		return { why: 'tells records apart: many can\'t share one value', wayOut: 'Change a single record with CRM Record → Update, or many by CRM Record → Import.' };
	}
	return null;
}

const NAMES = ['name', 'first_name', 'last_name'];

/** Why a field that may be edited can't take this value in many records; null where it can. */
export function whyNotValue(definition: KindDefinition, field: Field, value: SqlValue): { readonly why: string; readonly wayOut: string } | null {
	if (value === null) return field.name === 'name' && definition.kind !== 'message' ? { why: 'can\'t be emptied: the record would have no name', wayOut: 'Give it a text.' } : null;
	if (field.storage.kind !== 'column' || field.storage.column !== 'email') return null;
	return { why: 'can only be emptied: one address for many would have one person mailed for all of them', wayOut: 'Turn Clear Field on to take the address out, or change it record by record with CRM Record → Import.' };
}

/**
 * Whether these changes can be made at all, as the catalogue and the records referred to stand now.
 * @throws EngineError that names the field and says what to do
 */
export function* checkChanges(tx: Tx, catalogue: Catalogue, changes: EditSettings['changes']): Steps<void> {
	let any = false;
	for (const kind of SEARCH_KINDS) {
		const ofKind = changes[kind] ?? [];
		any ||= ofKind.length > 0;
		const definition = catalogue.kind(kind);
		const columns: Columns = {};
		const seen = new Set<string>();
		for (const change of ofKind) {
			const field = checkField(catalogue, definition, change);
			if (seen.has(field.name)) throw new EngineError('invalid-input', `${definition.label}, field "${field.name}" (${field.label}) is given twice.`, 'Remove one of the two.');
			seen.add(field.name);
			if (field.storage.kind === 'column') columns[field.storage.column] = change.value;
		}
		yield* checkReferences(tx, catalogue, kind, columns);
	}
	if (!any) throw new EngineError('invalid-input', 'There is no field to change.', 'Add at least one field under Fields.');
}

function checkField(catalogue: Catalogue, definition: KindDefinition, change: FieldChange): Field {
	const field = catalogue.field(definition.kind, change.field);
	const reason = whyNotEdited(definition, field) ?? whyNotValue(definition, field, change.value);
	if (reason === null) return field;
	throw new EngineError('not-allowed', `${definition.label}, field "${field.name}" (${field.label}) ${reason.why}.`, reason.wayOut);
}
