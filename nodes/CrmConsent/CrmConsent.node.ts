import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { listSearch } from '../shared/locators';
import { runOnce } from '../shared/runOnce';
import { crmStoreTest } from '../shared/storeTest';
import * as check from './actions/check.operation';
import * as set from './actions/set.operation';

/** Who may be emailed: asks the ledger, or writes into it. */
export class CrmConsent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Consent',
		name: 'crmConsent',
		icon: { light: 'file:crmConsent.svg', dark: 'file:crmConsent.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { check: "check", set: "set" }[$parameter["operation"]] }}',
		description: 'Ask before you write: split items into may and may not be emailed, and keep who said no',
		defaults: { name: 'CRM Consent' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["operation"] === "check" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "May Be Emailed" }, { type: "${NodeConnectionTypes.Main}", displayName: "May Not" }] : [{ type: "${NodeConnectionTypes.Main}" }] }}`,
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'Check',
						value: 'check',
						description: 'Split items into those that may and those that may not be emailed, with reasons',
						action: 'Check consent',
					},
					{
						name: 'Set',
						value: 'set',
						description: 'Write down that somebody said no, or lifted it',
						action: 'Set consent',
					},
				],
				default: 'check',
			},
			...check.description,
			...set.description,
		],
	};

	methods = { credentialTest: { crmStoreTest }, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('operation', 0) === 'check') return await check.execute(this);
		return await runOnce(this, { set: set.execute });
	}
}
