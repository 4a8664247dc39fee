import type { IDataObject } from 'n8n-workflow';

import type { Selection, SelectionCounts } from '../../engine/selections/Selection';

/** A selection as it goes from node to node: an id and counts, whatever its size. The rows stay in the store. */
export function selectionItem(selection: Selection, counts: SelectionCounts | null): IDataObject {
	const { parameters } = selection;
	return {
		count: selection.count,
		byKind: { ...selection.byKind },
		...(counts ? { ...counts } : {}),
		state: selection.state,
		requireConfirmation: selection.requireConfirmation,
		expiresAt: new Date(selection.expiresAt).toISOString(),
		generalParameters: { ...parameters, dateAt: parameters.dateAt === null ? null : new Date(parameters.dateAt).toISOString() },
		selectionId: selection.id,
		storeId: selection.storeId,
	};
}
