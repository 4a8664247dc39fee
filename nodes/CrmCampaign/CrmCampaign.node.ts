import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { listSearch } from '../shared/locators';
import { loadUsers } from '../shared/loadUsers';
import { runOnce } from '../shared/runOnce';
import { crmStoreTest } from '../shared/storeTest';
import * as campaignLink from './actions/campaignLink.operation';
import * as contacts from './actions/contacts.operation';
import * as edit from './actions/edit.operation';
import * as events from './actions/events.operation';
import * as messages from './actions/messages.operation';
import * as opportunities from './actions/opportunities.operation';
import { loadEditableFields } from './actions/editableFields';
import { PROCESSES, processProperties, selectionProperty } from './actions/process';
import * as saveCampaign from './actions/saveCampaign.operation';
import * as tasks from './actions/tasks.operation';

const OPERATIONS = {
	campaignLink: campaignLink.execute,
	contacts: contacts.execute,
	edit: edit.execute,
	events: events.execute,
	messages: messages.execute,
	opportunities: opportunities.execute,
	saveCampaign: saveCampaign.execute,
	tasks: tasks.execute,
} as const;

/** Processes a selection: messages, tasks, calendar events, opportunities, members of a campaign, contacts from accounts, mass edit. */
export class CrmCampaign implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Campaign',
		name: 'crmCampaign',
		icon: { light: 'file:crmCampaign.svg', dark: 'file:crmCampaign.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ { campaignLink: "link to campaign", contacts: "contacts from accounts", edit: "edit records", events: "create calendar events", messages: "create messages", opportunities: "create opportunities", saveCampaign: "create or update campaign", tasks: "create tasks" }[$parameter["operation"]] }}',
		description: 'Turn a selection into messages, tasks, calendar events, opportunities and members of a campaign',
		defaults: { name: 'CRM Campaign' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Campaign', value: 'campaign' },
					{ name: 'Selection', value: 'selection' },
				],
				default: 'selection',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['campaign'] } },
				options: [
					{
						name: 'Create or Update',
						value: 'saveCampaign',
						description: 'Create a new campaign, or update the current one if it already exists (upsert)',
						action: 'Create or update a campaign',
					},
				],
				default: 'saveCampaign',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['selection'] } },
				options: [
					{
						name: 'Create Calendar Events',
						value: 'events',
						description: 'One per selected record, or one with all as participants',
						action: 'Create calendar events',
					},
					{
						name: 'Create Contacts From Accounts',
						value: 'contacts',
						description: 'For selected accounts that have no contact, with the data of the account',
						action: 'Create contacts from accounts',
					},
					{
						name: 'Create Messages',
						value: 'messages',
						description: 'One message per recipient from a template, queued for Campaign Email to deliver',
						action: 'Create messages',
					},
					{
						name: 'Create Opportunities',
						value: 'opportunities',
						description: 'One per selected record, linked to its account, contact and campaign',
						action: 'Create opportunities',
					},
					{
						name: 'Create Tasks',
						value: 'tasks',
						description: 'Calls, visits or other work, one per selected record, for salespeople',
						action: 'Create tasks',
					},
					{
						name: 'Edit Records',
						value: 'edit',
						description: 'Set fields of the selected records to values, or empty them',
						action: 'Edit records',
					},
					{
						name: 'Link to Campaign',
						value: 'campaignLink',
						description: 'Make the selected records members of a campaign, each once',
						action: 'Link records to a campaign',
					},
				],
				default: 'messages',
			},
			selectionProperty,
			...campaignLink.description,
			...edit.description,
			...events.description,
			...messages.description,
			...opportunities.description,
			...saveCampaign.description,
			...tasks.description,
			...processProperties,
		],
	};

	methods = { credentialTest: { crmStoreTest }, listSearch, loadOptions: { ...loadEditableFields, users: loadUsers } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOnce(this, OPERATIONS, PROCESSES);
	}
}
