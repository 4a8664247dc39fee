import { sql } from 'kysely';

import { forgottenAmong } from '../consent/forgotten';
import { allocateIds } from '../records/import/allocateIds';
import { normaliseAddress } from '../records/emailAddress';
import { kindCode, RECIPIENT_KINDS, type RecipientKind } from '../records/kinds';
import { foldOrNull } from '../store/fold';
import { rehearsed } from '../store/rehearsed';
import { all, defineTransaction, insertMany, type SqlValue, type Steps, type Tx } from '../store/Transaction';

/** An email or SMS that another n8n node sent. */
export interface SentElsewhere {
	/** Whom it went to: an address, or a record. */
	readonly address: string | null;
	readonly record: { readonly kind: RecipientKind; readonly id: number } | null;
	readonly subject: string | null;
	readonly description: string | null;
	/** UTC ms. */
	readonly sentAt: number;
	/** The other system's id: logged once. */
	readonly externalId: string | null;
}

export interface LogInput {
	readonly channel: 'email' | 'sms';
	readonly campaignId: number | null;
	readonly messages: readonly SentElsewhere[];
}

export type LogOutcome =
	| { readonly kind: 'logged'; readonly messageId: number }
	| { readonly kind: 'known'; readonly messageId: number }
	/** No contact, lead or account has this address. */
	| { readonly kind: 'nobody' }
	/** The person with this address asked to be forgotten; UTC ms. */
	| { readonly kind: 'forgotten'; readonly since: number };

interface Recipient {
	readonly kind: RecipientKind;
	readonly id: number;
	readonly name: string | null;
	readonly accountId: number | null;
	readonly userId: number | null;
}

/** Writes down what another node sent (VM-01), as messages of its recipients; one answer per message, in order. */
export const logMessages = defineTransaction(__filename, 'write', 'messages.log', function* (tx, input: LogInput) {
	if (tx.dialect.name === 'postgres') {
		// Two that log the same at once: the second sees what the first has logged.
		yield* all(tx, sql`SELECT pg_advisory_xact_lock(720184514)`);
	}
	const recipients = yield* findRecipients(tx, input.messages);
	const known = yield* findKnown(tx, input.messages);
	const forgotten = yield* forgottenAmong(tx, input.messages.map((message) => normaliseAddress(message.address)));
	const ids = yield* allocateIds(tx, 'message', input.messages.length);
	const rows: SqlValue[][] = [];
	const outcomes = input.messages.map((message, index): LogOutcome => {
		const since = forgotten.get(normaliseAddress(message.address) ?? '');
		if (since !== undefined) return { kind: 'forgotten', since };
		const before = message.externalId === null ? undefined : known.get(message.externalId);
		if (before !== undefined) return { kind: 'known', messageId: before };
		const recipient = recipients[index];
		const id = ids[rows.length];
		if (!recipient || id === undefined) return { kind: 'nobody' };
		rows.push([id, ...row(tx, input, message, recipient)]);
		if (message.externalId !== null) known.set(message.externalId, id);
		return { kind: 'logged', messageId: id };
	});
	yield* insertMany({ table: 'message', columns: COLUMNS, rows });
	return outcomes;
});

/** What logging would do; nothing stays. */
export const rehearseLog = defineTransaction(__filename, 'write', 'messages.rehearseLog', function* (tx, input: LogInput) {
	return yield* rehearsed(tx, logMessages.body(tx, input));
});

