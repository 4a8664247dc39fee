import { table, type ColumnKinds, type IndexDefinition } from '../tables';

/** What every kind of record has. `source` tells how it came to be: import, process, user, sync. */
const common = {
	id: 'id',
	external_id: 'text',
	name: 'folded',
	assigned_user_id: 'int',
	description: 'folded',
	source: 'text',
	created_at: 'int!',
	updated_at: 'int!',
	custom: 'json',
	custom_f: 'json',
} as const satisfies ColumnKinds;

/** Made by a process run from a record: once a run, and once ever where `once` names the follow-up. */
const made = {
	run_id: 'int',
	source_kind: 'int',
	source_id: 'int',
	once: 'text',
} as const satisfies ColumnKinds;

const madeIndexes: readonly IndexDefinition[] = [
	{ columns: ['run_id', 'source_kind', 'source_id'], unique: true, where: '"run_id" IS NOT NULL' },
	{ columns: ['once', 'source_kind', 'source_id'], unique: true, where: '"once" IS NOT NULL' },
];

/** `email_key` is the normalised address, NULL where `email` is empty or malformed. */
const reachable = {
	email: 'folded',
	email_key: 'text',
	phone: 'folded',
	mobile: 'folded',
	fax: 'folded',
	website: 'folded',
	street: 'folded',
	city: 'folded',
	region: 'folded',
	postal_code: 'folded',
	country: 'folded',
	language: 'folded',
} as const satisfies ColumnKinds;

const person = { first_name: 'folded', last_name: 'folded', title: 'folded' } as const satisfies ColumnKinds;

const found: readonly IndexDefinition[] = [
	{ columns: ['external_id'], where: '"external_id" IS NOT NULL' },
	{ columns: ['name_f'] },
	{ columns: ['assigned_user_id'] },
];

const foundByAddress: readonly IndexDefinition[] = [
	...found,
	{ columns: ['email_key'] },
	{ columns: ['city_f'] },
	{ columns: ['country_f'] },
];

