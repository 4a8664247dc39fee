import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { MOST_IN_A_ROW } from '../../../engine/segments/softBounces';
import { conditionRows } from '../../shared/fieldConditions';
import { filtersMethod, locator } from '../../shared/locators';
import { fieldsMethod } from './loadFields';

/** The relations a tab can ask for; which of them a kind has, `RELATIONS_OF` tells. */
export type RelationName =
	| 'accountFilter'
	| 'accounts'
	| 'accountWhere'
	| 'contacts'
	| 'filter'
	| 'mayBeEmailed'
	| 'member'
	| 'messages'
	| 'opportunities'
	| 'softBounces'
	| 'tasks';

const ALL_RELATIONS: readonly RelationName[] = [
	'accountFilter',
	'accounts',
	'accountWhere',
	'filter',
	'mayBeEmailed',
	'member',
	'messages',
	'opportunities',
	'tasks',
];

const RELATIONS_OF: Readonly<Record<SearchKind, readonly RelationName[]>> = {
	lead: ['filter', 'mayBeEmailed', 'member', 'messages', 'opportunities', 'tasks'],
	contact: ALL_RELATIONS,
	account: [...ALL_RELATIONS, 'contacts'],
	message: [...ALL_RELATIONS, 'softBounces'],
	task: ALL_RELATIONS,
	opportunity: ALL_RELATIONS,
};

/** Rows of field conditions over a kind. */
function fieldConditions(kind: SearchKind, name: string, displayName: string, description: string): INodeProperties {
	return conditionRows(fieldsMethod(kind), { displayName, name, description }, []);
}

const negate: INodeProperties = {
	displayName: 'Not',
	name: 'negate',
	type: 'boolean',
	default: false,
	description: 'Whether the opposite must hold',
};

const campaign = locator('campaign', 'Campaign', 'searchCampaigns', { description: 'Empty: of any campaign' });

const RELATIONS: Readonly<Record<RelationName, (kind: SearchKind) => INodePropertyCollection>> = {
	accountFilter: () => ({
		displayName: 'Account in Saved Filter',
		name: 'accountFilter',
		values: [locator('filter', 'Filter', filtersMethod('account'), { description: 'A saved filter over accounts' }), negate],
	}),
	accounts: () => ({
		displayName: 'Account Is',
		name: 'accounts',
		values: [locator('account', 'Account', 'searchAccounts'), negate],
	}),
	accountWhere: () => ({
		displayName: 'Account Where',
		name: 'accountWhere',
		values: [fieldConditions('account', 'conditions', 'Conditions', 'All of these must hold for the account'), negate],
	}),
	contacts: () => ({
		displayName: 'Has Contacts',
		name: 'contacts',
		values: [negate],
	}),
	filter: (kind) => ({
		displayName: 'In Saved Filter',
		name: 'filter',
		values: [locator('filter', 'Filter', filtersMethod(kind)), negate],
	}),
	mayBeEmailed: () => ({
		displayName: 'May Be Emailed',
		name: 'mayBeEmailed',
		values: [
			locator('campaign', 'Campaign', 'searchCampaigns', { description: 'Whose own unsubscribes count too; empty: only those from all email' }),
			negate,
		],
	}),
	member: () => ({
		displayName: 'Member of Campaign',
		name: 'member',
		values: [
			locator('campaign', 'Campaign', 'searchCampaigns'),
			{ displayName: 'Member Status', name: 'status', type: 'string', default: '', description: 'Empty: of any status' },
			negate,
		],
	}),
	messages: () => ({
		displayName: 'With Messages',
		name: 'messages',
		values: [
			campaign,
			{
				displayName: 'That Were',
				name: 'outcome',
				type: 'options',
				default: 'any',
				options: [
					{ name: 'Any', value: 'any' },
					{ name: 'Bounced', value: 'bounced' },
					{ name: 'Bounced Hard', value: 'bouncedHard' },
					{ name: 'Bounced Softly', value: 'bouncedSoftly' },
					{ name: 'Clicked', value: 'clicked' },
					{ name: 'Delivered', value: 'delivered' },
					{ name: 'Dropped', value: 'dropped' },
					{ name: 'Failed', value: 'failed' },
					{ name: 'Not Bounced', value: 'notBounced' },
					{ name: 'Not Clicked', value: 'notClicked' },
					{ name: 'Not Delivered', value: 'notDelivered' },
					{ name: 'Not Opened', value: 'notOpened' },
					{ name: 'Not Sent', value: 'notSent' },
					{ name: 'Opened', value: 'opened' },
					{ name: 'Queued', value: 'queued' },
					{ name: 'Reported as Spam', value: 'spam' },
					{ name: 'Sent', value: 'sent' },
					{ name: 'Unsubscribed', value: 'unsubscribed' },
				],
			},
			{ ...negate, displayName: 'Without', description: 'Whether to find those that have no such message' },
		],
	}),
	opportunities: (kind) => ({
		displayName: 'With Opportunities',
		name: 'opportunities',
		values: [
			{ ...campaign, description: kind === 'task' ? 'Opportunities made from the task. Empty: of any campaign' : 'Empty: of any campaign' },
			{ ...negate, displayName: 'Without', description: 'Whether to find those that have no such opportunity' },
		],
	}),
	softBounces: () => ({
		displayName: 'Soft Bounces in a Row',
		name: 'softBounces',
		values: [
			{
				displayName: 'At Least',
				name: 'inARow',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MOST_IN_A_ROW },
				default: 3,
				description: 'So many of the recipient\'s last mails, up to and including this one, bounced softly',
			},
			{
				displayName: 'Once per Row, by Follow-Up',
				name: 'followUp',
				type: 'string',
				default: '',
				placeholder: 'e.g. soft bounces',
				description: 'Finds only the message that completed the row, until a task with this Follow-Up Name is made of a message of the row. Empty: finds every further message of the row too.',
			},
			negate,
		],
	}),
	tasks: (kind) => ({
		displayName: 'With Tasks',
		name: 'tasks',
		values: [
			{ ...campaign, description: kind === 'message' ? 'Tasks made from the message. Empty: of any campaign' : 'Empty: of any campaign' },
			{
				displayName: 'Follow-Up Name',
				name: 'followUp',
				type: 'string',
				default: '',
				placeholder: 'e.g. opened or clicked',
				description: 'Under which they were created by CRM Campaign. Empty: however they were made.',
			},
			anyOr('outcome', 'Outcome', optionsOf('outcome')),
			anyOr('status', 'Status', optionsOf('status')),
			{ ...negate, displayName: 'Without', description: 'Whether to find those that have no such task' },
		],
	}),
};

