import { deleteFilter } from '../../../../engine/segments/savedFilters';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readFilterId } from './filterProperty';

/** Deletes a saved filter or report; where others use it, they are named. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const id = readFilterId(context, index);
	await store.run(deleteFilter, id);
	return outcome([{ deleted: true, filterId: id }], 'deleted');
}
