import { updateRecord } from '../../../../engine/records/writeRecord';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readFields } from '../../fields/readFields';
import { readRecordId } from '../../fields/recordLocator';

/** Changes the given fields of one record, and no others. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const kind = readKind(context, index);
	const id = readRecordId(context, index);
	const values = await readFields(call, kind);
	const record = await store.run(updateRecord, { kind, id, values, source: 'user', timeZone: context.getTimezone() });
	return outcome([{ ...record }], 'updated');
}
