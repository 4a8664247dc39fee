import { EngineError } from '../EngineError';
import type { Field, KindDefinition } from './catalogue/Field';
import { BOUND_COLUMNS } from './messageByHand';

/** Why a field can't be written for many records at once, in words, with what to do instead; null where it can. */
export function whyNotInBulk(definition: KindDefinition, field: Field): { readonly why: string; readonly wayOut: string } | null {
	if (field.storage.kind === 'consent') {
		return { why: 'is kept in the consent ledger', wayOut: 'Write down who said no with CRM Consent → Set; only a person lifts a no, with a reason.' };
	}
	if (!field.writable) return { why: 'is kept by the engine and can\'t be written', wayOut: 'Choose another field.' };
	if (field.name === 'external_id') return { why: 'tells records apart: many can\'t share one value', wayOut: 'Choose another field.' };
	if (definition.kind === 'message' && field.storage.kind === 'column' && BOUND_COLUMNS.includes(field.storage.column)) {
		return { why: 'tells whom a message went to, and in which campaign', wayOut: 'Choose another field; a message written down by hand can be changed with CRM Record → Update.' };
	}
	return null;
}

/** @throws EngineError that names the field and what to do instead */
export function checkBulkWritable(definition: KindDefinition, field: Field): void {
	const reason = whyNotInBulk(definition, field);
	if (reason) throw new EngineError('not-allowed', `${definition.label}, field "${field.name}" (${field.label}) ${reason.why}.`, reason.wayOut);
}
