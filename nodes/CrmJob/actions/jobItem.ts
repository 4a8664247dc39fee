import type { IDataObject } from 'n8n-workflow';

import { totalFound, totalOutcomes } from '../../../engine/jobs/counts';
import type { Job, JobCounts, OutcomeCounts } from '../../../engine/jobs/Job';
import type { JobResult } from '../../../engine/jobs/shownResults';

/** A job as an item: what it does, where it stands, and the counts of its last run. */
export function jobItem(job: Job, storeId: string): IDataObject {
	const { kind, ...settings } = job.settings;
	return {
		jobId: job.id,
		name: job.name,
		state: job.state,
		kind,
		...countsItem(job.counts),
		dueAt: new Date(job.dueAt).toISOString(),
		queuedAt: new Date(job.queuedAt).toISOString(),
		queuedBy: job.queuedBy,
		startedAt: shown(job.startedAt),
		finishedAt: shown(job.finishedAt),
		runs: job.runs,
		...(job.failure ? { error: job.failure.message, details: job.failure.wayOut } : {}),
		settings: { ...settings },
		selectionId: job.selectionId,
		storeId,
	};
}

/** Records found and what became of them, over all kinds and by kind. */
export function countsItem(counts: JobCounts): IDataObject {
	const byKind = Object.entries(counts).map(([kind, { found, outcomes }]) => [kind, { found, ...outcomesItem(outcomes) }]);
	return { found: totalFound(counts), ...outcomesItem(totalOutcomes(counts)), byKind: Object.fromEntries(byKind) as IDataObject };
}

function outcomesItem(outcomes: OutcomeCounts): IDataObject {
	return { changed: outcomes.changed ?? 0, unchanged: outcomes.unchanged ?? 0, nothingToCopy: outcomes['nothing to copy'] ?? 0, refused: outcomes.refused ?? 0, gone: outcomes.gone ?? 0 };
}

/** What became of a record: an item that carries the record's kind and id, for nodes that work on it. */
export function resultItem(result: JobResult): IDataObject {
	const { source, ...rest } = result;
	return { ...rest, ...(source ? { sourceKind: source.kind, sourceId: source.id, sourceName: source.name } : {}) };
}

/** Counts in words: `12 changed, 3 unchanged`. */
export function countWords(counts: JobCounts): string {
	const words = Object.entries(totalOutcomes(counts)).filter(([, count]) => count > 0);
	return words.length === 0 ? 'no records' : words.map(([outcome, count]) => `${count} ${outcome === 'nothing to copy' ? 'with nothing to copy' : outcome}`).join(', ');
}

function shown(instant: number | null): string | null {
	return instant === null ? null : new Date(instant).toISOString();
}
