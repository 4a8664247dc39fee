import { sql, type RawBuilder } from 'kysely';

import { isSearchKind, kindCode, type SearchKind } from '../records/kinds';
import { toSql } from '../segments/Formula';
import { searchSettings } from '../segments/searchSettings';
import { moveSelection } from '../selections/selectionState';
import { readSelection, type CountByKind, type StoredCounts } from '../selections/storedSelection';
import { nextWindowSize, WINDOW_BUDGET } from '../selections/windows';
import { change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Choice } from './choice/Choice';
import { tickedFormula } from './choice/compileChoice';
import { gridScope, type GridContext } from './grid/GridContext';

/** What was decided, as the review's row holds it until it is carried out. */
interface Decided {
	readonly choice: Choice;
	readonly terms: Pick<GridContext, 'timeZone' | 'labels'>;
}

/** How far a choice has been carried out. */
interface Progress {
	/** The kind at work: one after the other. */
	readonly at: number;
	/** Members up to this one are done. */
	readonly after: number;
	/** Members that stay. */
	readonly kept: CountByKind;
}

const FIRST_WINDOW = 10_000;
const START: Progress = { at: 0, after: 0, kept: {} };

/**
 * Takes what is not ticked, or gone, out of a selection, for one chunk of time; with the last one the selection is
 * confirmed. Until then it is in review, and nobody processes it. Answers whether nothing is left to do.
 */
export const carryOut = defineTransaction(__filename, 'write', 'review.carryOut', function* (tx, input: { readonly reviewId: number }): Steps<boolean> {
	yield* searchSettings(tx);
	const lock = tx.dialect.name === 'postgres' ? sql`FOR UPDATE` : sql``;
	const row = yield* first(tx, sql<{ selection_id: number; choice: string | null; progress: string | null }>`SELECT selection_id, choice, progress FROM review WHERE id = ${input.reviewId} ${lock}`);
	if (!row || row.choice === null) return true;
	const selection = yield* readSelection(tx, row.selection_id);
	if (!selection) return true;
	// Written by this folder: the JSON is what was put in.
	const { choice, terms } = JSON.parse(row.choice) as Decided;
	let progress = row.progress === null ? START : (JSON.parse(row.progress) as Progress);
	const context: GridContext = { selectionId: selection.id, members: selection.byKind, campaignId: selection.parameters.campaignId, ...terms };
	const kinds = Object.keys(selection.byKind).filter(isSearchKind);
	let size: number | null = FIRST_WINDOW;
	for (let kind = kinds[progress.at]; kind; kind = kinds[progress.at]) {
		const start = tx.elapsed();
		const window = yield* nextMembers(tx, selection.id, kind, progress.after, size);
		if (window.members === 0) {
			progress = { ...progress, at: progress.at + 1, after: 0 };
			continue;
		}
		const removed = yield* change(tx, removal(tx, context, kind, choice, { after: progress.after, last: window.last }));
		const kept = { ...progress.kept, [kind]: (progress.kept[kind] ?? 0) + window.members - removed };
		progress = { ...progress, after: window.last, kept };
		size = nextWindowSize({ size: window.members, took: tx.elapsed() - start }, WINDOW_BUDGET - tx.elapsed(), selection.count);
		if (size === null) {
			yield* change(tx, tx.db.updateTable('review').set({ progress: JSON.stringify(progress) }).where('id', '=', input.reviewId));
			return false;
		}
	}
	yield* settle(tx, input.reviewId, selection.id, progress.kept, selection.counts);
	return true;
});

function* nextMembers(tx: Tx, selectionId: number, kind: SearchKind, after: number, limit: number): Steps<{ last: number; members: number }> {
	// PostgreSQL has no lock that others wait for: each kind in one go.
	const most = tx.dialect.name === 'postgres' ? sql`` : sql`LIMIT ${limit}`;
	const row = yield* first(
		tx,
		sql<{ last: number | null; members: number }>`SELECT MAX(w.record_id) AS last, COUNT(*) AS members FROM (SELECT record_id FROM selection_member
			WHERE selection_id = ${selectionId} AND kind = ${kindCode(kind)} AND record_id > ${after} ORDER BY record_id ${most}) AS w`,
	);
	return { last: row?.last ?? after, members: row?.members ?? 0 };
}

/** Asked of each member by itself: no statistics of a selection just written are needed to find the way. */
function removal(tx: Tx, context: GridContext, kind: SearchKind, choice: Choice, { after, last }: { readonly after: number; readonly last: number }): RawBuilder<unknown> {
	const ticked = toSql(tickedFormula(gridScope(tx, context, kind), choice));
	return sql`DELETE FROM selection_member AS s WHERE s.selection_id = ${context.selectionId} AND s.kind = ${kindCode(kind)} AND s.record_id > ${after} AND s.record_id <= ${last}
		AND NOT EXISTS (SELECT 1 FROM ${sql.table(kind)} AS r WHERE r.id = s.record_id AND ${ticked})`;
}

function* settle(tx: Tx, reviewId: number, selectionId: number, kept: CountByKind, counts: StoredCounts['counts']): Steps<void> {
	const byKind = Object.fromEntries(Object.entries(kept).filter(([, count]) => count > 0));
	const count = Object.values(byKind).reduce((sum, one) => sum + one, 0);
	const before = yield* readSelection(tx, selectionId);
	// Nothing was taken out: what was counted holds.
	const stored: StoredCounts = { byKind, counts: before?.count === count ? counts : null };
	yield* moveSelection(tx, { id: selectionId, to: 'confirmed', decision: null });
	yield* change(tx, tx.db.updateTable('selection').set({ count, counts: JSON.stringify(stored) }).where('id', '=', selectionId));
	yield* change(tx, tx.db.updateTable('review').set({ choice: null, progress: null, settled_at: tx.now }).where('id', '=', reviewId));
}
