import { createRecord } from '../../../../engine/records/writeRecord';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readFields } from '../../fields/readFields';

/** A new record, whatever there is already. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const kind = readKind(context, index);
	const values = await readFields(call, kind);
	const record = await store.run(createRecord, { kind, values, source: 'user', timeZone: context.getTimezone() });
	return outcome([{ ...record }], 'created');
}