function optionsOf(field: 'outcome' | 'status'): INodePropertyOptions[] {
	const found = DEFINITIONS.task.fields.find((one) => one.name === field);
	return (found?.options ?? []).map((option) => ({ name: option.label, value: option.value }));
}

function anyOr(name: string, displayName: string, options: INodePropertyOptions[]): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		options: [{ name: 'Any', value: '' }, ...options].sort((a, b) => a.name.localeCompare(b.name)),
		default: '',
	};
}

function tab(kind: SearchKind): INodePropertyCollection {
	const { labelPlural } = DEFINITIONS[kind];
	const plural = labelPlural.toLowerCase();
	return {
		displayName: labelPlural,
		name: kind,
		values: [
			{
				displayName: 'All Records of This Kind',
				name: 'allRecords',
				type: 'boolean',
				default: false,
				description: `Whether a tab without any condition takes all ${plural}; else it is an error, so that nobody is mailed by mistake`,
			},
			fieldConditions(kind, 'all', 'All of These', `All of these must hold for the ${plural}`),
			fieldConditions(kind, 'any', 'Any of These', `At least one of these must hold for the ${plural}`),
			fieldConditions(kind, 'none', 'None of These', `None of these may hold for the ${plural}`),
			{
				displayName: 'Relations',
				name: 'relations',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add Relation',
				default: {},
				description: 'All of these must hold too: saved filters, accounts, campaigns, messages, tasks',
				options: RELATIONS_OF[kind]
					.map((relation) => RELATIONS[relation](kind))
					.sort((a, b) => a.displayName.localeCompare(b.displayName)),
			},
		],
	};
}

/** The search tabs: every one that is there is looked up, and the results are united (VM-05). */
export const tabsProperty: INodeProperties = {
	displayName: 'Search Tabs',
	name: 'tabs',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Tab',
	default: {},
	description: 'Every tab is searched and the results are united, each record once',
	options: SEARCH_KINDS.map(tab).sort((a, b) => a.displayName.localeCompare(b.displayName)),
};
