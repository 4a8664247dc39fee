import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { kindCode } from '../records/kinds';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { checkedCounts } from './checkedCounts';
import { CHUNK_BUDGET, FIRST_WINDOW, nextWindow } from './chunk';
import { createContacts } from './contactsFromAccounts';
import type { Batch } from './Batch';
import { linkMembers } from './linkMembers';
import { createEvents } from './createEvents';
import { createMessages } from './createMessages';
import { createOpportunities } from './createOpportunities';
import { createTasks } from './createTasks';
import { editRecords } from './edit/editRecords';
import { kindAfter, PROCESS_ORDER } from './processOrder';
import { addCounts, NO_COUNTS, type ProcessCounts, type ProcessSettings, type ResumeKey } from './ProcessRun';
import type { GeneralParameters } from '../selections/GeneralParameters';
import type { KeptRun } from './KeptRun';

export interface ChunkProgress {
	readonly state: 'running' | 'done';
	readonly counts: ProcessCounts;
}

/**
 * Goes on with a run for one chunk: windows of rows until the budget is used, then what was made and the place to
 * resume from are committed together. A process killed before the commit has made nothing of it.
 */
export const processChunk = defineTransaction(__filename, 'write', 'campaigns.processChunk', function* (tx, input: { runId: number }) {
	const run = yield* readRun(tx, input.runId);
	if (run.state === 'done') return progress('done', run.counts);
	yield* checkCampaignStands(tx, run.parameters.campaignId);

	let { resume, counts } = run;
	let limit = FIRST_WINDOW;
	for (;;) {
		const size = yield* windowSize(tx, run.selectionId, resume, limit);
		if (size.count === 0) {
			const next = kindAfter(resume.kind);
			if (next === null) {
				yield* saveRun(tx, input.runId, 'done', resume, checkedCounts(input.runId, counts, run.selected));
				return progress('done', counts);
			}
			resume = { kind: next, afterId: 0 };
			continue;
		}
		const start = tx.elapsed();
		const batch: Batch = {
			runId: input.runId,
			window: { selectionId: run.selectionId, kind: resume.kind, afterId: resume.afterId, limit: size.count },
			count: size.count,
			throughId: size.throughId,
			parameters: run.parameters,
			templateVersionId: run.templateVersionId,
			turn: run.firstTurn + counts.done,
		};
		counts = addCounts(counts, checkedCounts(input.runId, yield* carryOut(tx, run.settings, batch), size.count));
		resume = { kind: resume.kind, afterId: size.throughId };
		const next = nextWindow(size.count, tx.elapsed() - start, CHUNK_BUDGET - tx.elapsed());
		if (next === null) break;
		limit = next;
	}
	yield* saveRun(tx, input.runId, 'running', resume, counts);
	return progress('running', counts);
});

function* carryOut(tx: Tx, settings: ProcessSettings, batch: Batch): Steps<ProcessCounts> {
	switch (settings.operation) {
		case 'tasks':
			return yield* createTasks(tx, settings, batch);
		case 'opportunities':
			return yield* createOpportunities(tx, settings, batch);
		case 'campaign_link':
			return yield* linkMembers(tx, settings, batch);
		case 'messages':
			return yield* createMessages(tx, settings, batch);
		case 'contacts':
			return yield* createContacts(tx, batch);
		case 'edit':
			return yield* editRecords(tx, settings, batch);
		case 'events':
			return yield* createEvents(tx, settings, batch);
	}
}

/** A campaign deleted while its run was under way gets nothing more. */
function* checkCampaignStands(tx: Tx, campaignId: number | null): Steps<void> {
	if (campaignId === null) return;
	const lock = tx.dialect.name === 'postgres' ? sql`FOR SHARE` : sql``;
	const campaign = yield* first(tx, sql<{ id: number }>`SELECT id FROM campaign WHERE id = ${campaignId} ${lock}`);
	if (campaign) return;
	throw new EngineError('not-found', `Campaign ${campaignId} was deleted meanwhile.`, 'Choose another Campaign. What was made until then is kept.');
}

function* windowSize(tx: Tx, selectionId: number, resume: ResumeKey, limit: number): Steps<{ count: number; throughId: number }> {
	const row = yield* first(
		tx,
		sql<{ count: number; through: number | null }>`
			SELECT COUNT(*) AS count, MAX(record_id) AS through FROM (
				SELECT record_id FROM selection_member
				WHERE selection_id = ${selectionId} AND kind = ${kindCode(resume.kind)} AND record_id > ${resume.afterId}
				ORDER BY record_id LIMIT ${limit}
			) AS w`,
	);
	return { count: row?.count ?? 0, throughId: row?.through ?? resume.afterId };
}

interface OpenRun {
	readonly selectionId: number;
	/** Rows of the selection. */
	readonly selected: number;
	readonly state: string;
	readonly settings: ProcessSettings;
	readonly parameters: GeneralParameters;
	readonly templateVersionId: number | null;
	readonly firstTurn: number;
	readonly resume: ResumeKey;
	readonly counts: ProcessCounts;
}

function* readRun(tx: Tx, runId: number): Steps<OpenRun> {
	// Two workers on one run: the second waits here and goes on where the first stopped.
	const lock = tx.dialect.name === 'postgres' ? sql`FOR UPDATE OF r` : sql``;
	const row = yield* first(
		tx,
		sql<{ selection_id: number; selected: number; state: string; parameters: string; resume: string | null; counts: string | null }>`
			SELECT r.selection_id, s.count AS selected, r.state, r.parameters, r.resume, r.counts
			FROM process_run AS r JOIN selection AS s ON s.id = r.selection_id WHERE r.id = ${runId} ${lock}`,
	);
	if (!row) throw new EngineError('not-found', `Process run ${runId} does not exist, or not any more.`, 'Run the process again with its selection.');
	// Written by this folder: the JSON is what was put in.
	const kept = JSON.parse(row.parameters) as KeptRun;
	return {
		selectionId: row.selection_id,
		selected: row.selected,
		state: row.state,
		settings: kept.settings,
		parameters: kept.parameters,
		templateVersionId: kept.templateVersionId,
		firstTurn: kept.firstTurn,
		resume: row.resume === null ? { kind: PROCESS_ORDER[0], afterId: 0 } : (JSON.parse(row.resume) as ResumeKey),
		counts: row.counts === null ? NO_COUNTS : (JSON.parse(row.counts) as ProcessCounts),
	};
}

function* saveRun(tx: Tx, runId: number, state: 'running' | 'done', resume: ResumeKey, counts: ProcessCounts): Steps<void> {
	yield* change(
		tx,
		tx.db
			.updateTable('process_run')
			.set({
				state,
				resume: JSON.stringify(resume),
				counts: JSON.stringify(counts),
				finished_at: state === 'done' ? tx.now : null,
			})
			.where('id', '=', runId),
	);
}

function progress(state: 'running' | 'done', counts: ProcessCounts): ChunkProgress {
	return { state, counts };
}
