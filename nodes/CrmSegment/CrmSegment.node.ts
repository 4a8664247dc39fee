import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { isByItem } from '../shared/byItem';
import { chosenOperation } from '../shared/chosenOperation';
import { listSearch } from '../shared/locators';
import type { NodeOperation } from '../shared/NodeOperation';
import { runPerItem } from '../shared/runPerItem';
import { crmStoreTest } from '../shared/storeTest';
import * as count from './actions/count.operation';
import { criteriaProperties } from './actions/criteria';
import * as returnRecords from './actions/returnRecords.operation';
import * as saveFilter from './actions/saveFilter.operation';
import * as search from './actions/search.operation';
import { loadFields } from './tabs/loadFields';

const OPERATIONS: Readonly<Record<string, NodeOperation>> = { count, returnRecords, saveFilter, search };

/** Searches segments over leads, contacts, accounts, messages, tasks and opportunities. */
export class CrmSegment implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Segment',
		name: 'crmSegment',
		icon: { light: 'file:crmSegment.svg', dark: 'file:crmSegment.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { count: "count", returnRecords: "return records", saveFilter: "save filter", search: "search" }[$parameter["operation"]] }}',
		description: 'Search leads, contacts, accounts, messages, tasks and opportunities for a campaign',
		defaults: { name: 'CRM Segment' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Count',
						value: 'count',
						description: 'How many records there are, without selecting them',
						action: 'Count a segment',
					},
					{
						name: 'Return Records',
						value: 'returnRecords',
						description: 'The records themselves as items, for small work',
						action: 'Return the records of a segment',
					},
					{
						name: 'Save Filter',
						value: 'saveFilter',
						description: 'Keep the criteria under a name, as a saved filter or report',
						action: 'Save a filter',
					},
					{
						name: 'Search',
						value: 'search',
						description: 'A selection that process nodes work on as a set, however large',
						action: 'Search a segment',
					},
				],
				default: 'search',
			},
			...saveFilter.description,
			...criteriaProperties,
			...returnRecords.description,
			...search.description,
		],
	};

	methods = { credentialTest: { crmStoreTest }, listSearch, loadOptions: loadFields };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = chosenOperation(this, OPERATIONS);
		// A search that says the same for each item finds the same: one selection is enough.
		const once = !isByItem(this.getNode().parameters);
		const items = this.getInputData().length;
		if (once && items > 1) {
			this.addExecutionHints({ message: `Ran once, not for each of ${items} items: none of its parameters depends on the item.`, location: 'outputPane' });
		}
		return await runPerItem(this, { ...operation, once: () => once });
	}
}
