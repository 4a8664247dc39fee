import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { asNodeError } from '../shared/nodeErrors';
import { crmStoreTest } from '../shared/storeTest';
import { answerReview } from './answerReview';
import { reviewProperties } from './properties';
import { waitForReview } from './waitForReview';

/** The selection grid: the workflow waits until a person has looked a selection through and confirmed it. */
export class CrmReview implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Review',
		name: 'crmReview',
		icon: { light: 'file:crmReview.svg', dark: 'file:crmReview.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["limitWaitTime"] ? "waits up to " + $parameter["amount"] + " " + $parameter["unit"] : "waits for a decision" }}',
		description: 'Waits until a person has looked a selection through in a grid and confirmed it',
		waitingNodeTooltip: '=Waiting for a decision on <a href="{{ $execution.resumeUrl }}" target="_blank">its page</a>',
		defaults: { name: 'CRM Review' },
		inputs: [NodeConnectionTypes.Main],
		// What a wait that ends by itself passes on comes out of the first: the safe one.
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Not Confirmed', 'Confirmed'],
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		webhooks: [
			{ name: 'default', httpMethod: 'GET', responseMode: 'onReceived', responseData: '', path: '', isFullPath: true, restartWebhook: true },
			{ name: 'setup', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: '', isFullPath: true, restartWebhook: true },
		],
		properties: reviewProperties,
	};

	methods = { credentialTest: { crmStoreTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return await waitForReview(this);
		} catch (error) {
			// Never along an output, whatever the node's settings: what was not reviewed must not look as if it had been.
			throw asNodeError(this.getNode(), error);
		}
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerReview(this);
	}
}
