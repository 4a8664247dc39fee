import { sql } from 'kysely';

import type { KeptRun } from '../campaigns/KeptRun';
import type { ProcessCounts } from '../campaigns/ProcessRun';
import { all, type Steps, type Tx } from '../store/Transaction';
import type { ReportScope } from './CampaignReport';

const PAGE = 1_000;

/** How many rows runs selected to make messages of, by campaign; only campaigns that had such a run. */
export function* readSelected(tx: Tx, scope: ReportScope): Steps<ReadonlyMap<number, number>> {
	const selected = new Map<number, number>();
	const campaigns = scope.campaignIds === null ? null : new Set(scope.campaignIds);
	let after = 0;
	for (;;) {
		const rows: readonly RunRow[] = yield* all(
			tx,
			sql<RunRow>`SELECT id, parameters, counts, started_at FROM process_run WHERE operation = 'messages' AND counts IS NOT NULL AND id > ${after} ORDER BY id LIMIT ${PAGE}`,
		);
		for (const { parameters: { campaignId, dateAt }, counts, startedAt } of rows.map(readRun)) {
			if (campaignId === null || campaigns?.has(campaignId) === false || !isIn(dateAt ?? startedAt, scope)) continue;
			selected.set(campaignId, (selected.get(campaignId) ?? 0) + counts.selected - (counts.skipped['already done'] ?? 0));
		}
		const last = rows.at(-1);
		if (rows.length < PAGE || !last) return selected;
		after = last.id;
	}
}

interface RunRow {
	readonly id: number;
	readonly parameters: string;
	readonly counts: string;
	readonly started_at: number;
}

/** As `beginRun` writes it. */
function readRun(row: RunRow): { readonly parameters: KeptRun['parameters']; readonly counts: ProcessCounts; readonly startedAt: number } {
	const { parameters } = JSON.parse(row.parameters) as KeptRun;
	return { parameters, counts: JSON.parse(row.counts) as ProcessCounts, startedAt: row.started_at };
}

/** A run's messages bear its date, or the moment it began. */
function isIn(moment: number, { from, until }: ReportScope): boolean {
	return (from === null || moment >= from) && (until === null || moment < until);
}
