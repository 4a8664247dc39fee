import { sql } from 'kysely';

import { CHUNK_BUDGET, FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import { EngineError, type EngineErrorCode } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import { loadCatalogueToWrite } from '../records/catalogue/loadCatalogue';
import { constantParts } from '../records/fieldColumns';
import { kindCode, type Kind } from '../records/kinds';
import { all, change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { checkSettings, targetOf } from './checkSettings';
import { clearResults } from './clearResults';
import { copiedValues } from './copiedValues';
import { checkedJobCounts, withFound, withOutcomes } from './counts';
import type { Job, JobCounts, JobSettings, JobState } from './Job';
import { JOB_LEASE, type Claim } from './claimJob';
import { FIRST_PLACE, nextPairs } from './pairs';
import { checkMembersKept, processableSelection } from './processable';
import { countsOf, jobNotFound, lockJob, resumeOf, setJob, settingsOf, toJob, type Resume } from './storedJob';
import { sameForAll, type TargetRows } from './TargetRows';
import { waysOf, type Way } from './ways';
import { inStretch, stretchOf, writeChanges, type FoundStretch } from './writeChanges';

/** Where a job stands after a chunk. `lost`: it is no longer this worker's. `deleted`: it is none any more. */
export type JobProgress = { readonly state: JobState | 'lost'; readonly job: Job } | { readonly state: 'deleted' };

export interface ChunkInput extends Claim {
	/** What the chunk may take (ms); a step is always taken. */
	readonly budget?: number;
}

/** What a chunk works with. */
interface Work {
	readonly jobId: number;
	readonly selectionId: number;
	readonly settings: JobSettings;
	readonly catalogue: Catalogue;
	readonly ways: readonly Way[];
	/** Kinds that the ways lead to, in their order. */
	readonly kinds: readonly Kind[];
}

interface Advance {
	readonly resume: Resume | 'done';
	readonly counts: JobCounts;
}

/**
 * Goes on with a job for one chunk, if it is still this worker's: what was found and changed, the place to go on from
 * and the lease are committed together. A process killed before the commit has done nothing of it.
 * @throws EngineError for what can't be carried out any more: a selection rejected, a user or field deleted since
 */
export const runChunk = defineTransaction(__filename, 'write', 'jobs.chunk', function* (tx, claim: ChunkInput): Steps<JobProgress> {
	const row = yield* lockJob(tx, claim.jobId);
	if (!row) return { state: 'deleted' };
	if (row.state !== 'running' || row.claimed_by !== claim.worker) return { state: row.state === 'cancelled' ? 'cancelled' : 'lost', job: toJob(row) };
	const settings = settingsOf(row);
	const selection = yield* processableSelection(tx, row.selection_id);
	const catalogue = yield* loadCatalogueToWrite(tx);
	yield* checkStillPossible(tx, catalogue, settings);
	const ways = waysOf(settings, selection.byKind);
	const work: Work = { jobId: row.id, selectionId: row.selection_id, settings, catalogue, ways, kinds: [...new Set(ways.map((way) => way.to))] };

	let advance: Advance = { resume: resumeOf(row) ?? { phase: 'find', way: 0, place: FIRST_PLACE }, counts: countsOf(row) };
	const budget = claim.budget ?? CHUNK_BUDGET;
	let window = FIRST_WINDOW;
	while (advance.resume !== 'done') {
		const before: Resume = advance.resume;
		const start = tx.elapsed();
		advance = yield* goOn(tx, work, before, advance.counts, window);
		const next = nextWindow(window, tx.elapsed() - start, budget - tx.elapsed());
		if (next === null) break;
		// What rows of one kind cost says nothing about another's.
		window = advance.resume !== 'done' && alike(before, advance.resume) ? next : FIRST_WINDOW;
	}
	const { resume, counts } = advance;
	if (resume === 'done') {
		checkedJobCounts(row.id, counts);
		yield* setJob(tx, row.id, { state: 'done', resume: null, counts: JSON.stringify(counts), claimed_by: null, lease_until: null, finished_at: tx.now });
	} else {
		yield* setJob(tx, row.id, { resume: JSON.stringify(resume), counts: JSON.stringify(counts), lease_until: tx.now + JOB_LEASE });
	}
	const after = yield* lockJob(tx, row.id);
	if (!after) throw jobNotFound(row.id);
	const job = toJob(after);
	return { state: job.state, job };
});

/** A user or field may have gone since. @throws EngineError whose way out holds for settings that can't be changed any more */
function* checkStillPossible(tx: Tx, catalogue: Catalogue, settings: JobSettings): Steps<void> {
	try {
		yield* checkSettings(tx, catalogue, settings, 'write');
	} catch (error) {
		if (!(error instanceof EngineError) || !SETTINGS_AT_FAULT.has(error.code)) throw error;
		throw new EngineError(error.code, error.message, 'A job keeps the settings it was queued with: queue a new one with others, and delete this one. What it did until then is kept.');
	}
}

const SETTINGS_AT_FAULT: ReadonlySet<EngineErrorCode> = new Set(['invalid-input', 'not-allowed', 'not-found']);

function alike(one: Resume, other: Resume): boolean {
	return one.phase === other.phase && (one.phase !== 'write' || other.phase !== 'write' || one.kind === other.kind);
}

function* goOn(tx: Tx, work: Work, resume: Resume, counts: JobCounts, rows: number): Steps<Advance> {
	switch (resume.phase) {
		case 'clear':
			return { resume: (yield* clearResults(tx, work.jobId, rows)) ? resume : { phase: 'find', way: 0, place: FIRST_PLACE }, counts };
		case 'find':
			return yield* find(tx, work, resume, counts);
		case 'write':
			return yield* write(tx, work, resume, counts, rows);
	}
}

function* find(tx: Tx, work: Work, { way: at, place }: Extract<Resume, { phase: 'find' }>, counts: JobCounts): Steps<Advance> {
	const way = work.ways[at];
	if (!way) return { resume: { phase: 'write', kind: 0, afterId: 0 }, counts };
	yield* checkMembersKept(tx, work.selectionId);
	const found = yield* nextPairs(tx, work.selectionId, way, place);
	if (!found) return { resume: { phase: 'find', way: at + 1, place: FIRST_PLACE }, counts };
	// Where a value comes from matters only for one that is copied.
	const source = work.settings.kind === 'copy' ? sql`${sql.lit(kindCode(way.from))}, p.source_id` : sql`NULL, NULL`;
	const added = yield* change(
		tx,
		sql`INSERT INTO job_result (job_id, kind, record_id, source_kind, source_id)
			SELECT ${tx.dialect.integer(work.jobId)}, ${sql.lit(kindCode(way.to))}, p.record_id, ${source} FROM ${found.pairs} AS p WHERE 1 = 1
			ON CONFLICT DO NOTHING`,
	);
	return { resume: { phase: 'find', way: found.next ? at : at + 1, place: found.next ?? FIRST_PLACE }, counts: withFound(counts, way.to, added) };
}

function* write(tx: Tx, work: Work, { kind: at, afterId }: Extract<Resume, { phase: 'write' }>, counts: JobCounts, rows: number): Steps<Advance> {
	const kind = work.kinds[at];
	if (!kind) return { resume: 'done', counts };
	const edge = yield* first(
		tx,
		sql<{ through: number | null }>`SELECT MAX(record_id) AS through FROM (SELECT record_id FROM job_result
			WHERE job_id = ${work.jobId} AND kind = ${kindCode(kind)} AND record_id > ${afterId} ORDER BY record_id LIMIT ${rows}) AS w`,
	);
	const through = edge?.through ?? null;
	if (through === null) return { resume: { phase: 'write', kind: at + 1, afterId: 0 }, counts };
	const stretch = stretchOf(work.jobId, kind, afterId, through);
	const outcomes = yield* writeChanges(tx, stretch, yield* targetRows(tx, work, kind, stretch));
	return { resume: { phase: 'write', kind: at, afterId: through }, counts: withOutcomes(counts, kind, outcomes) };
}

function* targetRows(tx: Tx, { catalogue, settings }: Work, kind: Kind, stretch: FoundStretch): Steps<TargetRows> {
	switch (settings.kind) {
		case 'assign': {
			const target = targetOf(catalogue, settings, kind);
			return sameForAll(target, sql`(SELECT j.record_id FROM job_result AS j WHERE ${inStretch(stretch)})`, constantParts(tx.dialect, target.definition, target.field, settings.userId));
		}
		case 'copy': {
			const rows = yield* all(tx, sql<{ record_id: number; source_id: number }>`SELECT j.record_id, j.source_id FROM job_result AS j WHERE ${inStretch(stretch)}`);
			return yield* copiedValues(tx, catalogue, settings, rows.map((row) => ({ recordId: row.record_id, sourceId: row.source_id })), 'write');
		}
	}
}
