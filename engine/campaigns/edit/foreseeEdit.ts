import { sql, type RawBuilder } from 'kysely';

import type { Catalogue } from '../../records/catalogue/Catalogue';
import type { Field } from '../../records/catalogue/Field';
import { loadCatalogue } from '../../records/catalogue/loadCatalogue';
import { fieldValue } from '../../records/fieldColumns';
import { kindCode, type SearchKind } from '../../records/kinds';
import { toJsonValue, type JsonValue } from '../../records/RecordJson';
import { all, type SqlValue, type Steps, type Tx } from '../../store/Transaction';
import { PROCESS_ORDER } from '../processOrder';
import { addCounts, NO_COUNTS, type EditSettings, type ProcessCounts, type SkipReason } from '../ProcessRun';
import { editSql, type ChangeSql, type EditSql } from './editSql';

/** What would become of one field (X-02). */
export interface FieldPreview {
	readonly kind: SearchKind;
	readonly field: string;
	readonly label: string;
	/** Records in which it would become another. */
	readonly records: number;
	readonly to: JsonValue;
	/** What stands there now, most often first; what is rarer is left out. Records that are referred to by name. */
	readonly from: readonly { readonly value: JsonValue; readonly records: number }[];
}

export interface ForeseenEdit {
	readonly counts: ProcessCounts;
	readonly changes: readonly FieldPreview[];
}

const VALUES_SHOWN = 20;
/** Of a long text its beginning tells enough. */
const CHARACTERS_SHOWN = 100;

/** What an edit of a selection would change: by the same conditions as the edit itself. */
export function* foreseeEdit(tx: Tx, selectionId: number, settings: EditSettings): Steps<ForeseenEdit> {
	const catalogue = yield* loadCatalogue(tx);
	let counts = NO_COUNTS;
	const changes: FieldPreview[] = [];
	for (const kind of PROCESS_ORDER) {
		const ofKind = settings.changes[kind] ?? [];
		const edit = ofKind.length === 0 ? null : editSql(tx.dialect, catalogue, kind, ofKind);
		counts = addCounts(counts, yield* countVerdicts(tx, members(tx, selectionId, kind), edit));
		for (const change of edit?.changes ?? []) changes.push(yield* preview(tx, catalogue, selectionId, kind, change, edit?.lacking ?? sql`FALSE`));
	}
	return { counts, changes };
}

function* countVerdicts(tx: Tx, from: RawBuilder<unknown>, edit: EditSql | null): Steps<ProcessCounts> {
	const verdict = edit
		? sql`CASE WHEN r.id IS NULL THEN 'gone' WHEN NOT ${edit.differs} THEN 'already done' WHEN ${edit.lacking} THEN 'would be empty' ELSE 'done' END`
		: sql`'no meaning'`;
	const rows = yield* all(tx, sql<{ verdict: SkipReason | 'done'; count: number }>`SELECT v.verdict, COUNT(*) AS count FROM (SELECT ${verdict} AS verdict FROM ${from}) AS v GROUP BY 1`);
	return rows.reduce<ProcessCounts>(
		(sum, { verdict: said, count }) => addCounts(sum, { selected: count, done: said === 'done' ? count : 0, skipped: said === 'done' ? {} : { [said]: count }, notSent: {} }),
		NO_COUNTS,
	);
}

interface ValueRow {
	readonly value: SqlValue;
	readonly name: string | null;
	readonly records: number;
	/** Of all values together. */
	readonly total: number;
}

function* preview(tx: Tx, catalogue: Catalogue, selectionId: number, kind: SearchKind, { field, change, differs }: ChangeSql, lacking: RawBuilder<unknown>): Steps<FieldPreview> {
	const value = shown(fieldValue(tx.dialect, catalogue.kind(kind), field), field);
	const rows = yield* all(
		tx,
		sql<ValueRow>`SELECT g.value, ${nameOf(catalogue, field, sql`g.value`)} AS name, g.records, SUM(g.records) OVER () AS total
			FROM (SELECT ${value} AS value, COUNT(*) AS records FROM ${members(tx, selectionId, kind)} AND r.id IS NOT NULL AND ${differs} AND NOT ${lacking} GROUP BY 1) AS g
			ORDER BY g.records DESC, CASE WHEN g.value IS NULL THEN 1 ELSE 0 END, g.value LIMIT ${VALUES_SHOWN}`,
	);
	return {
		kind,
		field: field.name,
		label: field.label,
		records: Number(rows[0]?.total ?? 0),
		to: yield* valueAsked(tx, catalogue, field, change.value),
		from: rows.map((row) => ({ value: row.name ?? toJsonValue(field, row.value), records: row.records })),
	};
}

function* valueAsked(tx: Tx, catalogue: Catalogue, field: Field, value: SqlValue): Steps<JsonValue> {
	if (field.to === null || typeof value !== 'number') return toJsonValue(field, value);
	const [row] = yield* all(tx, sql<{ name: string | null }>`SELECT ${nameOf(catalogue, field, tx.dialect.integer(value))} AS name`);
	return row?.name ?? value;
}

/** The name of the record that a reference leads to; NULL for other fields. */
function nameOf(catalogue: Catalogue, field: Field, id: RawBuilder<unknown>): RawBuilder<string | null> {
	if (field.to === null) return sql<string | null>`NULL`;
	return sql<string | null>`(SELECT x.name FROM ${sql.table(catalogue.kind(field.to).table)} AS x WHERE x.id = ${id})`;
}

function shown(value: RawBuilder<unknown>, field: Field): RawBuilder<unknown> {
	switch (field.type) {
		case 'text':
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
		case 'option':
			return sql`substr(${value}, 1, ${CHARACTERS_SHOWN})`;
		case 'boolean':
		case 'date':
		case 'instant':
		case 'integer':
		case 'number':
		case 'reference':
			return value;
	}
}

/** The selected records of a kind, as `r`; its columns are NULL where one is gone. */
function members(tx: Tx, selectionId: number, kind: SearchKind): RawBuilder<unknown> {
	return sql`selection_member AS s LEFT JOIN ${sql.table(kind)} AS r ON r.id = s.record_id AND s.kind = ${sql.lit(kindCode(kind))}
		WHERE s.selection_id = ${tx.dialect.integer(selectionId)} AND s.kind = ${sql.lit(kindCode(kind))}`;
}
