import { deleteSavedFilter } from '../../../../engine/records/savedFilters';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readFilterId } from './filterProperty';

/** Deletes a saved filter or report that no other one uses. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const id = readFilterId(context, index);
	await store.run(deleteSavedFilter, id);
	return outcome([{ deleted: true, filterId: id }], 'deleted');
}
