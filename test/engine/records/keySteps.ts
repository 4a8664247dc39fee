import { signingKey, signingKeys } from '../../../engine/records/signingKey';
import { defineTransaction } from '../../../engine/store/Transaction';

/** In a file of its own: a store's thread loads it, and knows nothing of Jest. */
export const currentKey = defineTransaction(__filename, 'write', 'test.currentKey', function* (tx, purpose: string) {
	return yield* signingKey(tx, purpose);
});

export const allKeys = defineTransaction(__filename, 'read', 'test.allKeys', function* (tx, purpose: string) {
	return yield* signingKeys(tx, purpose);
});
