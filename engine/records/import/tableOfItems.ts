import type { Cell } from './ImportBatch';
import type { ImportSource, SourceRow } from './importTable';

const ROWS_AT_ONCE = 1_000;

/** Items of a workflow as a table: their keys, in the order of first appearance, are the headers; line 1 is the first item. */
export function tableOfItems(items: readonly Readonly<Record<string, unknown>>[]): ImportSource {
	const headers = [...new Set(items.flatMap((item) => Object.keys(item)))];
	return { headers, rows: rowsOf(items, headers) };
}

async function* rowsOf(items: readonly Readonly<Record<string, unknown>>[], headers: readonly string[]): AsyncGenerator<SourceRow[]> {
	for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
		yield items.slice(from, from + ROWS_AT_ONCE).map((item, index) => ({
			line: from + index + 1,
			cells: headers.map((header) => toCell(item[header])),
		}));
	}
}

function toCell(value: unknown): Cell {
	if (value === null || value === undefined) return null;
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
