import { sql, type RawBuilder } from 'kysely';

import { EngineError } from '../EngineError';
import { readSelection, type StoredSelection } from '../selections/storedSelection';
import { first, type Steps, type Tx } from '../store/Transaction';
import type { Review, ReviewDecision, ReviewPage, ReviewState } from './Review';

interface ReviewRow {
	readonly id: number;
	readonly selection_id: number;
	readonly step: string;
	readonly opened_at: number;
	readonly waits_until: number;
	readonly selected: number;
	readonly page: string;
	readonly handed_on_at: number | null;
	readonly decided_by: string | null;
	readonly decided_at: number | null;
	readonly decision_note: string | null;
}

/**
 * The latest review of a step, or null.
 * @param lock of two who decide at once the second waits here until the first is through (PostgreSQL; SQLite has one writer)
 */
export function* reviewOfStep(tx: Tx, step: string, now: number, lock: 'reading' | 'writing'): Steps<Review | null> {
	return yield* readReview(tx, sql`r.step = ${step}`, now, lock);
}

/** A review by its selection, or null. */
export function* reviewOfSelection(tx: Tx, selectionId: number, now: number, lock: 'reading' | 'writing'): Steps<Review | null> {
	return yield* readReview(tx, sql`r.selection_id = ${selectionId}`, now, lock);
}

function* readReview(tx: Tx, which: RawBuilder<unknown>, now: number, lock: 'reading' | 'writing'): Steps<Review | null> {
	const locked = lock === 'writing' && tx.dialect.name === 'postgres' ? sql`FOR UPDATE OF r` : sql``;
	const row = yield* first(
		tx,
		sql<ReviewRow>`SELECT r.id, r.selection_id, r.step, r.opened_at, r.waits_until, r.selected, r.page, r.handed_on_at, s.decided_by, s.decided_at, s.decision_note
			FROM review AS r JOIN selection AS s ON s.id = r.selection_id WHERE ${which} ORDER BY r.turn DESC LIMIT 1 ${locked}`,
	);
	const selection = row ? yield* readSelection(tx, row.selection_id) : null;
	if (!row || !selection) return null;
	const { campaignId } = selection.parameters;
	const campaign = campaignId === null ? null : yield* first(tx, tx.db.selectFrom('campaign').select('name').where('id', '=', campaignId));
	return {
		id: row.id,
		step: row.step,
		state: stateOf(row, selection, now),
		selection,
		selected: row.selected,
		openedAt: row.opened_at,
		waitsUntil: row.waits_until,
		// Written by this folder: the JSON is what was put in.
		page: JSON.parse(row.page) as ReviewPage,
		campaign: campaign?.name ?? null,
		handedOnAt: row.handed_on_at,
	};
}

function stateOf(row: ReviewRow, selection: StoredSelection, now: number): ReviewState {
	const decided = (outcome: ReviewDecision['outcome']): ReviewDecision => ({ outcome, by: row.decided_by ?? '', note: row.decision_note, at: row.decided_at ?? 0 });
	switch (selection.state) {
		case 'confirmed':
		case 'rejected':
			return { kind: 'decided', decision: decided(selection.state) };
		case 'in_review':
			// A rejection is one step; only a confirmation can be under way.
			if (row.decided_at !== null) return { kind: 'carrying out', decision: decided('confirmed') };
			if (selection.expiresAt <= now) return { kind: 'expired' };
			return row.waits_until <= now ? { kind: 'timed out' } : { kind: 'waiting' };
		case 'expired':
			return { kind: 'expired' };
		case 'open':
		case 'building':
			throw new EngineError('store-broken', `Selection ${selection.id} is "${selection.state}", and there is a review of it.`, 'Run the search again.');
	}
}
