import { sql } from 'kysely';

import { isRecipientKind, kindCode, type Kind } from '../records/kinds';
import { normaliseAddress } from '../records/emailAddress';
import { EngineError } from '../EngineError';
import { rehearsed } from '../store/rehearsed';
import { all, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { ConsentScope, ConsentSource } from './ConsentEntry';
import { refuseForgotten } from './forgotten';
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

/** A no that stands against the address or the record, once the decision is written. */
export interface StandingAgainst {
	readonly of: 'address' | 'record';
	readonly scope: ConsentScope;
	readonly scopeRef: string;
	readonly source: ConsentSource;
	/** UTC ms. */
	readonly since: number;
}

export interface SetConsentResult {
	/** Whether any of them is for all email. */
	readonly standing: boolean;
	/** In whatever scope, oldest first. */
	readonly stands: readonly StandingAgainst[];
}

/**
 * Writes one decision into the ledger. Answers what stands against the address and the record now: after a
 * lift another no may, of the record where the address was meant, or the other way round, or in another scope.
 * @throws EngineError for an address that is none, a person that asked to be forgotten, or a lift without a reason
 */
export const setConsent = defineTransaction(__filename, 'write', 'consent.set', function* (tx, input: SetConsentInput): Steps<SetConsentResult> {
	const addressKey = input.withItsAddress && input.record ? yield* addressOf(tx, input.record) : normaliseAddress(input.address);
	if (input.address !== null && addressKey === null) {
		throw new EngineError('invalid-input', `"${input.address.slice(0, 100)}" is no email address.`, 'Correct the address, or choose a record instead.');
	}
	if (input.decision === 'lift' && (input.reason ?? '').trim() === '') {
		throw new EngineError('invalid-input', 'A no can only be lifted with a reason.', 'Write into Reason who allowed it, when and how: it is kept as proof.');
	}
	yield* refuseForgotten(tx, addressKey);
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
	const stands = yield* standingAgainst(tx, mailedAt ?? null, input.record);
	return { standing: stands.some((no) => no.scope === 'all'), stands };
});

/** What a decision would make of what stands; nothing stays in the ledger. */
export const rehearseConsent = defineTransaction(__filename, 'write', 'consent.rehearse', function* (tx, input: SetConsentInput): Steps<SetConsentResult> {
	return yield* rehearsed(tx, setConsent.body(tx, input));
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

interface StandingRow {
	readonly scope: ConsentScope;
	readonly scope_ref: string;
	readonly source: ConsentSource;
	readonly since: number;
}

function* standingAgainst(tx: Tx, addressKey: string | null, record: SetConsentInput['record']): Steps<StandingAgainst[]> {
	const columns = ['scope', 'scope_ref', 'source', 'since'] as const;
	const ofAddress: StandingRow[] =
		addressKey === null ? [] : yield* all(tx, sql<StandingRow>`SELECT ${sql.join(columns.map((column) => sql.ref(column)))} FROM consent_address_no WHERE address_key = ${addressKey}`);
	const ofRecord: StandingRow[] =
		record === null
			? []
			: yield* all(tx, sql<StandingRow>`SELECT ${sql.join(columns.map((column) => sql.ref(column)))} FROM consent_record_no WHERE record_kind = ${kindCode(record.kind)} AND record_id = ${record.id}`);
	const against = (of: StandingAgainst['of']) => (row: StandingRow): StandingAgainst => ({ of, scope: row.scope, scopeRef: row.scope_ref, source: row.source, since: row.since });
	return [...ofAddress.map(against('address')), ...ofRecord.map(against('record'))].sort((one, other) => one.since - other.since);
}
