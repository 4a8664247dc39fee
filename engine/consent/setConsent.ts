import { kindCode, type Kind } from '../records/kinds';
import { normaliseAddress } from '../records/emailAddress';
import { EngineError } from '../EngineError';
import { defineTransaction } from '../store/Transaction';
import type { ConsentScope, ConsentSource } from './ConsentEntry';
import { recordLift, recordNo } from './recordConsent';

export interface SetConsentInput {
	readonly decision: 'no' | 'lift';
	/** As typed. */
	readonly address: string | null;
	readonly record: { readonly kind: Kind; readonly id: number } | null;
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
 * Writes one decision into the ledger.
 * @throws EngineError for an address that is none, or a lift without a reason
 */
export const setConsent = defineTransaction(__filename, 'write', 'consent.set', function* (tx, input: SetConsentInput) {
	const addressKey = normaliseAddress(input.address);
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
});
