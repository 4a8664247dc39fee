import { all, type Steps, type Tx } from '../store/Transaction';
import type { KeptRun } from './KeptRun';
import { assignmentOf, type ProcessCounts, type ProcessSettings } from './ProcessRun';

/** Runs looked back on for the last one with the same people. */
const RUNS_LOOKED_AT = 50;

/**
 * Where the turn stands after the last run that shared out the same kind of work among the same people: follow-ups
 * that find one record at a time would otherwise all go to the first.
 */
export function* firstTurn(tx: Tx, settings: ProcessSettings): Steps<number> {
	const people = sharedAmong(settings);
	if (people === null) return 0;
	const rows = yield* all(
		tx,
		tx.db
			.selectFrom('process_run')
			.select(['parameters', 'counts'])
			.where('operation', '=', settings.operation)
			.orderBy('id', 'desc')
			.limit(RUNS_LOOKED_AT),
	);
	for (const row of rows) {
		// Written by this folder: the JSON is what was put in.
		const kept = JSON.parse(row.parameters) as KeptRun;
		if (sharedAmong(kept.settings) !== people) continue;
		const counts = row.counts === null ? null : (JSON.parse(row.counts) as ProcessCounts);
		return kept.firstTurn + (counts?.done ?? 0);
	}
	return 0;
}

/** The people in their order, as one text; null where nothing is shared out. */
function sharedAmong(settings: ProcessSettings): string | null {
	const assignment = assignmentOf(settings);
	return assignment?.kind === 'shared' ? assignment.userIds.join(' ') : null;
}
