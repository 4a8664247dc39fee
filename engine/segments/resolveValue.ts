import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import type { Kind } from '../records/kinds';
import { fold } from '../store/fold';
import { all, type Steps, type Tx } from '../store/Transaction';
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
			const ids = yield* idsOfNames(tx, context.catalogue, field, field.to, names);
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

/** The id of each name, by its folded form. */
function* idsOfNames(tx: Tx, catalogue: Catalogue, field: Field, kind: Kind, names: readonly string[]): Steps<Map<string, number>> {
	const { table, label, labelPlural } = catalogue.kind(kind);
	const folded = [...new Set(names.map(fold))];
	const rows = yield* all(
		tx,
		sql<{ name_f: string; id: number; found: number }>`SELECT name_f, MIN(id) AS id, COUNT(*) AS found FROM ${sql.table(table)}
			WHERE ${tx.dialect.inTexts(sql.ref('name_f'), folded)} GROUP BY name_f`,
	);
	const byName = new Map(rows.map((row) => [row.name_f, row]));
	for (const name of names) {
		const row = byName.get(fold(name));
		const shown = `"${name.slice(0, 60)}"`;
		if (!row) {
			throw new EngineError(
				'not-found',
				`The condition on "${field.label}" names the ${label.toLowerCase()} ${shown}, and there is none of that name.`,
				'Write the whole name as it stands in the record, capitals and accents aside, or give the id.',
			);
		}
		if (row.found > 1) {
			throw new EngineError(
				'invalid-input',
				`The condition on "${field.label}" names ${shown}, and ${row.found} ${labelPlural.toLowerCase()} have that name.`,
				'Give the id of the one that is meant: CRM Record → Find shows it.',
			);
		}
	}
	return new Map(rows.map((row) => [row.name_f, row.id]));
}
