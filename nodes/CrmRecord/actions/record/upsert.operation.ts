import { upsertRecord } from '../../../../engine/records/upsertRecord';
import { isDryRun } from '../../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { readKind } from '../../fields/kindProperty';
import { readFields } from '../../fields/readFields';
import { rehearse } from './rehearse';

/** Updates the record that the values mean (by external ID, name or address), or creates it. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const kind = readKind(context, index);
	const values = await readFields(call, kind);
	const asked = { kind, values, source: 'user' as const, timeZone: context.getTimezone() };
	if (isDryRun(context, index)) return await rehearse(call, { how: 'upsert', ...asked });
	const result = await store.run(upsertRecord, asked);
	return outcome([{ ...result.record }], result.outcome);
}