const COLUMNS = [
	{ name: 'id', type: 'bigint' },
	{ name: 'external_id', type: 'text' },
	{ name: 'name', type: 'text' },
	{ name: 'name_f', type: 'text' },
	{ name: 'assigned_user_id', type: 'bigint' },
	{ name: 'description', type: 'text' },
	{ name: 'description_f', type: 'text' },
	{ name: 'source', type: 'text' },
	{ name: 'created_at', type: 'bigint' },
	{ name: 'updated_at', type: 'bigint' },
	{ name: 'origin', type: 'text' },
	{ name: 'date_at', type: 'bigint' },
	{ name: 'campaign_id', type: 'bigint' },
	{ name: 'occurrence', type: 'text' },
	{ name: 'channel', type: 'text' },
	{ name: 'contact_id', type: 'bigint' },
	{ name: 'lead_id', type: 'bigint' },
	{ name: 'account_id', type: 'bigint' },
	{ name: 'recipient_kind', type: 'bigint' },
	{ name: 'recipient_id', type: 'bigint' },
	{ name: 'address', type: 'text' },
	{ name: 'address_key', type: 'text' },
	{ name: 'subject', type: 'text' },
	{ name: 'subject_f', type: 'text' },
	{ name: 'state', type: 'text' },
	{ name: 'sent_at', type: 'bigint' },
] as const;

function row(tx: Tx, input: LogInput, message: SentElsewhere, recipient: Recipient): SqlValue[] {
	const own = (kind: RecipientKind) => (recipient.kind === kind ? recipient.id : null);
	return [
		message.externalId,
		recipient.name,
		foldOrNull(recipient.name),
		recipient.userId,
		message.description,
		foldOrNull(message.description),
		'user',
		tx.now,
		tx.now,
		'logged',
		message.sentAt,
		input.campaignId ?? 0,
		'',
		input.channel,
		own('contact'),
		own('lead'),
		own('account') ?? recipient.accountId,
		kindCode(recipient.kind),
		recipient.id,
		message.address,
		normaliseAddress(message.address),
		message.subject,
		foldOrNull(message.subject),
		'sent',
		message.sentAt,
	];
}

function* findKnown(tx: Tx, messages: readonly SentElsewhere[]): Steps<Map<string, number>> {
	const ids = messages.flatMap((message) => (message.externalId === null ? [] : [message.externalId]));
	const rows = yield* all(
		tx,
		sql<{ id: number; external_id: string }>`SELECT id, external_id FROM message
			WHERE external_id IS NOT NULL AND ${tx.dialect.inTexts(sql.ref('external_id'), ids)}`,
	);
	return new Map(rows.map((one) => [one.external_id, one.id]));
}

/** The record a message went to: the one named, else by address contact before lead before account, the oldest first. */
function* findRecipients(tx: Tx, messages: readonly SentElsewhere[]): Steps<(Recipient | null)[]> {
	const byRecord = new Map<string, Recipient>();
	const byAddress = new Map<string, Recipient>();
	const addresses = [...new Set(messages.flatMap((message) => normaliseAddress(message.address) ?? []))];
	for (const kind of RECIPIENT_KINDS) {
		const ids = messages.flatMap((message) => (message.record?.kind === kind ? [message.record.id] : []));
		const accountId = kind === 'contact' ? sql`account_id` : sql`CAST(NULL AS bigint)`;
		const rows = yield* all(
			tx,
			sql<{ id: number; name: string | null; email_key: string | null; account_id: number | null; assigned_user_id: number | null }>`
				SELECT id, name, email_key, ${accountId} AS account_id, assigned_user_id FROM ${sql.table(kind)}
				WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)} OR ${tx.dialect.inTexts(sql.ref('email_key'), addresses)} ORDER BY id`,
		);
		for (const found of rows) {
			const recipient: Recipient = { kind, id: found.id, name: found.name, accountId: found.account_id, userId: found.assigned_user_id };
			byRecord.set(`${kind} ${found.id}`, recipient);
			if (found.email_key !== null && !byAddress.has(found.email_key)) byAddress.set(found.email_key, recipient);
		}
	}
	return messages.map((message) => {
		if (message.record) return byRecord.get(`${message.record.kind} ${message.record.id}`) ?? null;
		return byAddress.get(normaliseAddress(message.address) ?? '') ?? null;
	});
}
