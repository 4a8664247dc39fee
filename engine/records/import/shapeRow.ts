import type { RowProblem, TableRow } from './Table';

/** What a decoder writes where bytes have no character. */
const REPLACEMENT = '\uFFFD';

/** Fits a record to the table's width: missing cells are empty, empty ones beyond it go, others make a problem. */
export function shapeRow(line: number, cells: string[], width: number): TableRow {
	const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
	const shaped = cells.length === width ? cells : Array.from({ length: width }, (_, index) => cells[index] ?? '');
	const problem = problemOf(shaped, filled, width);
	return problem ? { line, cells: shaped, problem } : { line, cells: shaped };
}

function problemOf(cells: readonly string[], filled: number, width: number): RowProblem | null {
	if (filled > width) {
		return { code: 'extra-cells', message: `It has ${filled} cells, the table ${width} columns: a value with the delimiter in it may lack its quotes.` };
	}
	if (cells.some((cell) => cell.includes(REPLACEMENT))) {
		return { code: 'unreadable-text', message: `It holds characters that can't be read (${REPLACEMENT}): the file's encoding is another one, or the text was damaged before.` };
	}
	return null;
}
