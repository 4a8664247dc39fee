import type { ICredentialDataDecryptedObject, ICredentialTestRequest, ICredentialType, IHttpRequestOptions, INodeProperties, Icon } from 'n8n-workflow';

/** Signs in to SendGrid: for delivery, events and suppressions. */
export class CrmSendGridApi implements ICredentialType {
	name = 'crmSendGridApi';

	displayName = 'SendGrid (CRM Campaigns) API';

	icon: Icon = { light: 'file:crmSendGrid.svg', dark: 'file:crmSendGrid.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-crm-campaigns';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Made in SendGrid under Settings → API Keys. Needs Mail Send; Suppressions to keep noes in step; Mail Settings (Event Webhook) to receive events.',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'Global', value: 'global' },
				{ name: 'European Union', value: 'eu', description: 'Only for subusers that were made in the EU region' },
			],
			default: 'global',
		},
		{
			displayName: 'Subuser',
			name: 'subuser',
			type: 'string',
			default: '',
			placeholder: 'e.g. newsletter',
			description: 'Acts on behalf of this subuser. Leave empty for the account the key was made in.',
		},
		{
			displayName: 'Webhook Verification Key',
			name: 'verificationKey',
			type: 'string',
			default: '',
			description: 'The public key SendGrid shows for a signed event webhook. Leave empty to have it fetched when the webhook is set up.',
		},
		{
			// Not shown: set only in a credential that is imported as JSON, to talk to a simulator.
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'hidden',
			default: '',
		},
	];

	/** A subuser left empty must send no header: SendGrid would look for one of that name. */
	authenticate = async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> => {
		const text = (name: string): string => (typeof credentials[name] === 'string' ? credentials[name].trim() : '');
		return {
			...request,
			headers: {
				...request.headers,
				Authorization: `Bearer ${text('apiKey')}`,
				...(text('subuser') === '' ? {} : { 'on-behalf-of': text('subuser') }),
			},
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl || ($credentials.region === "eu" ? "https://api.eu.sendgrid.com" : "https://api.sendgrid.com") }}',
			url: '/v3/scopes',
		},
	};
}
