import { NodeConnectionTypes, type IExecuteFunctions, type INodeExecutionData, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { chosenOperation } from '../shared/chosenOperation';
import { listSearch } from '../shared/locators';
import type { NodeOperation } from '../shared/NodeOperation';
import { runPerItem } from '../shared/runPerItem';
import { crmStoreTest } from '../shared/storeTest';
import * as createPage from './actions/createPage.operation';
import * as getFigures from './actions/getFigures.operation';
import { loadCampaigns, scopeProperties } from './actions/scope';

const OPERATIONS: Readonly<Record<string, NodeOperation>> = { createPage, getFigures };

/** what came of campaigns, as items or as a page. */
export class CampaignReport implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Campaign Report',
		name: 'campaignReport',
		icon: { light: 'file:campaignReport.svg', dark: 'file:campaignReport.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { createPage: "create page", getFigures: "get figures" }[$parameter["operation"]] }}',
		description: 'What came of campaigns: the funnel from selected to won, rates, days, salespeople and links, as a page with charts or as items',
		defaults: { name: 'Campaign Report' },
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
						name: 'Create Page',
						value: 'createPage',
						description: 'A page with charts as an HTML file, to be looked at, mailed or printed',
						action: 'Create a report page',
					},
					{
						name: 'Get Figures',
						value: 'getFigures',
						description: 'The figures as items, for a spreadsheet or a dashboard',
						action: 'Get report figures',
					},
				],
				default: 'createPage',
			},
			...scopeProperties,
			...createPage.description,
			...getFigures.description,
		],
	};

	methods = { credentialTest: { crmStoreTest }, listSearch, loadOptions: { campaigns: loadCampaigns } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runPerItem(this, chosenOperation(this, OPERATIONS));
	}
}
