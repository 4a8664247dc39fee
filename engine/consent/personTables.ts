import type { Kind, RecipientKind } from '../records/kinds';

/** What makes a row one about a person. */
export type PersonLink =
	/** Two columns: the kind of the person's record and its id. `each`: behind this column of the key, which names rows of another table. */
	| { readonly by: 'record'; readonly kind: string; readonly id: string; readonly each?: EachOf }
	/** `beside`: only where this column is filled too; else another link finds the row. */
	| { readonly by: 'reference'; readonly column: string; readonly to: 'contact' | 'lead'; readonly beside?: string }
	/** The person's account, where the row names nobody else by contact_id and lead_id. */
	| { readonly by: 'account'; readonly column: string }
	| { readonly by: 'address'; readonly column: string }
	/** A row of another table here, which itself is about the person. `of`: where another column says that it is of this kind. */
	| { readonly by: 'through'; readonly column: string; readonly table: string; readonly of?: { readonly column: string; readonly kind: Kind }; readonly each?: EachOf };

/** A key's first column, and the table of few rows that it names: with it a look-up needs no index of its own. */
export interface EachOf {
	readonly column: string;
	readonly table: string;
}

/** What forgetting makes of a row about the person. */
export type Forgetting =
	| { readonly how: 'delete' }
	/**
	 * The row stays as a figure: only these columns keep what they say, all others are emptied, also those that a
	 * later version adds.
	 */
	| { readonly how: 'anonymise'; readonly keep: readonly string[] };

/** What a table has to do with the people in it. */
export type PersonTable =
	| { readonly holds: 'nobody'; readonly why: string }
	/** People themselves. */
	| { readonly holds: 'people'; readonly kind: RecipientKind; readonly section: string }
	/** Salespeople: they are shown in an export, and deleted with CRM Record, which hands over what is theirs. */
	| { readonly holds: 'staff'; readonly section: string }
	/** What has just come in, in a file of its own beside SQLite's: it is folded before anything else is done. */
	| { readonly holds: 'intake' }
	| { readonly holds: 'rows'; readonly section: string; readonly links: readonly PersonLink[]; readonly forgetting: Forgetting };

const ofRecipient: readonly PersonLink[] = [
	{ by: 'reference', column: 'contact_id', to: 'contact' },
	{ by: 'reference', column: 'lead_id', to: 'lead' },
	{ by: 'account', column: 'account_id' },
];

const KEPT = ['id', 'assigned_user_id', 'source', 'created_at', 'updated_at', 'campaign_id', 'account_id'] as const;

const through = (column: string, table: string): PersonLink => ({ by: 'through', column, table });
const nobody = (why: string): PersonTable => ({ holds: 'nobody', why });

/**
 * Every table of the store, and what it holds of people: an export reads these, forgetting empties them, in this order,
 * so that what is found through another table's rows goes before those. A test demands an entry for every table there is.
 */
