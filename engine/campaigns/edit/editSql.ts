import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { Catalogue } from '../../records/catalogue/Catalogue';
import type { Field, KindDefinition } from '../../records/catalogue/Field';
import { constantParts, fieldAssignments, fieldDiffers, type Assignment } from '../../records/fieldColumns';
import type { SearchKind } from '../../records/kinds';
import { isLackingAfter } from '../../records/lacking';
import { fold } from '../../store/fold';
import type { SqlDialect } from '../../store/SqlDialect';
import type { FieldChange } from '../ProcessRun';

/** One change as conditions and columns; the record's row is called `r`. */
export interface ChangeSql {
	readonly field: Field;
	readonly change: FieldChange;
	/** Whether the record holds another value. */
	readonly differs: RawBuilder<SqlBool>;
}

/** All changes of a kind. */
export interface EditSql {
	readonly definition: KindDefinition;
	readonly changes: readonly ChangeSql[];
	/** Each column once. */
	readonly assignments: readonly Assignment[];
	/** Whether anything would become another. */
	readonly differs: RawBuilder<SqlBool>;
	/** Whether the record could not do without what would be emptied. */
	readonly lacking: RawBuilder<SqlBool>;
}

export function editSql(dialect: SqlDialect, catalogue: Catalogue, kind: SearchKind, changes: readonly FieldChange[]): EditSql {
	const definition = catalogue.kind(kind);
	const read = changes.map((change) => {
		const field = catalogue.field(kind, change.field);
		return { field, change, part: constantParts(dialect, definition, field, change.value) };
	});
	const assignments = [
		...read.flatMap(({ field, part }) => (field.storage.kind === 'column' ? fieldAssignments(dialect, definition, field, part) : [])),
		...customAssignments(dialect, read),
	];
	const each = read.map(({ field, change, part }) => ({ field, change, differs: fieldDiffers(dialect, definition, field, part) }));
	return {
		definition,
		changes: each,
		assignments,
		differs: sql<SqlBool>`(${sql.join(each.map((one) => one.differs), sql` OR `)})`,
		lacking: isLackingAfter(definition, assignments),
	};
}

/** Fields of one's own lie together in one column, and so are set together. */
function customAssignments(dialect: SqlDialect, changes: readonly { readonly field: Field; readonly change: FieldChange }[]): Assignment[] {
	const values: Record<string, string | number | null> = {};
	const folded: Record<string, string | null> = {};
	for (const { field, change } of changes) {
		if (field.storage.kind !== 'custom') continue;
		values[field.storage.key] = change.value;
		folded[field.storage.key] = typeof change.value === 'string' ? fold(change.value) : null;
	}
	if (Object.keys(values).length === 0) return [];
	return [
		{ column: 'custom', value: dialect.jsonPatched(sql.ref('r.custom'), values) },
		{ column: 'custom_f', value: dialect.jsonPatched(sql.ref('r.custom_f'), folded) },
	];
}
