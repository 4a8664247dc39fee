import { EngineError } from '../EngineError';
import { first, type Steps, type Tx } from '../store/Transaction';
import { kindCode, RECIPIENT_KINDS, type RecipientKind } from './kinds';
import type { Columns } from './recordValues';

/** What tells who a message went to, and in which campaign: kept as it is where a campaign made the message. */
export const BOUND_COLUMNS = ['contact_id', 'lead_id', 'account_id', 'campaign_id', 'address'];

interface Recipient {
	readonly kind: RecipientKind;
	readonly id: number;
}

/**
 * Completes a message that a person writes down (VM-01): it happened, so it counts as sent on its date.
 * The recipient is its contact, else lead, else account; address and account follow from the recipient.
 * @throws EngineError without any of the three
 */
export function* completeManualMessage(tx: Tx, columns: Readonly<Columns>): Steps<Columns> {
	const recipient = recipientOf(columns);
	const known = yield* readRecipient(tx, recipient);
	const dateAt = columns.date_at ?? tx.now;
	return {
		...columns,
		account_id: columns.account_id ?? known.account_id,
		address: columns.address ?? known.email,
		date_at: dateAt,
		sent_at: dateAt,
		state: 'sent',
		origin: 'manual',
		occurrence: '',
		...recipientColumns(recipient),
	};
}

/**
 * What follows for a message when some of its columns change.
 * @throws EngineError for changing whom a campaign's message went to
 */
export function completeMessageUpdate(columns: Readonly<Columns>, before: Readonly<Columns>): Columns {
	const bound = BOUND_COLUMNS.filter((column) => columns[column] !== undefined && (columns[column] ?? 0) !== (before[column] ?? 0));
	if (bound.length === 0) return { ...columns };
	if (before.origin === 'campaign') {
		throw new EngineError(
			'not-allowed',
			`Message ${before.id} was made by a campaign: ${bound.join(', ')} can't be changed.`,
			'Leave these fields out; create a message of your own for another recipient.',
		);
	}
	return { ...columns, ...recipientColumns(recipientOf({ ...before, ...columns })) };
}

function recipientOf(columns: Readonly<Columns>): Recipient {
	for (const kind of RECIPIENT_KINDS) {
		const id = columns[`${kind}_id`];
		if (typeof id === 'number') return { kind, id };
	}
	throw new EngineError('invalid-input', 'Message: there is no recipient.', 'Give contact_id, lead_id or account_id.');
}

function recipientColumns(recipient: Recipient): Columns {
	return { recipient_kind: kindCode(recipient.kind), recipient_id: recipient.id };
}

function* readRecipient(tx: Tx, recipient: Recipient): Steps<{ email: string | null; account_id: number | null }> {
	const nobody = { email: null, account_id: null };
	switch (recipient.kind) {
		case 'contact':
			return (yield* first(tx, tx.db.selectFrom('contact').select(['email', 'account_id']).where('id', '=', recipient.id))) ?? nobody;
		case 'lead': {
			const lead = yield* first(tx, tx.db.selectFrom('lead').select('email').where('id', '=', recipient.id));
			return { email: lead?.email ?? null, account_id: null };
		}
		case 'account': {
			const account = yield* first(tx, tx.db.selectFrom('account').select('email').where('id', '=', recipient.id));
			return { email: account?.email ?? null, account_id: recipient.id };
		}
	}
}
