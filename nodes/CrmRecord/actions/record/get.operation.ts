import { getRecord } from '../../../../engine/records/selectRecords';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readRecordId } from '../../fields/recordLocator';

/** One record with all its fields. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const record = await store.run(getRecord, { kind: readKind(context, index), id: readRecordId(context, index) });
	return outcome([{ ...record }]);
}
