import { processChunk, type ChunkProgress } from '../../engine/campaigns/processChunk';
import { defineTransaction, type Step, type Steps } from '../../engine/store/Transaction';

/** One statement of a chunk. */
export interface Statement {
	readonly kind: Step['kind'];
	/** Rows that came out of the database. */
	readonly rows: number;
	/** Rows it wrote. */
	readonly changes: number;
}

/** A chunk of a process run as ever, with what it asked of the store. */
export const watchedChunk = defineTransaction(
	__filename,
	'write',
	'test.watchedChunk',
	function* (tx, input: { runId: number }): Steps<{ progress: ChunkProgress; statements: Statement[] }> {
		const statements: Statement[] = [];
		const steps = processChunk.body(tx, input);
		let next = steps.next();
		while (!next.done) {
			const result = yield next.value;
			const written = next.value.kind !== 'query' || result.rows.length === 0;
			statements.push({ kind: next.value.kind, rows: result.rows.length, changes: written ? result.changes : 0 });
			next = steps.next(result);
		}
		return { progress: next.value, statements };
	},
);
