import { getFilter } from '../../../../engine/segments/savedFilters';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { filterJson } from './filterJson';
import { readFilterId } from './filterProperty';

/** A saved filter with its criteria, as CRM Segment takes them (Criteria: JSON). */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const filter = await store.run(getFilter, readFilterId(context, index));
	return outcome([{ ...filterJson(filter), criteria: { tabs: filter.segment.tabs } }]);
}
