import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { countSegment } from '../../../engine/selections/countSegment';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { nodeStore } from '../../shared/nodeStore';
import { readCriteria } from './criteria';

/** Counts without writing anything. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const catalogue = await catalogueOf(store);
	const segment = await readCriteria(context, store, catalogue);
	const counted = await countSegment(store, catalogue, { segment, timeZone: context.getTimezone() });
	context.addExecutionHints({ message: `${counted.count} found`, location: 'outputPane' });
	return [{ json: { count: counted.count, byKind: { ...counted.byKind } }, pairedItem: { item: 0 } }];
}
