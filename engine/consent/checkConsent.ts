import { sql } from 'kysely';

import { normaliseAddress } from '../records/emailAddress';
import { kindCode, type Kind } from '../records/kinds';
import { all, defineTransaction } from '../store/Transaction';
import type { ConsentScope, ConsentSource } from './ConsentEntry';
import { forgottenAmong } from './forgotten';

/** Whom to check: an address as typed, a record, or both. */
export interface ConsentQuestion {
	readonly address: string | null;
	readonly record: { readonly kind: Kind; readonly id: number } | null;
}

/** The answer to one question: may, or may not with every reason there is. */
export type ConsentAnswer =
	| { readonly mayBeEmailed: true; readonly address: string | null }
	| { readonly mayBeEmailed: false; readonly address: string | null; readonly reasons: readonly ConsentReason[] };

export type ConsentReason =
	| { readonly kind: 'no address' }
	| { readonly kind: 'malformed address' }
	/** The person asked to be forgotten; UTC ms. */
	| { readonly kind: 'forgotten'; readonly since: number }
	| {
			readonly kind: 'opted out';
			readonly of: 'address' | 'record';
			readonly scope: ConsentScope;
			readonly scopeRef: string;
			readonly source: ConsentSource;
			readonly since: number;
	  };

export interface CheckConsentInput {
	readonly questions: readonly ConsentQuestion[];
	/** Whose scope counts beside all email; null: none. */
	readonly campaignId: number | null;
}

interface NoRow {
	readonly subject: string;
	readonly scope: ConsentScope;
	readonly scope_ref: string;
	readonly source: ConsentSource;
	readonly since: number;
}

/**
 * Ask before you write: one answer per question, in order; a handful of statements however many there are.
 * A record's own address is looked up where none is given, and every record's no counts, as does every address's.
 */
export const checkConsent = defineTransaction(__filename, 'read', 'consent.check', function* (tx, input: CheckConsentInput) {
	const recordAddress = new Map<string, string | null>();
	const byKind = new Map<Kind, number[]>();
	for (const { record } of input.questions) {
		if (!record) continue;
		const ids = byKind.get(record.kind);
		if (ids) ids.push(record.id);
		else byKind.set(record.kind, [record.id]);
	}
	for (const [kind, ids] of byKind) {
		if (kind !== 'contact' && kind !== 'lead' && kind !== 'account') continue;
		const rows = yield* all(
			tx,
			sql<{ id: number; email: string | null }>`SELECT id, email FROM ${sql.table(kind)} WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`,
		);
		for (const row of rows) recordAddress.set(`${kindCode(kind)} ${row.id}`, row.email);
	}

	const asked = input.questions.map((question) => {
		const record = question.record ? `${kindCode(question.record.kind)} ${question.record.id}` : null;
		const typed = question.address ?? (record === null ? null : (recordAddress.get(record) ?? null));
		const text = typed !== null && typed.trim() === '' ? null : typed;
		return { text, addressKey: normaliseAddress(text), record };
	});

	const forgotten = yield* forgottenAmong(tx, asked.map((one) => one.addressKey));
	const noes = new Map<string, NoRow[]>();
	const addresses = [...new Set(asked.flatMap((one) => (one.addressKey === null ? [] : [one.addressKey])))];
	const addressNoes = yield* all(
		tx,
		sql<NoRow>`SELECT address_key AS subject, scope, scope_ref, source, since FROM consent_address_no
			WHERE ${tx.dialect.inTexts(sql.ref('address_key'), addresses)}`,
	);
	for (const no of addressNoes) noes.set(no.subject, [...(noes.get(no.subject) ?? []), no]);
	for (const [kind, ids] of byKind) {
		const rows = yield* all(
			tx,
			sql<NoRow & { record_id: number }>`SELECT record_id, '' AS subject, scope, scope_ref, source, since FROM consent_record_no
				WHERE record_kind = ${kindCode(kind)} AND ${tx.dialect.inNumbers(sql.ref('record_id'), ids)}`,
		);
		for (const no of rows) {
			const subject = `${kindCode(kind)} ${no.record_id}`;
			noes.set(subject, [...(noes.get(subject) ?? []), no]);
		}
	}

	const inForce = (no: NoRow) =>
		no.scope === 'all' || (no.scope === 'campaign' && input.campaignId !== null && no.scope_ref === String(input.campaignId));
	const reason = (of: 'address' | 'record') => (no: NoRow): ConsentReason => ({
		kind: 'opted out',
		of,
		scope: no.scope,
		scopeRef: no.scope_ref,
		source: no.source,
		since: no.since,
	});
	return asked.map((one): ConsentAnswer => {
		const reasons: ConsentReason[] = [];
		if (one.text === null) reasons.push({ kind: 'no address' });
		else if (one.addressKey === null) reasons.push({ kind: 'malformed address' });
		const since = one.addressKey === null ? undefined : forgotten.get(one.addressKey);
		if (since !== undefined) reasons.push({ kind: 'forgotten', since });
		reasons.push(...(noes.get(one.addressKey ?? '') ?? []).filter(inForce).map(reason('address')));
		reasons.push(...(noes.get(one.record ?? '') ?? []).filter(inForce).map(reason('record')));
		return reasons.length === 0
			? { mayBeEmailed: true, address: one.addressKey }
			: { mayBeEmailed: false, address: one.addressKey, reasons };
	});
});
