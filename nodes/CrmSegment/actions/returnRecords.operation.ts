import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { SearchKind } from '../../../engine/records/kinds';
import { getManyByIds } from '../../../engine/records/selectRecords';
import { createSelection } from '../../../engine/selections/createSelection';
import { selectionPage, type Page, type PageCursor, type PageRow } from '../../../engine/selections/selectionPage';
import type { Store } from '../../../engine/store/Store';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { calledByAi } from '../../shared/aiTool';
import { limitProperties } from '../../shared/limitProperties';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf } from '../../shared/parameters';
import { readCriteria } from './criteria';

const PAGE = 500;
const show = { operation: ['returnRecords'] };

export const description: INodeProperties[] = limitProperties(show);

/**
 * The records themselves, for small work and for mixing with other nodes. Each item tells the selection it is from,
 * and of how many: a process refuses the items of a search that was cut off.
 */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const catalogue = await call.catalogue();
	const limit = readLimit(context, index);
	const selection = await createSelection(store, catalogue, {
		source: { segment: await readCriteria(call) },
		requireConfirmation: calledByAi(context),
		timeZone: context.getTimezone(),
	});
	const items: IDataObject[] = [];
	let after: PageCursor | null = null;
	do {
		const page: Page = await selectionPage(store, catalogue, selection, { after, limit: Math.min(PAGE, limit - items.length) });
		items.push(...(await recordsOf(store, page.rows)));
		after = page.next;
	} while (after !== null && items.length < limit);
	const search = { selectionId: selection.id, storeId: selection.storeId, found: selection.count, returned: items.length };
	if (items.length < selection.count) {
		context.addExecutionHints({
			message: `${items.length} of ${selection.count} records. To process all, use the operation Search and connect its selection.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	return outcome(items.map((item) => ({ ...item, search })));
}

function readLimit(context: IExecuteFunctions, index: number): number {
	if (context.getNodeParameter('returnAll', index) === true) return Infinity;
	return Math.floor(numberOf(context.getNodeParameter('limit', index), 'Limit', { least: 1 }) ?? 50);
}

async function recordsOf(store: Store, rows: readonly PageRow[]): Promise<IDataObject[]> {
	const byKind = new Map<SearchKind, number[]>();
	for (const row of rows) byKind.set(row.kind, [...(byKind.get(row.kind) ?? []), row.id]);
	const found: IDataObject[] = [];
	for (const [kind, ids] of byKind) {
		const records = await store.run(getManyByIds, { kind, ids });
		found.push(...records.map((record) => ({ ...record })));
	}
	return found;
}
