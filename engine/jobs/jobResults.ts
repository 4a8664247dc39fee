import { sql } from 'kysely';

import { checkWhole } from '../records/checkWhole';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { readCursor } from '../records/relatedPage';
import { all, defineTransaction, first, type Steps } from '../store/Transaction';
import type { JobOutcome } from './Job';
import { shownResults, type JobResult, type ResultRow } from './shownResults';
import { jobNotFound, settingsOf } from './storedJob';

export interface JobResultsInput {
	readonly jobId: number;
	/** Null: all that have one. */
	readonly outcome: JobOutcome | null;
	readonly limit: number;
	/** `next` of the page before; null for the first. */
	readonly after: string | null;
}

export interface JobResultsPage {
	readonly results: readonly JobResult[];
	/** Null on the last page. */
	readonly next: string | null;
}

/** A page of what a job's last run made of each record, one kind after the other. @throws EngineError not-found */
export const jobResults = defineTransaction(__filename, 'read', 'jobs.results', function* (tx, input: JobResultsInput): Steps<JobResultsPage> {
	checkWhole(input.limit, 'Limit', 1);
	const job = yield* first(tx, tx.db.selectFrom('job').select('settings').where('id', '=', input.jobId).where('deleting', '=', 0));
	if (!job) throw jobNotFound(input.jobId);
	const [kind = 0, id = 0] = readCursor(input.after, 2);
	const rows = yield* all(
		tx,
		sql<ResultRow>`SELECT kind, record_id, outcome, old_value, new_value, error, source_kind, source_id FROM job_result
			WHERE job_id = ${input.jobId} AND (kind, record_id) > (${kind}, ${id}) AND ${input.outcome === null ? sql`outcome IS NOT NULL` : sql`outcome = ${input.outcome}`}
			ORDER BY kind, record_id LIMIT ${input.limit + 1}`,
	);
	const shown = rows.slice(0, input.limit);
	const last = shown.at(-1);
	const results = yield* shownResults(tx, yield* loadCatalogue(tx), settingsOf(job), shown);
	return { results, next: rows.length > input.limit && last ? `${last.kind}.${last.record_id}` : null };
});
