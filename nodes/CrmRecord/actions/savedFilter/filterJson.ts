import type { IDataObject } from 'n8n-workflow';

import type { SavedFilterEntry } from '../../../../engine/segments/savedFilters';

/** A saved filter in a list, as an item. */
export function filterJson(entry: SavedFilterEntry): IDataObject {
	return { filterId: entry.id, name: entry.name, type: entry.kind === null ? 'report' : 'filter', kind: entry.kind };
}
