import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { first, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import type { Kind } from './kinds';
import type { Columns } from './recordValues';

/** @throws EngineError that names the field whose record doesn't exist */
export function* checkReferences(tx: Tx, catalogue: Catalogue, kind: Kind, columns: Readonly<Columns>): Steps<void> {
	const definition = catalogue.kind(kind);
	for (const field of definition.fields) {
		if (field.type !== 'reference' || field.to === null || field.storage.kind !== 'column') continue;
		const id = columns[field.storage.column];
		if (typeof id !== 'number') continue;
		const target = catalogue.kind(field.to);
		const found = yield* first(tx, sql<{ id: number }>`SELECT id FROM ${sql.table(target.table)} WHERE id = ${id}`);
		if (found) continue;
		throw new EngineError(
			'not-found',
			`${definition.label}, field "${field.name}" (${field.label}): there is no ${target.label.toLowerCase()} with id ${id}.`,
			`Choose one there is: CRM Record → Find lists ${target.labelPlural.toLowerCase()}.`,
		);
	}
}
