import type { Catalogue } from '../records/catalogue/Catalogue';
import { idsOfNames } from '../records/idsOfNames';
import type { Kind } from '../records/kinds';
import { fold } from '../store/fold';
import type { Steps, Tx } from '../store/Transaction';
import type { CriteriaValue } from './Criteria';
import { resolveDay, type Clock } from './relativeDates';

/**
 * What a field is compared with, so that it depends on records alone: days relative to now as days of the calendar,
 * records named by name as ids.
 * @throws EngineError for a name that no record has, or several
 */
export function* resolveValue(
	tx: Tx,
	context: { readonly catalogue: Catalogue; readonly clock: Clock },
	kind: Kind,
	condition: { readonly field: string; readonly value?: CriteriaValue },
): Steps<CriteriaValue | undefined> {
	const field = context.catalogue.field(kind, condition.field);
	const { value } = condition;
	switch (field.type) {
		case 'date':
		case 'instant':
			return eachOf(value, (day) => resolveDay(String(day), context.clock));
		case 'reference': {
			const names = listOf(value).filter((one) => typeof one === 'string');
			if (names.length === 0 || field.to === null) return value;
			const ids = yield* idsOfNames(tx, context.catalogue.kind(field.to), names, `The condition on "${field.label}"`);
			return eachOf(value, (one) => ids.get(fold(String(one))) ?? one);
		}
		case 'text':
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
		case 'integer':
		case 'number':
		case 'boolean':
		case 'option':
			return value;
	}
}

function eachOf(value: CriteriaValue | undefined, resolved: (one: string | number) => string | number): CriteriaValue | undefined {
	if (isList(value)) return value.map(resolved);
	return typeof value === 'string' || typeof value === 'number' ? resolved(value) : value;
}

function listOf(value: CriteriaValue | undefined): readonly (string | number)[] {
	if (isList(value)) return value;
	return typeof value === 'string' || typeof value === 'number' ? [value] : [];
}

function isList(value: CriteriaValue | undefined): value is readonly (string | number)[] {
	return Array.isArray(value);
}
