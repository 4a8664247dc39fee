import { NodeConnectionTypes, type IHookFunctions, type INodeType, type INodeTypeDescription, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import { isTest, publishedPath } from '../shared/publishedPath';
import { crmStoreTest } from '../shared/storeTest';
import { receivePost } from './receivePost';
import { brevoSource } from './services/brevo';
import type { EventSource } from './services/EventSource';
import { sendGridSource } from './services/sendGrid';
import { trackHit } from './trackHit';

const ADDRESS = '={{ $parameter["path"] || "email-events-" + $parameter["service"] }}';

const tracking = publishedPath('tracking');

/** What recipients do with mails comes back: from SendGrid, from Brevo, and by the links of mails of one's own server. */
export class EmailEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Email Events Trigger',
		name: 'emailEventsTrigger',
		icon: { light: 'file:emailEventsTrigger.svg', dark: 'file:emailEventsTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		description: 'Takes in delivered, opened, clicked, bounced, unsubscribed … and updates messages and consent by itself',
		subtitle: '={{ { brevo: "Brevo", own: "own mail server: opens and clicks", sendgrid: "SendGrid" }[$parameter["service"]] }}',
		defaults: { name: 'Email Events Trigger' },
		eventTriggerDescription: '',
		activationMessage: 'Events update messages and consent from now on.',
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'crmSendGridApi', required: true, displayOptions: { show: { service: ['sendgrid'] } } },
			{ name: 'crmBrevoApi', required: true, displayOptions: { show: { service: ['brevo'] } } },
			{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' },
		],
		webhooks: [
			{ name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', responseData: '', path: ADDRESS, isFullPath: true },
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: ADDRESS, isFullPath: true },
		],
		properties: [
			{
				displayName: 'Events Of',
				name: 'service',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Brevo', value: 'brevo', description: 'Transactional and marketing mails; the webhooks are set up by publishing' },
					{ name: 'Own Mail Server', value: 'own', description: 'Opens and clicks of mails that Campaign Email sent by SMTP' },
					{ name: 'SendGrid', value: 'sendgrid', description: 'The signed event webhook is set up by publishing' },
				],
				default: 'own',
			},
			{
				displayName: 'Publish this workflow, and mails sent by SMTP tell when they are opened and which links are clicked. Switch it off for single campaigns by their Tracking field. Hits are counted without starting the workflow.',
				name: 'ownNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { service: ['own'] } },
			},
			{
				displayName: 'Start The Workflow',
				name: 'emit',
				type: 'options',
				options: [
					{ name: 'Once for a Batch', value: 'batch', description: 'One item with counts for all events that came together' },
					{ name: 'With an Item for Each Event', value: 'event', description: 'With the message, the recipient and the campaign; thousands may come together' },
				],
				default: 'batch',
				displayOptions: { show: { service: ['sendgrid', 'brevo'] } },
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: '',
				placeholder: 'e.g. email-events-2',
				description: 'The end of this trigger\'s address. Leave empty unless several workflows take in events of the same service.',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				displayOptions: { show: { service: ['sendgrid'] } },
				options: [
					{
						displayName: 'Refuse Posts Older Than (Minutes)',
						name: 'replayMinutes',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 1500,
						description: 'Refuses signed posts whose own time is further away. SendGrid repeats for 24 hours, and may not sign anew: less than 1,500 can lose events. Repetitions are passed over anyway.',
					},
				],
			},
		],
	};

	methods = { credentialTest: { crmStoreTest } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const source = sourceOf(this);
				if (source === null) return await tracking.checkExists.call(this);
				// A test address is not told to the service: it would lose its real one.
				return isTest(this) || (await source.isSetUp(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const source = sourceOf(this);
				if (source === null) return await tracking.create.call(this);
				await source.setUp(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				const source = sourceOf(this);
				if (source === null) return await tracking.delete.call(this);
				if (!isTest(this)) await source.remove(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const source = sourceOf(this);
		const isGet = this.getRequestObject().method === 'GET';
		if (source === null && isGet) return await trackHit(this);
		if (source !== null && !isGet) return await receivePost(this, source);
		this.getResponseObject().status(405).end();
		return { noWebhookResponse: true };
	}
}

/** Null: one's own server, whose events are hits of links. */
function sourceOf(context: IHookFunctions | IWebhookFunctions): EventSource | null {
	switch (context.getNodeParameter('service')) {
		case 'sendgrid':
			return sendGridSource;
		case 'brevo':
			return brevoSource;
		default:
			return null;
	}
}
