import { sql } from 'kysely';

import { all, defineTransaction, type Steps, type Tx } from '../../store/Transaction';
import type { Store } from '../../store/Store';
import { kindOfCode } from '../kinds';
import { Catalogue, type CustomField } from './Catalogue';
import { isCustomFieldType } from './customFieldTypes';
import type { FieldOption } from './Field';

interface FieldRow {
	readonly kind: number;
	readonly name: string;
	readonly label: string;
	readonly type: string;
	readonly options: string | null;
}

/** The store's custom fields, in the order in which they were made. */
export function* readCustomFields(tx: Tx): Steps<CustomField[]> {
	return toCustomFields(yield* all(tx, present(tx)));
}

const present = (tx: Tx) => tx.db.selectFrom('custom_field').selectAll().where('deleting', '=', 0).orderBy('id');

function toCustomFields(rows: readonly FieldRow[]): CustomField[] {
	return rows.map((row) => ({
		kind: kindOfCode(row.kind),
		name: row.name,
		label: row.label,
		// A type of a newer version is read as text: its values are still shown.
		type: isCustomFieldType(row.type) ? row.type : 'text',
		options: row.options === null ? [] : readOptions(row.options),
	}));
}

/** The catalogue as it stands in this transaction: standard fields and the store's own. */
export function* loadCatalogue(tx: Tx): Steps<Catalogue> {
	return new Catalogue(yield* readCustomFields(tx));
}

/**
 * The same for who writes records: no field of it is deleted before this transaction ends, so that no value is written
 * behind the deletion's back. SQLite has one writer anyway.
 */
export function* loadCatalogueToWrite(tx: Tx): Steps<Catalogue> {
	if (tx.dialect.name === 'sqlite') return yield* loadCatalogue(tx);
	return new Catalogue(toCustomFields(yield* all(tx, present(tx).modifyEnd(sql`FOR SHARE`))));
}

/** The store's custom fields, as plain data. */
export const listCustomFields = defineTransaction(__filename, 'read', 'catalogue.customFields', function* (tx, _input: null) {
	return yield* readCustomFields(tx);
});

/** The catalogue outside a transaction: for drop-downs, and for validating criteria. */
export async function catalogueOf(store: Store): Promise<Catalogue> {
	return new Catalogue(await store.run(listCustomFields, null));
}

function readOptions(json: string): FieldOption[] {
	const parsed: unknown = JSON.parse(json);
	if (!Array.isArray(parsed)) return [];
	return parsed.flatMap((option: unknown): FieldOption[] =>
		typeof option === 'object' && option !== null && 'value' in option && 'label' in option
			? [{ value: String(option.value), label: String(option.label) }]
			: [],
	);
}