export const PERSON_TABLES: Readonly<Record<string, PersonTable>> = {
	contact: { holds: 'people', kind: 'contact', section: 'contacts' },
	lead: { holds: 'people', kind: 'lead', section: 'leads' },
	account: { holds: 'people', kind: 'account', section: 'accounts' },
	crm_user: { holds: 'staff', section: 'users' },
	job_result: {
		holds: 'rows',
		section: 'job_results',
		links: [
			{ by: 'record', kind: 'kind', id: 'record_id', each: { column: 'job_id', table: 'job' } },
			{ by: 'record', kind: 'source_kind', id: 'source_id' },
			...(['task', 'opportunity', 'message', 'activity', 'event'] as const).map((kind): PersonLink => ({ by: 'through', column: 'record_id', table: kind, of: { column: 'kind', kind }, each: { column: 'job_id', table: 'job' } })),
		],
		forgetting: { how: 'delete' },
	},
	event: {
		holds: 'rows',
		section: 'events',
		links: [...ofRecipient, through('task_id', 'task'), through('activity_id', 'activity')],
		forgetting: { how: 'anonymise', keep: [...KEPT, 'run_id', 'start_at', 'end_at', 'all_day', 'task_id', 'activity_id'] },
	},
	opportunity: {
		holds: 'rows',
		section: 'opportunities',
		links: [...ofRecipient, through('task_id', 'task'), through('message_id', 'message')],
		forgetting: { how: 'anonymise', keep: [...KEPT, 'run_id', 'stage', 'amount', 'close_date', 'probability', 'message_id', 'task_id'] },
	},
	activity: {
		holds: 'rows',
		section: 'activities',
		links: [...ofRecipient, through('message_id', 'message')],
		forgetting: {
			how: 'anonymise',
			keep: [...KEPT, 'happened_at', 'priority', 'direction', 'mode', 'purpose', 'status', 'message_id', 'duration_minutes', 'next_user_id', 'next_date'],
		},
	},
	task: {
		holds: 'rows',
		section: 'tasks',
		links: [...ofRecipient, through('message_id', 'message')],
		forgetting: { how: 'anonymise', keep: [...KEPT, 'run_id', 'type', 'due_at', 'status', 'outcome', 'message_id', 'opportunity_id'] },
	},
	unmatched_event: {
		holds: 'rows',
		section: 'unmatched_events',
		links: [{ by: 'address', column: 'address_key' }, through('message_id', 'message')],
		forgetting: { how: 'delete' },
	},
	message_event: {
		holds: 'rows',
		section: 'message_events',
		links: [through('message_id', 'message')],
		forgetting: { how: 'anonymise', keep: ['id', 'message_id', 'kind', 'happened_at', 'bounce_kind', 'machine', 'recorded_at'] },
	},
	message: {
		holds: 'rows',
		section: 'messages',
		links: [
			{ by: 'record', kind: 'recipient_kind', id: 'recipient_id' },
			{ by: 'reference', column: 'lead_id', to: 'lead', beside: 'contact_id' },
			{ by: 'address', column: 'address_key' },
		],
		forgetting: {
			how: 'anonymise',
			keep: [
				'id', 'assigned_user_id', 'source', 'created_at', 'updated_at', 'campaign_id', 'run_id',
				'origin', 'date_at', 'template_id', 'template_version_id', 'occurrence', 'channel', 'recipient_kind', 'recipient_id', 'state',
				'reason_class', 'attempts', 'sending_at', 'sent_at', 'delivered_at', 'open_count', 'first_open_at', 'last_open_at', 'machine_open_count',
				'click_count', 'first_click_at', 'last_click_at', 'bounce_count', 'bounce_kind', 'bounced_at', 'dropped_at', 'spam_at', 'unsubscribed_at',
			],
		},
	},
	event_participant: { holds: 'rows', section: 'participations', links: [{ by: 'record', kind: 'kind', id: 'record_id' }], forgetting: { how: 'delete' } },
	campaign_member: { holds: 'rows', section: 'memberships', links: [{ by: 'record', kind: 'kind', id: 'record_id' }], forgetting: { how: 'delete' } },
	selection_member: { holds: 'rows', section: 'selections', links: [{ by: 'record', kind: 'kind', id: 'record_id' }], forgetting: { how: 'delete' } },
	consent_entry: {
		holds: 'rows',
		section: 'consent',
		links: [{ by: 'record', kind: 'record_kind', id: 'record_id' }, { by: 'address', column: 'address_key' }],
		forgetting: { how: 'delete' },
	},
	consent_record_no: { holds: 'rows', section: 'standing_noes_of_records', links: [{ by: 'record', kind: 'record_kind', id: 'record_id' }], forgetting: { how: 'delete' } },
	consent_address_no: { holds: 'rows', section: 'standing_noes_of_address', links: [{ by: 'address', column: 'address_key' }], forgetting: { how: 'delete' } },
	suppressed_address: { holds: 'rows', section: 'suppressed_at_services', links: [{ by: 'address', column: 'address_key' }], forgetting: { how: 'delete' } },

	intake_event: { holds: 'intake' },
	campaign: nobody('What a campaign is; its members and messages are tables of their own.'),
	custom_field: nobody('Names of fields; their values lie with the records.'),
	forgotten_address: nobody('Hashes under a key of their own.'),
	job: nobody('What a job does and how many it was done to; its results are a table of their own.'),
	process_run: nobody('Settings and counts of a process.'),
	review: nobody('Who waits for a decision about a selection; what was chosen stands there only while it is carried out.'),
	saved_filter: nobody('Criteria that users wrote; an address in them is taken out as from every text.'),
	selection: nobody('Counts, criteria and parameters; its members are a table of their own.'),
	setting: nobody('Settings of the project.'),
	signing_key: nobody('Secrets of the store.'),
	store_meta: nobody('The version of the store.'),
	template: nobody('What users write, and from whom it is sent.'),
	template_version: nobody('What a template said.'),
};

/** What a record that stays as a figure is called: some kinds can't do without a name. */
export const FORGOTTEN_NAME = 'Forgotten person';
