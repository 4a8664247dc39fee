import { updateRecord } from '../../../../engine/records/writeRecord';
import { isDryRun } from '../../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readFields } from '../../fields/readFields';
import { readRecordId } from '../../fields/recordLocator';
import { rehearse } from './rehearse';

/** Changes the given fields of one record, and no others. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const kind = readKind(context, index);
	const id = readRecordId(context, index);
	const values = await readFields(call, kind);
	const asked = { kind, id, values, source: 'user' as const, timeZone: context.getTimezone() };
	if (isDryRun(context, index)) return await rehearse(call, { how: 'update', ...asked });
	const record = await store.run(updateRecord, asked);
	return outcome([{ ...record }], 'updated');
}
