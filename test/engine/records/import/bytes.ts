import { readTable, type ReadTableOptions } from '../../../../engine/records/import/readTable';
import type { Table, TableRow } from '../../../../engine/records/import/Table';

/** A file as a stream gives it: in pieces of some size. */
export async function* pieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function allRows(table: Table): Promise<TableRow[]> {
	const rows: TableRow[] = [];
	for await (const batch of table.rows) rows.push(...batch);
	return rows;
}

export interface WholeTable {
	readonly table: Table;
	readonly rows: TableRow[];
	readonly cells: string[][];
}

export async function readAll(content: string | Uint8Array, options: ReadTableOptions = {}, size?: number): Promise<WholeTable> {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	const table = await readTable(pieces(bytes, size), options);
	const rows = await allRows(table);
	return { table, rows, cells: rows.map((row) => row.cells) };
}
