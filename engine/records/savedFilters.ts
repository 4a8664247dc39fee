import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { deleteFilter, readFilter, saveFilter, type SavedFilter } from '../segments/savedFilters';
import { validateSegment } from '../segments/validate';
import { fold } from '../store/fold';
import { all, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { loadCatalogue } from './catalogue/loadCatalogue';

export interface WriteSavedFilterInput {
	/** NULL makes a new one. */
	readonly id: number | null;
	readonly name: string;
	/** A Segment as data, checked here: over one kind a filter, over several a report. */
	readonly definition: unknown;
}

/** Makes or changes a saved filter or report. @throws EngineError for a definition that is none, or a name that another has */
export const writeSavedFilter = defineTransaction(__filename, 'write', 'savedFilters.write', function* (tx, input: WriteSavedFilterInput): Steps<SavedFilter> {
	const catalogue = yield* loadCatalogue(tx);
	const segment = validateSegment(catalogue, input.definition);
	const name = input.name.trim();
	const taken = yield* first(tx, tx.db.selectFrom('saved_filter').select('id').where('name_f', '=', fold(name)).orderBy('id'));
	if (taken && taken.id !== input.id) {
		throw new EngineError('conflict', `There is already a saved filter "${name}".`, 'Choose another name, or change that one.');
	}
	const id = yield* saveFilter.body(tx, { id: input.id, name, segment });
	return yield* readFilter(tx, catalogue, id);
});

/** @throws EngineError not-found, or invalid-input where it names what there isn't any more */
export const getSavedFilter = defineTransaction(__filename, 'read', 'savedFilters.get', function* (tx, id: number): Steps<SavedFilter> {
	return yield* readFilter(tx, yield* loadCatalogue(tx), id);
});

/** Deletes a saved filter or report. @throws EngineError conflict naming the filters that use it */
export const deleteSavedFilter = defineTransaction(__filename, 'write', 'savedFilters.delete', function* (tx, id: number): Steps<void> {
	const users = yield* usersOf(tx, id);
	if (users.length > 0) {
		const names = users.map((name) => `"${name}"`).join(', ');
		throw new EngineError('conflict', `The saved filter ${id} is used by ${names}.`, 'Take it out of there first, or delete those too.');
	}
	yield* deleteFilter.body(tx, id);
});

/** Names of the saved filters whose criteria use this one. */
function* usersOf(tx: Tx, id: number): Steps<string[]> {
	const rows = yield* all(
		tx,
		sql<{ id: number; name: string | null; definition: string }>`SELECT id, name, definition FROM saved_filter WHERE id <> ${id} ORDER BY name_f, id`,
	);
	return rows.flatMap((row) => (filtersIn(JSON.parse(row.definition)).has(id) ? [row.name ?? `#${row.id}`] : []));
}

/** Ids of the saved filters that criteria use, wherever they stand. */
function filtersIn(definition: unknown): Set<number> {
	const ids = new Set<number>();
	const walk = (value: unknown): void => {
		if (Array.isArray(value)) value.forEach(walk);
		else if (typeof value === 'object' && value !== null) {
			if ('filterId' in value && typeof value.filterId === 'number') ids.add(value.filterId);
			Object.values(value).forEach(walk);
		}
	};
	walk(definition);
	return ids;
}
