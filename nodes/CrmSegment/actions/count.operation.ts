import { countSegment } from '../../../engine/selections/countSegment';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { readCriteria } from './criteria';

/** Counts without writing anything. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store } = call;
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const segment = await readCriteria(call);
	const counted = await countSegment(store, await call.catalogue(), { segment, timeZone: context.getTimezone() });
	context.addExecutionHints({ message: `${counted.count} found`, location: 'outputPane' });
	return outcome([{ count: counted.count, byKind: { ...counted.byKind } }]);
}
