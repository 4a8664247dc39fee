import { upsertRecord } from '../../../../engine/records/upsertRecord';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readFields } from '../../fields/readFields';

/** Updates the record that the values mean (by external ID, name or address), or creates it. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const kind = readKind(context, index);
	const values = await readFields(call, kind);
	const result = await store.run(upsertRecord, { kind, values, source: 'user', timeZone: context.getTimezone() });
	return outcome([{ ...result.record }], result.outcome);
}
