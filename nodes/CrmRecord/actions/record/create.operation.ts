import { createRecord } from '../../../../engine/records/writeRecord';
import { isDryRun } from '../../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readFields } from '../../fields/readFields';
import { rehearse } from './rehearse';

/** A new record, whatever there is already. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const kind = readKind(context, index);
	const values = await readFields(call, kind);
	const asked = { kind, values, source: 'user' as const, timeZone: context.getTimezone() };
	if (isDryRun(context, index)) return await rehearse(call, { how: 'create', ...asked });
	const record = await store.run(createRecord, asked);
	return outcome([{ ...record }], 'created');
}
