import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { saveFilter } from '../../../engine/segments/savedFilters';
import { validateSegment } from '../../../engine/segments/validate';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, textParameter } from '../../shared/parameters';
import { readCriteria } from './criteria';

const show = { operation: ['saveFilter'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'filterName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Customers in Madrid',
		displayOptions: { show },
	},
	locator('replaceFilter', 'Replace', 'searchFilters', {
		description: 'The saved filter to write over; empty: make a new one',
		displayOptions: { show },
	}),
];

/** Keeps the criteria under a name; over several kinds they are a report. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const catalogue = await catalogueOf(store);
	const segment = validateSegment(catalogue, await readCriteria(context, store, catalogue));
	const name = textParameter(context, 'filterName');
	const id = await store.run(saveFilter, { id: idOf(context.getNodeParameter('replaceFilter', 0, ''), 'Replace'), name, segment });
	return [{ json: { filterId: id, name, tabs: segment.tabs.length }, pairedItem: { item: 0 } }];
}
