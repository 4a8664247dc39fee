import { sql, type RawBuilder } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { EngineError } from '../EngineError';
import { kindCode, type RecipientKind } from '../records/kinds';
import { fold } from '../store/fold';
import type { MessageOutcome, TaskMatch } from './Criteria';
import { and, atom, not, or, total, TRUE, type Formula } from './Formula';
import { column, ofRecipient, related, relatedById, type Inner, type Scope } from './Scope';

/**
 * Related to accounts: an account is related to itself, a contact to its own. A message, task or opportunity
 * is related to the account it names; where it names none, to its contact's.
 * @param among which accounts, as a condition on a column of the scope given
 */
export function accountFormula(scope: Scope, among: (scope: Scope, name: string) => Formula): Formula {
	switch (scope.kind) {
		case 'account':
			return among(scope, 'id');
		case 'contact':
			return among(scope, 'account_id');
		case 'message':
		case 'task':
		case 'opportunity': {
			const ofContact = related(scope, 'contact_id', {
				table: 'contact',
				column: 'id',
				where: (at) => among({ ...at, kind: 'contact' }, 'account_id'),
			});
			return or(among(scope, 'account_id'), and(total(sql`${column(scope, 'account_id')} IS NULL`), ofContact));
		}
		case 'lead':
			throw new EngineError('invalid-input', 'Leads have no account.', 'Compare the lead\'s company instead.');
	}
}

/** Member of a campaign: the row's recipient is. */
export function memberFormula(scope: Scope, campaignId: number, status: string | undefined): Formula {
	return ofRecipient(scope, (outer, kind) =>
		related(scope, outer, {
			table: 'campaign_member',
			column: 'record_id',
			where: (at) =>
				and(
					is(at, 'campaign_id', campaignId),
					is(at, 'kind', kindCode(kind)),
					status === undefined ? TRUE : atom(sql`${column(at, 'status_f')} = ${fold(status)}`),
				),
		}),
	);
}

/** With messages: those addressed to the row's recipient; of a message, itself. */
export function messagesFormula(scope: Scope, campaignId: number | null, outcome: MessageOutcome): Formula {
	const matches = (at: Inner): Formula => and(campaignIs(at, campaignId), outcomeFormula(at, outcome));
	if (scope.kind === 'message') return matches(scope);
	return ofRecipient(scope, (outer, kind) =>
		related(scope, outer, { table: 'message', column: 'recipient_id', where: (at) => and(is(at, 'recipient_kind', kindCode(kind)), matches(at)) }),
	);
}

/** With tasks: those that hang on the record; of a message those made from it; of an opportunity the one it was made from, and its own. */
export function tasksFormula(scope: Scope, campaignId: number | null, match: TaskMatch): Formula {
	const matches = (at: Inner): Formula =>
		and(
			campaignIs(at, campaignId),
			match.status === null ? TRUE : atom(sql`${column(at, 'status')} = ${match.status}`),
			match.outcome === null ? TRUE : atom(sql`${column(at, 'outcome')} = ${match.outcome}`),
			match.followUp === undefined ? TRUE : atom(sql`${column(at, 'once')} = ${match.followUp}`),
		);
	switch (scope.kind) {
		case 'task':
			return matches(scope);
		case 'contact':
		case 'lead':
		case 'account':
		case 'message':
			return related(scope, 'id', { table: 'task', column: `${scope.kind}_id`, where: matches });
		case 'opportunity':
			return or(
				related(scope, 'task_id', { table: 'task', column: 'id', where: matches }),
				related(scope, 'id', { table: 'task', column: 'opportunity_id', where: matches }),
			);
	}
}

/** With opportunities: those that hang on the record; of a message or task those made from it; of an opportunity, itself. */
export function opportunitiesFormula(scope: Scope, campaignId: number | null): Formula {
	if (scope.kind === 'opportunity') return campaignIs(scope, campaignId);
	return related(scope, 'id', { table: 'opportunity', column: `${scope.kind}_id`, where: (at) => campaignIs(at, campaignId) });
}

/** Accounts with a contact. */
export function contactsFormula(scope: Scope): Formula {
	return related(scope, 'id', { table: 'contact', column: 'account_id', where: () => TRUE });
}

/** The row's recipient has an address that mail can be sent to, and no standing no. */
export function mayBeEmailedFormula(scope: Scope, campaignId: number | null): Formula {
	const mayBe = (at: Inner, kind: RecipientKind): Formula => {
		const key = column(at, 'email_key');
		return and(total(sql`${key} IS NOT NULL`), not(total(standingNo(key, kindCode(kind), column(at, 'id'), campaignId))));
	};
	return ofRecipient(scope, (outer, kind) => (outer === 'id' ? mayBe(scope, kind) : relatedById(scope, outer, kind, (at) => mayBe(at, kind))));
}

/** `notX` holds for a message that was sent and not X. Opens by machines are counted elsewhere and are none here. */
function outcomeFormula(at: Inner, outcome: MessageOutcome): Formula {
	const stored = (name: string): RawBuilder<unknown> => column(at, name);
	const state = (name: string): Formula => atom(sql`${stored('state')} = ${name}`);
	const counted = (name: string): Formula => atom(sql`${stored(name)} > 0`);
	const happened = (name: string): Formula => total(sql`${stored(name)} IS NOT NULL`);
	switch (outcome) {
		case 'any':
			return TRUE;
		case 'queued':
			return atom(sql`${stored('state')} IN ('queued', 'claimed', 'sending')`);
		case 'sent':
			return state('sent');
		case 'notSent':
			return state('not_sent');
		case 'failed':
			return state('failed');
		case 'delivered':
			return happened('delivered_at');
		case 'notDelivered':
			return and(state('sent'), not(happened('delivered_at')));
		case 'opened':
			return counted('open_count');
		case 'notOpened':
			return and(state('sent'), not(counted('open_count')));
		case 'clicked':
			return counted('click_count');
		case 'notClicked':
			return and(state('sent'), not(counted('click_count')));
		case 'bounced':
			return counted('bounce_count');
		case 'bouncedHard':
			return atom(sql`${stored('bounce_kind')} = 'hard'`);
		case 'bouncedSoftly':
			return atom(sql`${stored('bounce_kind')} = 'soft'`);
		case 'notBounced':
			return and(state('sent'), not(counted('bounce_count')));
		case 'dropped':
			return happened('dropped_at');
		case 'spam':
			return happened('spam_at');
		case 'unsubscribed':
			return happened('unsubscribed_at');
	}
}

function campaignIs(at: Inner, campaignId: number | null): Formula {
	return campaignId === null ? TRUE : is(at, 'campaign_id', campaignId);
}

function is(at: Inner, name: string, value: number): Formula {
	return atom(sql`${column(at, name)} = ${value}`);
}
