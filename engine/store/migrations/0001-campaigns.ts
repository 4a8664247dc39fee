import { table } from '../tables';

export const campaignTables0001 = {
	message: table(
		{
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
			run_id: 'int',
			/** `campaign` made by a process, `logged` sent by another node, `manual` written down by hand. */
			origin: 'text!',
			date_at: 'int',
			campaign_id: 'int=0',
			template_id: 'int=0',
			template_version_id: 'int',
			occurrence: 'text!',
			channel: 'text',
			contact_id: 'int',
			lead_id: 'int',
			account_id: 'int',
			/** Whose message it is: contact, else lead, else account. */
			recipient_kind: 'int!',
			recipient_id: 'int!',
			address: 'text',
			address_key: 'text',
			subject: 'folded',
			state: 'text!',
			/** 1 while this message holds its address's place in the campaign. */
			holds_address: 'int=0',
			reason_class: 'text',
			reason: 'folded',
			server_reply: 'text',
			remote_id: 'text',
			attempts: 'int=0',
			next_attempt_at: 'int',
			claimed_by: 'text',
			lease_until: 'int',
			sending_at: 'int',
			sent_at: 'int',
			delivered_at: 'int',
			open_count: 'int=0',
			first_open_at: 'int',
			last_open_at: 'int',
			machine_open_count: 'int=0',
			click_count: 'int=0',
			first_click_at: 'int',
			last_click_at: 'int',
			last_link: 'text',
			bounce_count: 'int=0',
			bounce_kind: 'text',
			bounced_at: 'int',
			dropped_at: 'int',
			spam_at: 'int',
			unsubscribed_at: 'int',
		},
		{
			indexes: [
				{ columns: ['external_id'], where: '"external_id" IS NOT NULL' },
				{
					columns: ['campaign_id', 'template_id', 'occurrence', 'recipient_kind', 'recipient_id'],
					unique: true,
					where: `"origin" = 'campaign'`,
				},
				{
					columns: ['campaign_id', 'template_id', 'occurrence', 'address_key'],
					unique: true,
					where: '"holds_address" = 1',
				},
				// With its outcome: "with messages of campaign C that were opened" is answered from the index alone.
				{ columns: ['campaign_id', 'recipient_kind', 'recipient_id', 'state', 'open_count', 'click_count', 'bounce_count', 'delivered_at'] },
				{ columns: ['recipient_kind', 'recipient_id'] },
				{ columns: ['account_id'], where: '"account_id" IS NOT NULL' },
				// A message to a contact may name a lead too: whoever forgets the lead finds it.
				{ columns: ['lead_id'], where: '"lead_id" IS NOT NULL AND "contact_id" IS NOT NULL' },
				// By address: what was sent to it, also to a record that has another one today.
				{ columns: ['address_key'], where: '"address_key" IS NOT NULL' },
				// What has a way to go. By the time it waits for: a claim passes over what is planned for later without reading it.
				{ columns: ['state', 'next_attempt_at', 'id'], where: `"state" IN ('queued', 'claimed', 'sending', 'uncertain')` },
				// What a person decides about.
				{ columns: ['campaign_id', 'state', 'id'], where: `"state" IN ('failed', 'uncertain')` },
				// A service's own id of a mail: of many mails where one call carried them.
				{ columns: ['remote_id', 'address_key'], where: '"remote_id" IS NOT NULL' },
				{ columns: ['reason_class'], where: '"reason_class" IS NOT NULL' },
			],
		},
	),
	/** What became of a message, event by event: nothing is counted twice, and who clicked which link stays known. */
	message_event: table(
		{
			id: 'id',
			message_id: 'int!',
			kind: 'text!',
			happened_at: 'int!',
			link: 'text',
			bounce_kind: 'text',
			/** 1 where a machine opened or clicked, not a person. */
			machine: 'int=0',
			/** Whoever reports it names it by this: the same again changes nothing. */
			event_id: 'text',
			/** The server's or service's words on a bounce or drop. */
			reason: 'text',
			recorded_at: 'int!',
		},
		{
			// One for both: a message's events, and whether one was told before (any number may have no id).
			indexes: [{ columns: ['message_id', 'event_id'], unique: true }],
		},
	),
	/** What a template said when messages were made from it: what was previewed is what is sent. */
	template_version: table(
		{
			id: 'id',
			template_id: 'int!',
			hash: 'text!',
			subject: 'text!',
			html: 'text!',
			text: 'text',
			from_name: 'text',
			from_email: 'text',
			reply_to: 'text',
			transactional: 'int=0',
			created_at: 'int!',
		},
		{ indexes: [{ columns: ['template_id', 'hash'], unique: true }] },
	),
	campaign_member: table(
		{
			campaign_id: 'int!',
			kind: 'int!',
			record_id: 'int!',
			status: 'folded',
			run_id: 'int',
			added_at: 'int!',
		},
		{ key: ['campaign_id', 'kind', 'record_id'], indexes: [{ columns: ['kind', 'record_id'] }] },
	),
	saved_filter: table(
		{
			id: 'id',
			name: 'folded',
			/** NULL for a report: criteria over several kinds. */
			kind: 'int',
			definition: 'json!',
			created_at: 'int!',
			updated_at: 'int!',
		},
		{ indexes: [{ columns: ['name_f'] }] },
	),
	selection: table(
		{
			id: 'id',
			state: 'text!',
			require_confirmation: 'int=0',
			/** Tells one made of records by the same step of the same execution: a retry finds it again. */
			origin_key: 'text',
			count: 'int=0',
			/** Counts by kind, without address, opted out, sharing an address. */
			counts: 'json',
			/** What was searched: tabs, for people and for the funnel. */
			tabs: 'json',
			/** Reference, date, campaign, assigned user, description: they ride with the selection. */
			parameters: 'json',
			created_at: 'int!',
			expires_at: 'int!',
			dropped_at: 'int',
			decided_by: 'folded',
			decided_at: 'int',
			decision_note: 'folded',
		},
		{
			indexes: [
				{ columns: ['expires_at'], where: '"dropped_at" IS NULL' },
				{ columns: ['origin_key'], unique: true, where: '"origin_key" IS NOT NULL' },
			],
		},
	),
	selection_member: table(
		{ selection_id: 'int!', kind: 'int!', record_id: 'int!' },
		{ key: ['selection_id', 'kind', 'record_id'] },
	),
	process_run: table(
		{
			id: 'id',
			selection_id: 'int!',
			operation: 'text!',
			hash: 'text!',
			/** 0 for the first run with these parameters; more where "create again" was asked for. */
			repeat_number: 'int=0',
			state: 'text!',
			parameters: 'json!',
			resume: 'json',
			counts: 'json',
			started_at: 'int!',
			finished_at: 'int',
		},
		{ indexes: [{ columns: ['selection_id', 'operation', 'hash', 'repeat_number'], unique: true }] },
	),
	consent_entry: table(
		{
			id: 'id',
			address_key: 'text',
			record_kind: 'int',
			record_id: 'int',
			scope: 'text!',
			scope_ref: 'text!',
			decision: 'text!',
			source: 'text!',
			reason: 'folded',
			proof: 'text',
			happened_at: 'int!',
			recorded_at: 'int!',
		},
		{ indexes: [{ columns: ['address_key'], where: '"address_key" IS NOT NULL' }, { columns: ['record_kind', 'record_id'], where: '"record_id" IS NOT NULL' }] },
	),
	/** The standing noes, derived from the ledger in the same transaction: one look-up tells whether an address may be mailed. */
	consent_address_no: table(
		{ address_key: 'text!', scope: 'text!', scope_ref: 'text!', source: 'text!', since: 'int!' },
		{ key: ['address_key', 'scope', 'scope_ref', 'source'] },
	),
	consent_record_no: table(
		{ record_kind: 'int!', record_id: 'int!', scope: 'text!', scope_ref: 'text!', source: 'text!', since: 'int!' },
		{ key: ['record_kind', 'record_id', 'scope', 'scope_ref', 'source'] },
	),
	/**
	 * What mail services suppress, as far as it was seen on their lists or we told them: what they know needn't be told,
	 * and what we told them is not taken for the recipient's own word when it comes back. Instants in UTC ms; `told_at`
	 * is empty while the service's answer is not there.
	 */
	suppressed_address: table(
		{ account: 'text!', address_key: 'text!', seen_at: 'int', told_first_at: 'int', told_at: 'int' },
		{ key: ['account', 'address_key'], indexes: [{ columns: ['address_key'] }] },
	),
	/** Addresses of people who asked to be forgotten, as keyed hashes: enough to refuse them, not to write to them. */
	forgotten_address: table({ hash: 'text!', forgotten_at: 'int!', reason_class: 'text!' }, { key: ['hash'] }),
} as const;
