import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { publishedPath } from '../shared/publishedPath';
import { crmStoreTest } from '../shared/storeTest';
import { answerRequest } from './answerRequest';

/** The page on which salespeople see their open tasks, and record outcomes. */
export class CrmTasksPage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Tasks Page',
		name: 'crmTasksPage',
		icon: { light: 'file:crmTasksPage.svg', dark: 'file:crmTasksPage.dark.svg' },
		group: ['trigger'],
		version: 1,
		description: 'Serves a page on which each salesperson sees the open tasks and records outcomes, and starts when one is recorded',
		subtitle: '={{ "/" + $parameter["path"] }}',
		defaults: { name: 'CRM Tasks Page' },
		eventTriggerDescription: '',
		activationMessage: 'CRM Record → User → Get Tasks Pages gives each salesperson\'s link to this page from now on.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		webhooks: [
			{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', responseData: '', path: '={{ $parameter["path"] }}', isFullPath: true },
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: '={{ $parameter["path"] }}', isFullPath: true },
		],
		properties: [
			{
				displayName: 'Publish this workflow, then mail each salesperson a personal link: <b>CRM Record → User → Get Tasks Pages</b> gives one item per salesperson. Outcomes and notes are written into the task by themselves; what follows this node is up to you.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				required: true,
				default: 'my-tasks',
				description: 'The end of the page\'s address. Keep it: links that were mailed lead there for a month.',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: 'Negative Outcome', value: 'negative' },
					{ name: 'Positive Outcome', value: 'positive' },
					{ name: 'Put Off', value: 'postponed', description: 'A task was moved to another day' },
					{ name: 'Reopened', value: 'reopened', description: 'An outcome was taken back' },
				],
				default: ['negative', 'positive'],
				description: 'What starts the workflow, once each time. Whatever is chosen here, all of it is written into the task.',
			},
		],
	};

	methods = { credentialTest: { crmStoreTest } };

	webhookMethods = { default: publishedPath('tasks') };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await answerRequest(this);
	}
}
