import { deleteFilter } from '../../../../engine/segments/savedFilters';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readFilterId } from './filterProperty';

/** Deletes a saved filter; a search that still uses it fails from then on, and never finds everyone. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const id = readFilterId(context, index);
	await store.run(deleteFilter, id);
	return outcome([{ deleted: true, filterId: id }], 'deleted');
}
