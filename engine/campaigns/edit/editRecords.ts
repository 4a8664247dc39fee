import { sql } from 'kysely';

import { loadCatalogueToWrite } from '../../records/catalogue/loadCatalogue';
import { kindCode } from '../../records/kinds';
import type { MemberWindow } from '../../selections/recipients';
import { change, first, type Steps, type Tx } from '../../store/Transaction';
import type { Batch } from '../Batch';
import { noMeaning, windowCounts } from '../countMade';
import type { EditSettings, ProcessCounts } from '../ProcessRun';
import { checkChanges } from './checkChanges';
import { editSql, type EditSql } from './editSql';

/**
 * MU-12: the fields of the window's records get their values, all in one statement, with all that is derived from them.
 * What has them already isn't written.
 */
export function* editRecords(tx: Tx, settings: EditSettings, batch: Batch): Steps<ProcessCounts> {
	const changes = settings.changes[batch.window.kind] ?? [];
	if (changes.length === 0) return noMeaning(batch);
	const catalogue = yield* loadCatalogueToWrite(tx);
	// A field or a record that is referred to may be gone since the run began.
	yield* checkChanges(tx, catalogue, { [batch.window.kind]: changes });
	const edit = editSql(tx.dialect, catalogue, batch.window.kind, changes);
	const assignments = [...edit.assignments, { column: 'updated_at', value: tx.dialect.integer(tx.now) }];
	const changed = yield* change(
		tx,
		sql`UPDATE ${sql.table(edit.definition.table)} AS r SET ${sql.join(assignments.map(({ column, value }) => sql`${sql.ref(column)} = ${value}`))}
			WHERE r.id IN ${membersOf(tx, batch.window)} AND ${edit.differs} AND NOT ${edit.lacking}`,
	);
	return yield* countChanged(tx, edit, batch, changed);
}

function* countChanged(tx: Tx, edit: EditSql, batch: Batch, changed: number): Steps<ProcessCounts> {
	if (changed === batch.count) return { selected: batch.count, done: changed, skipped: {}, notSent: {} };
	const rows = yield* first(
		tx,
		sql<{ gone: number; empty: number }>`
			SELECT COALESCE(SUM(CASE WHEN r.id IS NULL THEN 1 ELSE 0 END), 0) AS gone, COALESCE(SUM(CASE WHEN ${edit.differs} AND ${edit.lacking} THEN 1 ELSE 0 END), 0) AS empty
			FROM ${membersOf(tx, batch.window)} AS m LEFT JOIN ${sql.table(edit.definition.table)} AS r ON r.id = m.record_id`,
	);
	return windowCounts(batch, changed, [
		['gone', rows?.gone ?? 0],
		['would be empty', rows?.empty ?? 0],
	]);
}

function membersOf(tx: Tx, { selectionId, kind, afterId, limit }: MemberWindow) {
	return sql`(SELECT record_id FROM selection_member
		WHERE selection_id = ${tx.dialect.integer(selectionId)} AND kind = ${tx.dialect.integer(kindCode(kind))} AND record_id > ${tx.dialect.integer(afterId)}
		ORDER BY record_id LIMIT ${tx.dialect.integer(limit)})`;
}
