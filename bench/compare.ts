import type { Figure } from './Bench';

/** One side of a comparison, carried out once. */
export interface Measured {
	readonly milliseconds: number;
	/** Of what was done: both sides must have done the same. */
	readonly checksum: string;
}

export interface Comparison {
	readonly name: string;
	readonly store: Figure['store'];
	readonly runs: number;
	readonly bar: Figure['bar'];
	ours(): Promise<Measured>;
	reference(): Promise<Measured>;
}

/**
 * Both sides in turn, after one run each that doesn't count; medians, and the median of the ratios of neighbours,
 * which a machine's slow moments disturb least.
 */
export async function compare(comparison: Comparison): Promise<Figure> {
	const ours: number[] = [];
	const reference: number[] = [];
	const ratios: number[] = [];
	for (let run = -1; run < comparison.runs; run++) {
		const [mine, theirs] = run % 2 === 0 ? [await comparison.ours(), await comparison.reference()] : await reversed(comparison);
		if (mine.checksum !== theirs.checksum) {
			throw new Error(`${comparison.name} (${comparison.store}): ours did ${mine.checksum}, the reference ${theirs.checksum}.`);
		}
		if (run < 0) continue;
		ours.push(mine.milliseconds);
		reference.push(theirs.milliseconds);
		ratios.push(mine.milliseconds / theirs.milliseconds);
	}
	return { name: comparison.name, store: comparison.store, ours: median(ours), reference: median(reference), unit: 'ms', ratio: median(ratios), bar: comparison.bar };
}

async function reversed(comparison: Comparison): Promise<[Measured, Measured]> {
	const theirs = await comparison.reference();
	return [await comparison.ours(), theirs];
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export async function timed<Result>(work: () => Promise<Result>): Promise<{ readonly milliseconds: number; readonly result: Result }> {
	const start = performance.now();
	const result = await work();
	return { milliseconds: performance.now() - start, result };
}
