import { setImmediate } from 'node:timers/promises';

import type { ImportPlan } from './importPlan';
import type { SourceRow } from './importTable';
import type { PreparedRows } from './PreparedRows';
import { RowPreparation } from './RowPreparation';

/** After this long, in ms, whatever else the process has to do gets a turn. */
const SLICE = 5;
/** So many rows take well less than that. */
const ROWS_BETWEEN_LOOKS = 64;

/** Some rows of a source, in its order. */
export interface SourceBatch {
	readonly rows: readonly SourceRow[];
	/** Those that could be read. */
	readonly prepared: PreparedRows;
	/** By place among the prepared rows. */
	readonly taken: readonly SourceRow[];
	/** Why the others are refused. */
	readonly reasons: ReadonlyMap<SourceRow, string>;
}

/** What is to be read of the rows. */
export interface SourcePlan {
	readonly plan: ImportPlan;
	/** Where the cells of the plan's columns stand in a row. */
	readonly cellsAt: readonly number[];
}

/**
 * Reads a source's rows in batches, while the process stays free for others. Where the source breaks off, what it gave
 * before comes out first.
 * @param size the most rows of a batch
 * @param planFor asked once, with the rows of the first batch
 */
export async function* prepareBatches(
	source: AsyncIterable<readonly SourceRow[]>,
	size: number,
	planFor: (sample: readonly SourceRow[]) => SourcePlan,
): AsyncGenerator<SourceBatch, void, undefined> {
	const sample: SourceRow[] = [];
	let making: BatchInMaking | null = null;
	let fault: { readonly error: unknown } | null = null;
	try {
		for await (const rows of source) {
			if (making) {
				yield* making.take(rows);
				continue;
			}
			for (const row of rows) sample.push(row);
			if (sample.length < size) continue;
			making = new BatchInMaking(planFor(sample.slice(0, size)), size);
			yield* making.take(sample);
		}
	} catch (error) {
		fault = { error };
	}
	if (!making && sample.length > 0) {
		making = new BatchInMaking(planFor(sample), size);
		yield* making.take(sample);
	}
	const rest = making?.end() ?? null;
	if (rest) yield rest;
	if (fault) throw fault.error;
}

class BatchInMaking {
	private rows: SourceRow[] = [];
	private taken: SourceRow[] = [];
	private reasons = new Map<SourceRow, string>();
	private readonly preparation: RowPreparation;

	constructor(
		{ plan, cellsAt }: SourcePlan,
		private readonly size: number,
	) {
		this.preparation = new RowPreparation(plan, cellsAt, size);
	}

	/** Gives out each batch that these rows complete. */
	async *take(rows: readonly SourceRow[]): AsyncGenerator<SourceBatch, void, undefined> {
		let since = performance.now();
		for (const [index, row] of rows.entries()) {
			if (index % ROWS_BETWEEN_LOOKS === 0 && performance.now() - since > SLICE) {
				await setImmediate();
				since = performance.now();
			}
			this.add(row);
			if (this.rows.length >= this.size || this.preparation.full) yield this.begin();
		}
	}

	/** What is left; null: nothing. */
	end(): SourceBatch | null {
		return this.rows.length === 0 ? null : this.begin();
	}

	private add(row: SourceRow): void {
		this.rows.push(row);
		const reason = row.problem?.message ?? this.preparation.add(row);
		if (reason === null) this.taken.push(row);
		else this.reasons.set(row, reason);
	}

	/** Begins the next batch; answers the one that is complete. */
	private begin(): SourceBatch {
		const { rows, taken, reasons, preparation } = this;
		this.rows = [];
		this.taken = [];
		this.reasons = new Map();
		return { rows, taken, reasons, prepared: preparation.take() };
	}
}
