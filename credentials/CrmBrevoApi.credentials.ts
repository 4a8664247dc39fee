import type { IAuthenticateGeneric, ICredentialTestRequest, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

/** The way into a Brevo account: mails out, events in, suppressions both ways. */
export class CrmBrevoApi implements ICredentialType {
	name = 'crmBrevoApi';

	displayName = 'CRM Brevo API';

	icon: Icon = { light: 'file:crmBrevo.svg', dark: 'file:crmBrevo.dark.svg' };

	documentationUrl = 'https://developers.brevo.com/docs/getting-started';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. xkeysib-…',
			description: 'In Brevo under SMTP & API → API Keys. Not an SMTP key. If this n8n moves, allow its new address under Security → Authorised IPs.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.brevo.com/v3',
			description: 'Leave empty, unless Brevo is reached through a gateway of your own',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { 'api-key': '={{ $credentials.apiKey.trim() }}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{ ($credentials.baseUrl || "").trim().replace(/\\/+$/, "") || "https://api.brevo.com/v3" }}', url: '/account' },
	};
}
