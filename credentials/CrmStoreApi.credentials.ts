import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

/** Where a project's records live, when not in the file that needs no credential. */
export class CrmStoreApi implements ICredentialType {
	name = 'crmStoreApi';

	displayName = 'CRM Store API';

	icon: Icon = { light: 'file:../nodes/CrmSegment/crmSegment.svg', dark: 'file:../nodes/CrmSegment/crmSegment.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-crm-campaigns';

	properties: INodeProperties[] = [
		{
			displayName: 'Store',
			name: 'kind',
			type: 'options',
			options: [
				{ name: 'File', value: 'sqlite', description: 'One file on a local disk of this n8n. Not for queue mode.' },
				{ name: 'PostgreSQL', value: 'postgres', description: 'A database that every n8n process reaches. Needed in queue mode.' },
			],
			default: 'sqlite',
		},
		{
			displayName: 'File',
			name: 'file',
			type: 'string',
			default: '',
			placeholder: 'e.g. spring-campaigns.sqlite',
			description: 'Name of the file; without a folder it lies in n8n\'s user folder, under crm-campaigns',
			displayOptions: { show: { kind: ['sqlite'] } },
		},
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: 'localhost',
			displayOptions: { show: { kind: ['postgres'] } },
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 5432,
			displayOptions: { show: { kind: ['postgres'] } },
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: '',
			displayOptions: { show: { kind: ['postgres'] } },
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			displayOptions: { show: { kind: ['postgres'] } },
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { kind: ['postgres'] } },
		},
		{
			displayName: 'SSL',
			name: 'ssl',
			type: 'options',
			options: [
				{ name: 'Off', value: 'off' },
				{ name: 'On', value: 'on' },
				{ name: 'On, Any Certificate', value: 'any', description: 'Encrypted, without checking whom one talks to' },
			],
			default: 'off',
			displayOptions: { show: { kind: ['postgres'] } },
		},
	];
}
