import type { INodeProperties } from 'n8n-workflow';

import { locator } from '../../shared/locators';
import { serviceProperty } from './channel';
import { senderProperties } from './sender';

const show = { operation: ['deliver'] };

export const description: INodeProperties[] = [
	serviceProperty(['deliver', 'sendTest']),
	{
		displayName: 'Messages',
		name: 'which',
		type: 'options',
		options: [
			{ name: 'All That Are Queued', value: 'all', description: 'Of every campaign' },
			{ name: 'Of One Campaign', value: 'campaign', description: 'Or of each campaign that the items name' },
		],
		default: 'campaign',
		displayOptions: { show },
	},
	locator('campaign', 'Campaign', 'searchCampaigns', {
		required: true,
		// What CRM Campaign hands on: so it works where it is dropped.
		default: { mode: 'id', value: '={{ $json.campaignId }}' },
		displayOptions: { show: { ...show, which: ['campaign'] } },
	}),
	...senderProperties(['deliver']),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Bounce Address',
				name: 'bounceAddress',
				type: 'string',
				default: '',
				placeholder: 'e.g. bounces@example.com',
				description: 'A mailbox of yours that mails come back to, as bounces+reference@example.com, so that each tells its message. Read it with Email Trigger (IMAP) and Read Bounce Mails.',
				displayOptions: { show: { '/service': ['smtp'] } },
			},
			{
				displayName: 'Categories',
				name: 'categories',
				type: 'string',
				default: '',
				placeholder: 'e.g. newsletter, spring',
				description: 'SendGrid categories for its statistics, separated by commas. No personal data.',
				displayOptions: { show: { '/service': ['sendgrid'] } },
			},
			{
				displayName: 'Connections',
				name: 'connections',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 50 },
				default: 5,
				description: 'How many connections to the mail server are open at once',
				displayOptions: { show: { '/service': ['smtp'] } },
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description: 'Whether to tell only how many would be sent, and send nothing',
			},
			{ displayName: 'From Name', name: 'fromName', type: 'string', default: '', description: 'Where the template names nobody' },
			{
				displayName: 'Max Messages',
				name: 'maxMessages',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 1000,
				description: 'Ends after so many messages; the rest stays in the queue for the next run',
			},
			{
				displayName: 'Max Minutes',
				name: 'maxMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description: 'Ends after so many minutes; the rest stays in the queue for the next run',
			},
			{
				displayName: 'Messages per Second',
				name: 'rate',
				type: 'number',
				typeOptions: { minValue: 0.01, numberPrecision: 2 },
				default: 10,
				description: 'No faster than this: what the mail server allows. Without it there is no limit.',
			},
			{
				displayName: 'Public Address',
				name: 'publicAddress',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com',
				description: 'Where recipients reach this n8n, for links that unsubscribe or count. Leave empty to use the address that n8n knows itself by (WEBHOOK_URL).',
			},
			{ displayName: 'Reply To', name: 'replyTo', type: 'string', default: '', placeholder: 'e.g. office@example.com', description: 'Where the template names nobody' },
			{
				displayName: 'Sandbox',
				name: 'sandbox',
				type: 'boolean',
				default: false,
				description: 'Whether the service checks and accepts the mails without sending them; no events come back',
				displayOptions: { show: { '/service': ['brevo', 'sendgrid'] } },
			},
			{
				displayName: 'Test Mode',
				name: 'testMode',
				type: 'boolean',
				default: false,
				description: 'Whether mails may go out without a way to unsubscribe, and links may lead to an address that only you can reach. For mails to yourself.',
			},
			{
				displayName: 'Unsubscribe Group ID',
				name: 'unsubscribeGroup',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 1,
				description: 'The SendGrid suppression group these mails belong to',
				displayOptions: { show: { '/service': ['sendgrid'] } },
			},
		],
	},
];
