import { campaignTables0001 } from '../../store/migrations/0001-campaigns';
import { eventTables0001 } from '../../store/migrations/0001-events';
import { jobTables0001 } from '../../store/migrations/0001-jobs';
import { tables0001 } from '../../store/migrations/0001-records';
import { reviewTables0001 } from '../../store/migrations/0001-reviews';
import { indexName, searchedIndex, type ColumnKind, type TableDefinition } from '../../store/tables';
import type { InsertColumn } from '../../store/Transaction';

const TABLES: Readonly<Record<string, TableDefinition>> = { ...tables0001, ...campaignTables0001, ...eventTables0001, ...jobTables0001, ...reviewTables0001 };

/** How a column of a kind's table is defined; undefined where there is none (a shadow column has none of its own). */
export function columnKind(table: string, column: string): ColumnKind | undefined {
	return TABLES[table]?.columns[column];
}

/** All columns of a table, shadow columns too. */
export function columnNames(table: string): string[] {
	return Object.entries(TABLES[table]?.columns ?? {}).flatMap(([name, kind]) => (kind === 'folded' ? [name, `${name}_f`] : [name]));
}

/** All columns of a table with how they are defined, shadow columns not among them. */
export function columnsOf(table: string): Readonly<Record<string, ColumnKind>> {
	return TABLES[table]?.columns ?? {};
}

/** What tells a row of a table from the others: its key's columns, or its id. */
export function keyOf(table: string): readonly string[] {
	return TABLES[table]?.key ?? ['id'];
}

/** The column as a bulk insert needs it. */
export function insertColumn(table: string, column: string): InsertColumn {
	switch (columnKind(table, column)) {
		case 'id':
		case 'int':
		case 'int!':
		case 'int=0':
			return { name: column, type: 'bigint' };
		case 'real':
			return { name: column, type: 'double precision' };
		case 'json':
		case 'json!':
			return { name: column, type: 'jsonb' };
		case 'text':
		case 'text!':
		case 'folded':
		case undefined:
			return { name: column, type: 'text' };
	}
}

/** Whether a column is never NULL and means nothing by 0: no campaign, not ticked. */
export function isZeroForNothing(table: string, column: string): boolean {
	return columnKind(table, column) === 'int=0';
}

/** Whether a column, or its folded shadow, stands in an index: PostgreSQL's index rows hold 2,704 bytes. */
export function isIndexed(table: string, column: string): boolean {
	return (TABLES[table]?.indexes ?? []).some((index) => index.columns.includes(column) || index.columns.includes(`${column}_f`));
}

/**
 * The index in which SQLite keeps the columns that people search by, in the order of ids, where it holds all of these;
 * null where there is none.
 */
export function searchedIndexOf(table: string, columns: ReadonlySet<string>): string | null {
	const searched = TABLES[table]?.searched;
	if (!searched || [...columns].some((column) => !searched.includes(column))) return null;
	return indexName(table, searchedIndex(searched));
}

/** The name of the index that holds all rows of a table in the order of one column, and then of ids; null where there is none. */
export function indexOver(table: string, column: string): string | null {
	const index = TABLES[table]?.indexes?.find(({ columns, where }) => where === undefined && columns.length === 1 && columns[0] === column);
	return index ? indexName(table, index) : null;
}
