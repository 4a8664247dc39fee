const MOST = 3;

/** The known names most like a mistyped one, nearest first; none when nothing is near. */
export function nearestNames(unknown: string, known: readonly string[]): readonly string[] {
	const wanted = unknown.toLowerCase();
	const limit = Math.max(2, Math.floor(wanted.length / 3));
	return known
		.map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
		.filter(({ far }) => far <= limit)
		.sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
		.slice(0, MOST)
		.map(({ name }) => name);
}

/** How many letters to change, insert, drop or swap with their neighbour. */
function distance(a: string, b: string): number {
	let beforePrevious: number[] = [];
	let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1];
			let least = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + (same ? 0 : 1));
			if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
				least = Math.min(least, at(beforePrevious, column - 2) + 1);
			}
			current.push(least);
		}
		beforePrevious = previous;
		previous = current;
	}
	return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
	return row[column] ?? Infinity;
}
