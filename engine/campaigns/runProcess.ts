import { getSelection } from '../selections/getSelection';
import type { Store } from '../store/Store';
import { beginRun, type BeginRunInput } from './beginRun';
import { dryRunProcess } from './dryRun';
import type { FieldPreview } from './edit/foreseeEdit';
import type { ProcessCounts } from './ProcessRun';
import { processChunk } from './processChunk';

export interface ProcessResult {
	readonly runId: number | null;
	/** The campaign in force: the process's own, else the one that rides with the selection. */
	readonly campaignId: number | null;
	readonly counts: ProcessCounts;
	/** Whether this was all done before: nothing was created by this call. */
	readonly doneBefore: boolean;
	readonly dryRun: boolean;
	/** Of an edit's dry run: what would become of each field; else empty. */
	readonly changes: readonly FieldPreview[];
}

export interface ProcessOptions {
	/** The store that the item with the selection's id names. */
	readonly storeId: string;
	readonly dryRun: boolean;
	/** Called after each chunk with what has been handled so far. */
	readonly onProgress?: (counts: ProcessCounts) => void;
	/** Ends between two chunks; the run is resumed by the next call with the same input. */
	readonly signal?: AbortSignal;
}

/**
 * Makes messages, tasks, events, opportunities or members of a selection, or edits its records, as a set, in chunks
 * that each commit with the place to resume from. Killed at any moment and called again it goes on where it was; called
 * again afterwards it answers with the same counts and does nothing.
 * @throws EngineError for what can't be processed, before anything is created
 */
export async function runProcess(store: Store, input: BeginRunInput, options: ProcessOptions): Promise<ProcessResult> {
	await getSelection(store, input.selectionId, options.storeId);
	if (options.dryRun) {
		return { runId: null, ...(await store.run(dryRunProcess, input)), dryRun: true };
	}
	const run = await store.run(beginRun, input);
	const { id: runId, parameters: { campaignId } } = run;
	if (run.state === 'done') return { runId, campaignId, counts: run.counts, doneBefore: true, dryRun: false, changes: [] };
	for (;;) {
		options.signal?.throwIfAborted();
		const progress = await store.run(processChunk, { runId });
		options.onProgress?.(progress.counts);
		if (progress.state === 'done') return { runId, campaignId, counts: progress.counts, doneBefore: false, dryRun: false, changes: [] };
	}
}
