import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import type { SearchKind } from '../../../engine/records/kinds';
import { getManyByIds } from '../../../engine/records/selectRecords';
import { createSelection } from '../../../engine/selections/createSelection';
import { selectionPage, type Page, type PageCursor, type PageRow } from '../../../engine/selections/selectionPage';
import type { Store } from '../../../engine/store/Store';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { calledByAi } from '../../shared/aiTool';
import { limitProperties } from '../../shared/limitProperties';
import { nodeStore } from '../../shared/nodeStore';
import { numberOf } from '../../shared/parameters';
import { readCriteria } from './criteria';

const PAGE = 500;
const show = { operation: ['returnRecords'] };

export const description: INodeProperties[] = limitProperties(show);

/**
 * The records themselves, for small work and for mixing with other nodes. Each item tells the selection it is from,
 * and of how many: a process refuses the items of a search that was cut off.
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const catalogue = await catalogueOf(store);
	const limit = readLimit(context);
	const selection = await createSelection(store, catalogue, {
		source: { segment: await readCriteria(context, store, catalogue) },
		requireConfirmation: calledByAi(context),
		timeZone: context.getTimezone(),
	});
	const items: INodeExecutionData[] = [];
	let after: PageCursor | null = null;
	do {
		const page: Page = await selectionPage(store, catalogue, selection, { after, limit: Math.min(PAGE, limit - items.length) });
		items.push(...(await asItems(store, page.rows)));
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
	for (const item of items) item.json['search'] = search;
	return items;
}

function readLimit(context: IExecuteFunctions): number {
	if (context.getNodeParameter('returnAll', 0) === true) return Infinity;
	return Math.floor(numberOf(context.getNodeParameter('limit', 0), 'Limit', { least: 1 }) ?? 50);
}

async function asItems(store: Store, rows: readonly PageRow[]): Promise<INodeExecutionData[]> {
	const byKind = new Map<SearchKind, number[]>();
	for (const row of rows) byKind.set(row.kind, [...(byKind.get(row.kind) ?? []), row.id]);
	const items: INodeExecutionData[] = [];
	for (const [kind, ids] of byKind) {
		const records = await store.run(getManyByIds, { kind, ids });
		items.push(...records.map((record) => ({ json: { ...record }, pairedItem: { item: 0 } })));
	}
	return items;
}
