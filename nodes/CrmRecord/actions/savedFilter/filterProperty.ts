import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { listFilters, type SavedFilterEntry } from '../../../../engine/segments/savedFilters';
import type { Store } from '../../../../engine/store/Store';
import { locator } from '../../../shared/locators';
import { requiredId } from '../../../shared/parameters';

/** More than anybody keeps; a list of all of them is read to find one's name. */
export const MOST_FILTERS = 10_000;

export function filterProperty(more: Partial<INodeProperties>): INodeProperties {
	return locator('filter', 'Saved Filter or Report', 'searchFilters', { required: true, ...more });
}

export function readFilterId(context: IExecuteFunctions, index: number): number {
	return requiredId(context.getNodeParameter('filter', index), 'Saved Filter or Report');
}

/** @throws EngineError not-found */
export async function findFilter(store: Store, id: number): Promise<SavedFilterEntry> {
	const entries = await store.run(listFilters, { search: '', limit: MOST_FILTERS });
	const entry = entries.find((one) => one.id === id);
	if (entry) return entry;
	throw new EngineError('not-found', `There is no saved filter ${id}.`, 'Choose one that is there; it may have been deleted.');
}