export const tables0001 = {
	store_meta: table({ key: 'text!', value: 'text!' }, { key: ['key'] }),
	signing_key: table({ id: 'id', purpose: 'text!', secret: 'text!', created_at: 'int!', retired_at: 'int' }),
	setting: table({ name: 'text!', value: 'json!' }, { key: ['name'] }),
	custom_field: table(
		// `deleting`: 1 while its values are being removed; it is no field any more, and none of its name can be made yet.
		{ id: 'id', kind: 'int!', name: 'text!', label: 'text!', type: 'text!', options: 'json', deleting: 'int=0' },
		{ indexes: [{ columns: ['kind', 'name'], unique: true }] },
	),

	crm_user: table(
		{ ...common, ...person, email: 'folded', email_key: 'text', active: 'int=0' },
		{ indexes: [...found, { columns: ['email_key'] }] },
	),
	account: table(
		{ ...common, ...reachable, industry: 'folded', account_type: 'folded', employees: 'int', annual_revenue: 'real' },
		{ indexes: foundByAddress, searched: ['country_f', 'industry_f', 'created_at', 'employees', 'city_f', 'account_type_f', 'annual_revenue', 'assigned_user_id', 'region_f', 'language_f', 'email_key'] },
	),
	contact: table(
		{ ...common, ...person, ...reachable, account_id: 'int', department: 'folded', birthday: 'text', lead_source: 'folded', made_from_account_id: 'int' },
		{
			indexes: [
				...foundByAddress,
				{ columns: ['account_id'] },
				{ columns: ['made_from_account_id'], unique: true, where: '"made_from_account_id" IS NOT NULL' },
			],
			searched: ['country_f', 'lead_source_f', 'created_at', 'city_f', 'account_id', 'assigned_user_id', 'department_f', 'title_f', 'region_f', 'language_f', 'birthday', 'email_key'],
		},
	),
	lead: table(
		{ ...common, ...person, ...reachable, company: 'folded', industry: 'folded', lead_source: 'folded', status: 'folded' },
		{ indexes: foundByAddress, searched: ['country_f', 'status_f', 'created_at', 'lead_source_f', 'city_f', 'industry_f', 'assigned_user_id', 'title_f', 'region_f', 'language_f', 'email_key'] },
	),
	campaign: table(
		{
			...common,
			status: 'folded',
			type: 'folded',
			start_date: 'text',
			end_date: 'text',
			budget: 'real',
			require_confirmation: 'int=0',
			/** What of its mails is tracked; NULL: opens and clicks. */
			tracking: 'text',
		},
		{ indexes: found },
	),
	opportunity: table(
		{
			...common,
			...made,
			stage: 'folded',
			amount: 'real',
			close_date: 'text',
			probability: 'real',
			next_step: 'folded',
			contact_id: 'int',
			lead_id: 'int',
			account_id: 'int',
			campaign_id: 'int',
			message_id: 'int',
			task_id: 'int',
		},
		{
			indexes: [
				...found,
				...madeIndexes,
				{ columns: ['campaign_id'] },
				{ columns: ['account_id'] },
				{ columns: ['contact_id'], where: '"contact_id" IS NOT NULL' },
				{ columns: ['lead_id'], where: '"lead_id" IS NOT NULL' },
				{ columns: ['task_id'], where: '"task_id" IS NOT NULL' },
				{ columns: ['message_id'], where: '"message_id" IS NOT NULL' },
			],
		},
	),
	task: table(
		{
			...common,
			...made,
			type: 'folded',
			due_at: 'int',
			status: 'text',
			outcome: 'text',
			outcome_note: 'folded',
			contact_id: 'int',
			lead_id: 'int',
			account_id: 'int',
			campaign_id: 'int',
			message_id: 'int',
			opportunity_id: 'int',
		},
		{
			indexes: [
				{ columns: ['external_id'], where: '"external_id" IS NOT NULL' },
				...madeIndexes,
				// With what makes a task open, and when it is due: a salesperson's page is found in the index alone, however long the history.
				{ columns: ['assigned_user_id', 'outcome', 'status', 'due_at'] },
				{ columns: ['campaign_id', 'outcome'] },
				{ columns: ['contact_id'], where: '"contact_id" IS NOT NULL' },
				{ columns: ['lead_id'], where: '"lead_id" IS NOT NULL' },
				{ columns: ['account_id'], where: '"account_id" IS NOT NULL' },
				{ columns: ['message_id'], where: '"message_id" IS NOT NULL' },
				{ columns: ['opportunity_id'], where: '"opportunity_id" IS NOT NULL' },
			],
		},
	),
	template: table(
		{
			...common,
			subject: 'folded',
			html: 'text',
			text: 'text',
			from_name: 'folded',
			from_email: 'folded',
			reply_to: 'folded',
			/** 1: no marketing; nobody unsubscribes from it. */
			transactional: 'int=0',
			language: 'folded',
		},
		{ indexes: found },
	),
	activity: table(
		{
			...common,
			happened_at: 'int',
			campaign_id: 'int',
			priority: 'folded',
			direction: 'text',
			mode: 'folded',
			purpose: 'folded',
			status: 'folded',
			contact_id: 'int',
			lead_id: 'int',
			account_id: 'int',
			message_id: 'int',
			duration_minutes: 'int',
			note: 'folded',
			next_user_id: 'int',
			next_date: 'text',
			next_note: 'folded',
		},
		{
			indexes: [
				...found,
				{ columns: ['account_id'] },
				{ columns: ['contact_id'] },
				{ columns: ['campaign_id'] },
				{ columns: ['lead_id'], where: '"lead_id" IS NOT NULL' },
				{ columns: ['message_id'], where: '"message_id" IS NOT NULL' },
			],
		},
	),
	event: table(
		{
			...common,
			...made,
			start_at: 'int',
			end_at: 'int',
			all_day: 'int=0',
			location: 'folded',
			contact_id: 'int',
			lead_id: 'int',
			account_id: 'int',
			campaign_id: 'int',
			task_id: 'int',
			activity_id: 'int',
		},
		{
			indexes: [
				...found,
				...madeIndexes,
				{ columns: ['account_id'] },
				{ columns: ['contact_id'] },
				{ columns: ['start_at'] },
				{ columns: ['lead_id'], where: '"lead_id" IS NOT NULL' },
				{ columns: ['task_id'], where: '"task_id" IS NOT NULL' },
				{ columns: ['activity_id'], where: '"activity_id" IS NOT NULL' },
			],
		},
	),
	/** Who takes part in an event that is about several people; one about a single person names it itself. */
	event_participant: table(
		{ event_id: 'int!', kind: 'int!', record_id: 'int!', added_at: 'int!' },
		{ key: ['event_id', 'kind', 'record_id'], indexes: [{ columns: ['kind', 'record_id'] }] },
	),
} as const;
