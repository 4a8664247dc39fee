import { EngineError } from '../EngineError';
import { normaliseAddress } from '../records/emailAddress';
import { defineTransaction, type Steps } from '../store/Transaction';
import { unforget } from './forgotten';
import { recordLift } from './recordConsent';

export interface AllowAgainInput {
	/** As typed. */
	readonly address: string;
	/** Who wants it, when and how they said so: kept as proof. */
	readonly reason: string;
}

/**
 * Undoes a forgetting: the address may be written down and emailed again. Data that were forgotten don't come back.
 * @throws EngineError for an address that is none, or not forgotten, and without a reason
 */
export const allowAgain = defineTransaction(__filename, 'write', 'consent.allowAgain', function* (tx, input: AllowAgainInput): Steps<{ address: string }> {
	const addressKey = normaliseAddress(input.address);
	if (addressKey === null) {
		throw new EngineError('invalid-input', `"${input.address.slice(0, 100)}" is no email address.`, 'Correct the address.');
	}
	if (input.reason.trim() === '') {
		throw new EngineError('invalid-input', 'Somebody who was forgotten can only be allowed again with a reason.', 'Write into Reason who asked for it, when and how: it is kept as proof.');
	}
	if (!(yield* unforget(tx, addressKey))) {
		throw new EngineError('not-found', 'Nobody with this address asked to be forgotten.', 'Nothing is to be undone. To lift a no, use Lift.');
	}
	// In the ledger, so that it can be shown later why the person is back.
	yield* recordLift(tx, {
		addressKey,
		recordKind: null,
		recordId: null,
		scope: 'all',
		scopeRef: '',
		source: 'user',
		reason: input.reason,
		proof: 'Allowed again after having been forgotten',
		happenedAt: tx.now,
	});
	return { address: addressKey };
});
