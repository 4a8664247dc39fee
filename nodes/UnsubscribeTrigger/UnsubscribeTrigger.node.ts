import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { publishedPath } from '../shared/publishedPath';
import { crmStoreTest } from '../shared/storeTest';
import { answerVisit } from './answerVisit';

/** The page where recipients unsubscribe, and the mail programs' own button for it. */
export class UnsubscribeTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Unsubscribe Trigger',
		name: 'unsubscribeTrigger',
		icon: { light: 'file:unsubscribeTrigger.svg', dark: 'file:unsubscribeTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		description: 'Serves the page where recipients unsubscribe, and starts when somebody did',
		subtitle: '={{ "/" + $parameter["path"] }}',
		defaults: { name: 'Unsubscribe Trigger' },
		eventTriggerDescription: '',
		activationMessage: 'Campaign Email puts links to this page into mails from now on.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		webhooks: [
			{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', responseData: '', path: '={{ $parameter["path"] }}', isFullPath: true },
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: '={{ $parameter["path"] }}', isFullPath: true },
		],
		properties: [
			{
				displayName: 'Publish this workflow, and every campaign mail gets a link here and the mail programs\' own unsubscribe button. A visit only shows the page; nobody is unsubscribed by link scanners.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				required: true,
				default: 'unsubscribe',
				description: 'The end of the page\'s address. Keep it: mails that were sent lead there for a year.',
			},
			{
				displayName: 'Sender Name',
				name: 'sender',
				type: 'string',
				default: '',
				placeholder: 'e.g. Example Ltd.',
				description: 'Whose mails the page says it is about. Leave empty to use the From Name of the mail\'s template.',
			},
		],
	};

	methods = { credentialTest: { crmStoreTest } };

	webhookMethods = { default: publishedPath('unsubscribe') };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerVisit(this);
	}
}
