import { EngineError } from '../EngineError';
import type { Kind } from '../records/kinds';
import type { JobCounts, JobOutcome, KindCounts, OutcomeCounts } from './Job';

const NONE: KindCounts = { found: 0, outcomes: {} };

export function withFound(counts: JobCounts, kind: Kind, found: number): JobCounts {
	const before = counts[kind] ?? NONE;
	return found === 0 ? counts : { ...counts, [kind]: { ...before, found: before.found + found } };
}

export function withOutcomes(counts: JobCounts, kind: Kind, outcomes: OutcomeCounts): JobCounts {
	const before = counts[kind] ?? NONE;
	return { ...counts, [kind]: { ...before, outcomes: added(before.outcomes, outcomes) } };
}

/** Over all kinds. */
export function totalOutcomes(counts: JobCounts): OutcomeCounts {
	return Object.values(counts).reduce<OutcomeCounts>((sum, { outcomes }) => added(sum, outcomes), {});
}

export function totalFound(counts: JobCounts): number {
	return Object.values(counts).reduce((sum, { found }) => sum + found, 0);
}

/**
 * The counts of a job that is about to be done: of each kind every record that was found has an outcome.
 * @throws EngineError internal-fault: its transaction is stopped
 */
export function checkedJobCounts(jobId: number, counts: JobCounts): JobCounts {
	for (const [kind, { found, outcomes }] of Object.entries(counts)) {
		const handled = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
		if (handled === found) continue;
		throw new EngineError(
			'internal-fault',
			`The numbers of job ${jobId} don't add up: of ${found} records of kind ${kind} ${handled} have a result.`,
			'This is a fault of n8n-nodes-crm-campaigns, please report it with these numbers. What the job did until then is kept.',
		);
	}
	return counts;
}

function added(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
	const sum: Partial<Record<JobOutcome, number>> = { ...a };
	let outcome: JobOutcome;
	for (outcome in b) sum[outcome] = (sum[outcome] ?? 0) + (b[outcome] ?? 0);
	return sum;
}
