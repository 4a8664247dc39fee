import { fold } from '../../store/fold';
import { insertMany, type InsertRows, type SqlValue, type Steps, type Tx } from '../../store/Transaction';
import { customColumns } from '../recordValues';
import { allocateIds } from './allocateIds';
import type { ImportPlan } from './importPlan';
import type { KnownRecord } from './KnownRecord';
import { OWN_COLUMNS, type RowLayout } from './rowLayout';
import type { RowReader } from './RowReader';

/** Written once, and never changed afterwards. */
const KEPT = ['id', 'source', 'created_at'];

/** Writes new and changed records, each sort with one prepared statement. New ones get their ids. */
export function* writeRecords(tx: Tx, plan: ImportPlan, reader: RowReader, records: readonly KnownRecord[]): Steps<void> {
	const fresh = records.filter((record) => record.id === null);
	const changed = records.filter((record) => record.id !== null && record.changed);
	const ids = yield* allocateIds(tx, plan.kind.table, fresh.length);
	fresh.forEach((record, index) => {
		record.id = ids[index] ?? null;
	});
	const { layout } = plan;
	const insert = { table: plan.kind.table, columns: layout.insert };
	yield* insertMany({ ...insert, rows: rowsOf(fresh, reader, layout, tx.now) });
	yield* insertMany({
		...insert,
		rows: rowsOf(changed, reader, layout, tx.now),
		suffix: `ON CONFLICT ("id") DO UPDATE SET ${layout.insert
			.filter((column) => !KEPT.includes(column.name))
			.map((column) => `"${column.name}" = excluded."${column.name}"`)
			.join(', ')}`,
	});
}

/** The records' rows, one after the other in the same array: thousands at once would outlive every clearing of the young memory. */
function rowsOf(records: readonly KnownRecord[], reader: RowReader, layout: RowLayout, now: number): InsertRows {
	const row = new Array<SqlValue>(layout.slots + OWN_COLUMNS.length).fill(null);
	return {
		length: records.length,
		*[Symbol.iterator]() {
			for (const record of records) {
				const { onlyRow } = record;
				if (onlyRow !== null) reader.fill(onlyRow, row);
				else fillSlots(row, record, layout);
				row[layout.slots] = record.id;
				row[layout.slots + 1] = 'import';
				row[layout.slots + 2] = record.createdAt ?? now;
				row[layout.slots + 3] = now;
				yield row;
			}
		},
	};
}

function fillSlots(row: SqlValue[], record: KnownRecord, layout: RowLayout): void {
	for (const [place, { slot, foldedSlot, zeroForNothing }] of layout.columns.entries()) {
		const value = record.value(place);
		row[slot] = value === null && zeroForNothing ? 0 : value;
		if (foldedSlot !== null) row[foldedSlot] = typeof value === 'string' ? fold(value) : null;
	}
	if (layout.customSlot === null) return;
	const { custom, custom_f: folded } = customColumns(record.custom);
	row[layout.customSlot] = custom;
	row[layout.customSlot + 1] = folded;
}
