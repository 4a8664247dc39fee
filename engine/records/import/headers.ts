/**
 * Names for the columns: trimmed; a blank one becomes "Column 3"; of two that are alike but for capitals the later
 * becomes "Email 2".
 */
export function distinctHeaders(cells: readonly string[]): string[] {
	const taken = new Set<string>();
	const given = new Set(cells.map((cell) => fold(cell)));
	return cells.map((cell, index) => {
		const name = cell.trim().replace(/\s+/g, ' ') || `Column ${index + 1}`;
		let distinct = name;
		for (let count = 2; taken.has(fold(distinct)) || (distinct !== name && given.has(fold(distinct))); count += 1) distinct = `${name} ${count}`;
		taken.add(fold(distinct));
		return distinct;
	});
}

/** How many columns the table has: blank headers at its right end go, unless a row of the sample has a value there. */
export function tableWidth(header: readonly string[], sample: Iterable<readonly string[]>): number {
	let width = lastFilled(header);
	for (const cells of sample) width = Math.max(width, lastFilled(cells.slice(0, header.length)));
	return width;
}

function lastFilled(cells: readonly string[]): number {
	return cells.findLastIndex((cell) => cell.trim() !== '') + 1;
}

function fold(text: string): string {
	return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
