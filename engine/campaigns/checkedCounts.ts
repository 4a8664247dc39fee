import { EngineError } from '../EngineError';
import { total, type ProcessCounts } from './ProcessRun';

/** Whether rows that led to nothing and those that led to something make up all that were selected. */
export function addsUp({ selected, done, skipped, notSent }: ProcessCounts): boolean {
	return selected === done + total(skipped) + total(notSent);
}

/**
 * Counts of a run that are about to be stored: they add up, and are of all the rows there were to go through. An
 * operation that makes two of one row, or loses one, is stopped here, and its transaction with it.
 * @param rows of the window, or at the end of the whole selection
 * @throws EngineError internal-fault
 */
export function checkedCounts(runId: number, counts: ProcessCounts, rows: number): ProcessCounts {
	const { selected, done, skipped, notSent } = counts;
	if (addsUp(counts) && selected === rows) return counts;
	throw new EngineError(
		'internal-fault',
		`The numbers of process run ${runId} don't add up: of ${rows} rows ${selected} were counted, ${done} done, ${total(skipped)} skipped and ${total(notSent)} not sent.`,
		'This is a fault of n8n-nodes-crm-campaigns, please report it with these numbers. Nothing of the last step was stored; what the run made before it is kept.',
	);
}
