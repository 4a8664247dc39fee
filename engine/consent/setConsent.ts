import { sql } from 'kysely';

import { isRecipientKind, kindCode, type Kind } from '../records/kinds';
import { normaliseAddress } from '../records/emailAddress';
import { EngineError } from '../EngineError';
import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { standingNo } from './consentSql';
import type { ConsentScope, ConsentSource } from './ConsentEntry';
import { recordLift, recordNo } from './recordConsent';

export interface SetConsentInput {
	readonly decision: 'no' | 'lift';
	/** As typed. */
	readonly address: string | null;
	readonly record: { readonly kind: Kind; readonly id: number } | null;
	/** With a record: about the address it has now too, and so about every record with that address. */
	readonly withItsAddress?: boolean;
	readonly scope: ConsentScope;
	readonly scopeRef: string;
	readonly source: ConsentSource;
	/** A lift by a person needs one. */
	readonly reason: string | null;
	readonly proof: string | null;
	/** UTC ms; null: now. */
	readonly happenedAt: number | null;
}

/**
 * Writes one decision into the ledger. Answers whether the address and the record may be emailed now: after a
 * lift another no may still stand, of the record where the address was meant, or the other way round.
 * @throws EngineError for an address that is none, or a lift without a reason
 */
export const setConsent = defineTransaction(__filename, 'write', 'consent.set', function* (tx, input: SetConsentInput) {
	const addressKey = input.withItsAddress && input.record ? yield* addressOf(tx, input.record) : normaliseAddress(input.address);
	if (input.address !== null && addressKey === null) {
		throw new EngineError('invalid-input', `"${input.address.slice(0, 100)}" is no email address.`, 'Correct the address, or choose a record instead.');
	}
	if (input.decision === 'lift' && (input.reason ?? '').trim() === '') {
		throw new EngineError('invalid-input', 'A no can only be lifted with a reason.', 'Write into Reason who allowed it, when and how: it is kept as proof.');
	}
	const entry = {
		addressKey,
		recordKind: input.record ? kindCode(input.record.kind) : null,
		recordId: input.record?.id ?? null,
		scope: input.scope,
		scopeRef: input.scopeRef,
		source: input.source,
		reason: input.reason,
		proof: input.proof,
		happenedAt: input.happenedAt ?? tx.now,
	};
	if (input.decision === 'no') yield* recordNo(tx, entry);
	else yield* recordLift(tx, entry);
	// A record is mailed at its address: the no that stands there counts, whoever was meant.
	const mailedAt = entry.addressKey ?? (input.record ? yield* addressKeyOf(tx, input.record) : null);
	return { standing: yield* anyStanding(tx, { ...entry, addressKey: mailedAt ?? null }) };
});

function* addressOf(tx: Tx, record: { readonly kind: Kind; readonly id: number }): Steps<string | null> {
	const key = yield* addressKeyOf(tx, record);
	if (key !== undefined) return key;
	throw new EngineError('not-found', `There is no ${record.kind} ${record.id}.`, 'Choose one that is there; it may have been deleted.');
}

/** Null: it has no address that mail can be sent to. Undefined: there is no such record. */
function* addressKeyOf(tx: Tx, record: { readonly kind: Kind; readonly id: number }): Steps<string | null | undefined> {
	if (!isRecipientKind(record.kind)) return null;
	const row = yield* first(tx, sql<{ email_key: string | null }>`SELECT email_key FROM ${sql.table(record.kind)} WHERE id = ${record.id}`);
	return row?.email_key;
}

/** Whether any no for all email stands against the address or the record. */
function* anyStanding(tx: Tx, of: { readonly addressKey: string | null; readonly recordKind: number | null; readonly recordId: number | null }): Steps<boolean> {
	const row = yield* first(
		tx,
		sql<{ standing: number }>`SELECT CASE WHEN ${standingNo(tx.dialect.text(of.addressKey), tx.dialect.integer(of.recordKind), tx.dialect.integer(of.recordId), null)} THEN 1 ELSE 0 END AS standing`,
	);
	return row?.standing === 1;
}
