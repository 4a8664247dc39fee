import { table } from '../tables';

export const jobTables0001 = {
	/** Work on a selection that is carried out later: who gets it and what hangs on it, or which value is copied on. */
	job: table(
		{
			id: 'id',
			name: 'folded',
			kind: 'text!',
			selection_id: 'int!',
			settings: 'json!',
			state: 'text!',
			/** Tells the one queued by the same step of the same execution: a retry finds it again. */
			origin_key: 'text',
			/** What queued it, in words. */
			queued_by: 'text',
			queued_at: 'int!',
			/** Not before this, UTC ms. */
			due_at: 'int!',
			/** How often it was begun. */
			runs: 'int=0',
			/** The step of an execution that began the last run out of turn. */
			run_by: 'text',
			/** How far the run under way has come; NULL: it begins at the start. */
			resume: 'json',
			/** What was found and done in the last run, by kind. */
			counts: 'json',
			claimed_by: 'text',
			/** Until then it is the claimer's alone; each chunk puts it off. UTC ms. */
			lease_until: 'int',
			started_at: 'int',
			finished_at: 'int',
			/** Why it failed, and what to do. */
			error: 'text',
			way_out: 'text',
			/** 1 while its results are being deleted; it is no job any more. */
			deleting: 'int=0',
		},
		{
			indexes: [
				{ columns: ['due_at', 'id'], where: `"state" IN ('queued', 'running')` },
				{ columns: ['selection_id'] },
				{ columns: ['origin_key'], unique: true, where: '"origin_key" IS NOT NULL' },
			],
		},
	),
	/** What became of each record in a job's last run, each once however many ways lead to it. */
	job_result: table(
		{
			job_id: 'int!',
			kind: 'int!',
			record_id: 'int!',
			/** NULL: found, but its turn has not come. */
			outcome: 'text',
			old_value: 'text',
			new_value: 'text',
			error: 'text',
			/** For a copied value: the record it came from. */
			source_kind: 'int',
			source_id: 'int',
		},
		{ key: ['job_id', 'kind', 'record_id'], indexes: [{ columns: ['source_kind', 'source_id'], where: '"source_id" IS NOT NULL' }] },
	),
} as const;
