import { sql, type RawBuilder } from 'kysely';

import { standingNo } from '../../consent/consentSql';
import { kindCode, type RecipientKind } from '../../records/kinds';
import { CONSENT_STATES, type ConsentState } from './ConsentState';
import { placeOf, type GridColumn } from './gridColumns';
import type { GridScope } from './GridContext';

type Form =
	/** As people read it; instants in UTC ms, choices by their code. */
	| 'shown'
	/** By what it is sorted: folded text, days and instants as one sort of text. */
	| 'sorted';

/** A column's value of a row `r`, NULL where it is empty; of consent the state's number, see `consentOf`. */
export function cell(scope: GridScope, name: GridColumn, form: Form): RawBuilder<unknown> {
	const place = placeOf(name, scope.kind);
	switch (place.at) {
		case 'nowhere':
			return sql`NULL`;
		case 'kind':
			return sql.lit(kindCode(scope.kind));
		case 'own':
			return ownCell(scope, place.field, form);
		case 'named':
			return nameOf(place.kind === 'user' ? 'crm_user' : place.kind, sql.ref(`r.${place.field}`), form);
		case 'account':
			return accountCell(scope, form);
		case 'recipient':
			return ofRecipientCell(scope, (kind, id) => (place.field === 'title' && kind === 'account' ? sql`NULL` : looked(kind, id, formOf(place.field, form))));
		case 'consent':
			return consentCell(scope);
	}
}

/** What the number in a consent cell stands for. */
export function consentOf(number: number): ConsentState {
	return CONSENT_STATES[number] ?? 'noRecipient';
}

function ownCell(scope: GridScope, name: string, form: Form): RawBuilder<unknown> {
	const { storage, type } = scope.catalogue.field(scope.kind, name);
	if (storage.kind !== 'column') return sql`NULL`;
	const stored = sql.ref(`r.${form === 'sorted' && storage.folded ? `${storage.column}_f` : storage.column}`);
	return form === 'sorted' && type === 'instant' ? scope.dialect.instantText(stored) : stored;
}

const formOf = (column: string, form: Form): string => (form === 'sorted' ? `${column}_f` : column);

function nameOf(table: 'account' | 'crm_user' | 'campaign', id: RawBuilder<unknown>, form: Form): RawBuilder<unknown> {
	return looked(table, id, formOf('name', form));
}

function looked(table: 'account' | 'crm_user' | 'campaign' | RecipientKind, id: RawBuilder<unknown>, column: string): RawBuilder<unknown> {
	return sql`(SELECT ${sql.ref(`x.${column}`)} FROM ${sql.table(table)} AS x WHERE x.id = ${id})`;
}

function accountCell(scope: GridScope, form: Form): RawBuilder<unknown> {
	switch (scope.kind) {
		case 'account':
			return sql.ref(`r.${formOf('name', form)}`);
		case 'contact':
			return nameOf('account', sql.ref('r.account_id'), form);
		case 'message':
		case 'task':
		case 'opportunity':
			return nameOf('account', sql`COALESCE(r.account_id, ${looked('contact', sql.ref('r.contact_id'), 'account_id')})`, form);
		case 'lead':
			return sql`NULL`;
	}
}

/** Something of a row's recipient: contact, else lead, else account. */
function ofRecipientCell(scope: GridScope, value: (kind: RecipientKind, id: RawBuilder<unknown>) => RawBuilder<unknown>): RawBuilder<unknown> {
	switch (scope.kind) {
		case 'contact':
		case 'lead':
		case 'account':
			return value(scope.kind, sql.ref('r.id'));
		case 'message': {
			const of = (kind: RecipientKind) => sql`WHEN ${sql.lit(kindCode(kind))} THEN ${value(kind, sql.ref('r.recipient_id'))}`;
			return sql`CASE r.recipient_kind ${of('contact')} ${of('lead')} ${of('account')} END`;
		}
		case 'task':
		case 'opportunity': {
			const of = (kind: RecipientKind) => sql`WHEN ${sql.ref(`r.${kind}_id`)} IS NOT NULL THEN ${value(kind, sql.ref(`r.${kind}_id`))}`;
			return sql`CASE ${of('contact')} ${of('lead')} ${of('account')} END`;
		}
	}
}

/** In step with `consentFormula`. */
function consentCell(scope: GridScope): RawBuilder<unknown> {
	const state = (kind: RecipientKind, email: RawBuilder<unknown>, key: RawBuilder<unknown>, id: RawBuilder<unknown>) => sql`CASE
		WHEN ${email} IS NULL THEN ${number('noAddress')}
		WHEN ${key} IS NULL THEN ${number('malformedAddress')}
		WHEN ${standingNo(key, kindCode(kind), id, scope.campaignId)}
			THEN CASE WHEN ${standingNo(key, kindCode(kind), id, scope.campaignId, 'all but bounces')} THEN ${number('optedOut')} ELSE ${number('bounced')} END
		ELSE ${number('mayBeMailed')} END`;
	switch (scope.kind) {
		case 'contact':
		case 'lead':
		case 'account':
			return state(scope.kind, sql.ref('r.email'), sql.ref('r.email_key'), sql.ref('r.id'));
		case 'message':
		case 'task':
		case 'opportunity': {
			const ofRecord = (kind: RecipientKind, id: RawBuilder<unknown>) =>
				sql`(SELECT ${state(kind, sql.ref('x.email'), sql.ref('x.email_key'), sql.ref('x.id'))} FROM ${sql.table(kind)} AS x WHERE x.id = ${id})`;
			return sql`COALESCE(${ofRecipientCell(scope, ofRecord)}, ${number('noRecipient')})`;
		}
	}
}

function number(state: ConsentState): RawBuilder<unknown> {
	return sql.lit(CONSENT_STATES.indexOf(state));
}
