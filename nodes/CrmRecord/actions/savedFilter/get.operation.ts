import { filterSegment } from '../../../../engine/segments/filterSegment';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { findFilter, readFilterId } from './filterProperty';
import { filterJson } from './filterJson';

/** A saved filter with its criteria, as CRM Segment takes them (Criteria: JSON). */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const id = readFilterId(context, index);
	const entry = await findFilter(store, id);
	const segment = await store.run(filterSegment, { filterId: id });
	return outcome([{ ...filterJson(entry), criteria: { tabs: segment.tabs } }]);
}
