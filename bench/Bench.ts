import type { BenchStores } from './BenchStores';

/** One measured ratio, as it stands in bench/results/latest.json. */
export interface Figure {
	/** Begins with the promise's id: `VM-04 segment by field`. */
	readonly name: string;
	readonly store: 'sqlite' | 'postgres' | 'none';
	readonly ours: number;
	readonly reference: number;
	/** Of `ours` and `reference`. */
	readonly unit: string;
	/** What the bar is about: ours ÷ reference, or ours itself where there is nothing to compare with. */
	readonly ratio: number;
	readonly bar: { readonly op: '<=' | '>='; readonly value: number };
}

export interface BenchContext {
	readonly stores: BenchStores;
	/** How often each side is measured; the median counts. */
	readonly runs: number;
	/** A line for whoever waits. */
	readonly say: (line: string) => void;
}

/**
 * A benchmark: one file in bench/benches that exports it as `bench`. `npm run bench -- NAME` runs those whose name
 * holds NAME; figures come out one by one, so that a later failure loses none.
 */
export interface Bench {
	readonly name: string;
	run(context: BenchContext): AsyncGenerator<Figure>;
}

/** A figure against a bar of its own: there is nothing to compare with. */
export function figureOf(name: string, store: Figure['store'], ours: number, unit: string, bar: Figure['bar']): Figure {
	return { name, store, ours, reference: bar.value, unit, ratio: ours, bar };
}
