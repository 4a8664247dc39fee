import { sql } from 'kysely';

import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { constantParts } from '../records/fieldColumns';
import { IdSet } from '../records/import/IdSet';
import { kindCode, type Kind } from '../records/kinds';
import { getSelection } from '../selections/getSelection';
import type { Store } from '../store/Store';
import { all, defineTransaction, type Steps } from '../store/Transaction';
import { targetOf } from './checkSettings';
import { copiedValues, type CopyPair } from './copiedValues';
import { withFound, withOutcomes } from './counts';
import type { JobCounts, JobOutcome, JobSettings } from './Job';
import { outcomesOf, type OutcomeRow } from './outcomes';
import { FIRST_PLACE, nextPairs, type Pair, type Place } from './pairs';
import { checkMembersKept } from './processable';
import { checkedJob, type NewJob } from './queueJob';
import { shownResults, type JobResult, type ResultRow } from './shownResults';
import { sameForAll } from './TargetRows';
import { waysOf, type Way } from './ways';

/** What a job would do. */
export interface JobDryRun {
	readonly counts: JobCounts;
	/** The first that would change, and the first that would be refused, as many as asked for of each. */
	readonly changes: readonly JobResult[];
	readonly refusals: readonly JobResult[];
}

type Asked = Pick<NewJob, 'selectionId' | 'settings'>;

/**
 * What a job would do: the same checks, the same ways, the same verdicts as when it is run; nothing is written.
 * In many short readings, so that a big selection keeps nobody waiting.
 * @param storeId the store that the item with the selection's id names; null: of a job that was queued before
 * @param show how many changes are listed at most
 * @throws EngineError as queueing does
 */
export async function dryRunJob(store: Store, asked: Asked, storeId: string | null, show: number, signal?: AbortSignal): Promise<JobDryRun> {
	if (storeId !== null) await getSelection(store, asked.selectionId, storeId);
	const { selectionId, settings } = asked;
	let counts: JobCounts = {};
	const changes: ResultRow[] = [];
	const refusals: ResultRow[] = [];
	const seen = new Map<Kind, IdSet>();
	for (const way of await store.run(checkedWays, asked)) {
		const known = seen.get(way.to) ?? new IdSet();
		seen.set(way.to, known);
		for (let place: Place | null = FIRST_PLACE; place !== null; ) {
			signal?.throwIfAborted();
			const step: FoundPairs = await store.run(findPairs, { selectionId, way, place });
			place = step.next;
			const fresh = step.pairs.filter(({ record_id: id }) => !known.has(id));
			for (const { record_id: id } of fresh) known.add(id);
			if (fresh.length === 0) continue;
			const found = new Map(fresh.map((pair) => [pair.record_id, pair.source_id]));
			const judged = await store.run(judge, { settings, to: way.to, pairs: [...found].map(([recordId, sourceId]) => ({ recordId, sourceId })), show });
			counts = withOutcomes(withFound(counts, way.to, found.size), way.to, judged.outcomes);
			const rowOf = (row: OutcomeRow): ResultRow => ({ ...row, kind: kindCode(way.to), ...sourceOf(settings, way, found.get(row.record_id)) });
			for (const row of judged.changed) if (changes.length < show) changes.push(rowOf(row));
			for (const row of judged.refused) if (refusals.length < show) refusals.push(rowOf(row));
		}
	}
	return { counts, ...(await store.run(showResults, { settings, changes, refusals })) };
}

function sourceOf(settings: JobSettings, way: Way, sourceId: number | undefined): Pick<ResultRow, 'source_kind' | 'source_id'> {
	return settings.kind === 'copy' && sourceId !== undefined ? { source_kind: kindCode(way.from), source_id: sourceId } : { source_kind: null, source_id: null };
}

const checkedWays = defineTransaction(__filename, 'read', 'jobs.checkedWays', function* (tx, asked: Asked): Steps<readonly Way[]> {
	const { selection } = yield* checkedJob(tx, asked);
	yield* checkMembersKept(tx, selection.id);
	return waysOf(asked.settings, selection.byKind);
});

interface FoundPairs {
	readonly pairs: readonly Pair[];
	readonly next: Place | null;
}

const findPairs = defineTransaction(
	__filename,
	'read',
	'jobs.findPairs',
	function* (tx, input: { readonly selectionId: number; readonly way: Way; readonly place: Place }): Steps<FoundPairs> {
		const found = yield* nextPairs(tx, input.selectionId, input.way, input.place);
		if (!found) return { pairs: [], next: null };
		return { pairs: yield* all(tx, sql<Pair>`SELECT p.record_id, p.source_id FROM ${found.pairs} AS p ORDER BY p.record_id`), next: found.next };
	},
);

interface JudgeInput {
	readonly settings: JobSettings;
	readonly to: Kind;
	readonly pairs: readonly CopyPair[];
	readonly show: number;
}

interface Judged {
	readonly outcomes: Partial<Record<JobOutcome, number>>;
	readonly changed: readonly OutcomeRow[];
	readonly refused: readonly OutcomeRow[];
}

const judge = defineTransaction(__filename, 'read', 'jobs.judge', function* (tx, { settings, to, pairs, show }: JudgeInput): Steps<Judged> {
	const catalogue = yield* loadCatalogue(tx);
	const target = targetOf(catalogue, settings, to);
	const ids = tx.dialect.rows([{ name: 'record_id', type: 'bigint' }], pairs.map((pair) => [pair.recordId]));
	const rows =
		settings.kind === 'assign'
			? sameForAll(target, ids, constantParts(tx.dialect, target.definition, target.field, settings.userId))
			: yield* copiedValues(tx, catalogue, settings, pairs, 'look');
	const judged = yield* all(tx, sql<OutcomeRow>`SELECT * FROM ${outcomesOf(tx, rows)} AS o ORDER BY o.record_id`);
	const outcomes: Partial<Record<JobOutcome, number>> = {};
	for (const { outcome } of judged) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
	const first = (outcome: JobOutcome) => judged.filter((row) => row.outcome === outcome).slice(0, show);
	return { outcomes, changed: first('changed'), refused: first('refused') };
});

interface ShowInput {
	readonly settings: JobSettings;
	readonly changes: readonly ResultRow[];
	readonly refusals: readonly ResultRow[];
}

const showResults = defineTransaction(__filename, 'read', 'jobs.showResults', function* (tx, input: ShowInput): Steps<Pick<JobDryRun, 'changes' | 'refusals'>> {
	const catalogue = yield* loadCatalogue(tx);
	return {
		changes: yield* shownResults(tx, catalogue, input.settings, input.changes),
		refusals: yield* shownResults(tx, catalogue, input.settings, input.refusals),
	};
});
