import { EngineError } from '../EngineError';
import type { SearchKind } from '../records/kinds';
import { first, type Steps, type Tx } from '../store/Transaction';
import { NO_PARAMETERS, type GeneralParameters } from './GeneralParameters';
import type { Selection, SelectionCounts, SelectionState } from './Selection';

/** As stored: a selection whose members are still being written may not be used, also not after a crash. */
export type StoredState = SelectionState | 'building';

export type CountByKind = Readonly<Partial<Record<SearchKind, number>>>;

/** The `counts` column. */
export interface StoredCounts {
	readonly byKind: CountByKind;
	/** NULL until counted. */
	readonly counts: SelectionCounts | null;
}

/** A selection row without the store's id, which the row doesn't hold; the state may be `building`. */
export type StoredSelection = Omit<Selection, 'state' | 'storeId'> & { readonly state: StoredState };

const STATES: readonly StoredState[] = ['building', 'open', 'in_review', 'confirmed', 'rejected', 'expired'];

/** A selection's row, or null. Its members may have been dropped since. */
export function* readSelection(tx: Tx, id: number): Steps<StoredSelection | null> {
	const row = yield* first(
		tx,
		tx.db
			.selectFrom('selection')
			.select(['id', 'state', 'require_confirmation', 'count', 'counts', 'parameters', 'created_at', 'expires_at'])
			.where('id', '=', id),
	);
	if (!row) return null;
	const state = STATES.find((known) => known === row.state);
	if (!state) throw new EngineError('store-broken', `Selection ${id} is in a state ("${row.state}") that this version doesn't know.`, 'Update n8n-nodes-crm-campaigns.');
	const stored = row.counts === null ? null : parsedCounts(row.counts);
	return {
		id: row.id,
		state,
		requireConfirmation: row.require_confirmation === 1,
		count: row.count,
		byKind: stored?.byKind ?? {},
		counts: stored?.counts ?? null,
		parameters: row.parameters === null ? NO_PARAMETERS : parsedParameters(row.parameters),
		createdAt: row.created_at,
		expiresAt: row.expires_at,
	};
}

/** Written by this package alone, in the shape of the type. */
function parsedCounts(text: string): StoredCounts {
	return JSON.parse(text) as StoredCounts;
}

function parsedParameters(text: string): GeneralParameters {
	return { ...NO_PARAMETERS, ...(JSON.parse(text) as Partial<GeneralParameters>) };
}
