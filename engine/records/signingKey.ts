import { randomBytes } from 'node:crypto';

import { all, change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';

export interface SigningKey {
	readonly id: number;
	/** 256 bits as hex; lives in the store only, and so in its backups. */
	readonly secret: string;
}

/** Finds the key that signed something, retired ones too; undefined: none of ours. */
export type KeyById = (id: number) => SigningKey | undefined;

/** The key in use for a purpose; made at the first time, inside the caller's write transaction. */
export function* signingKey(tx: Tx, purpose: string): Steps<SigningKey> {
	return (yield* currentSigningKey(tx, purpose)) ?? (yield* makeKey(tx, purpose));
}

/** All keys a purpose ever had, retired ones too, the oldest first: what they signed is still out there. */
export function* signingKeys(tx: Tx, purpose: string): Steps<readonly SigningKey[]> {
	return yield* all(tx, tx.db.selectFrom('signing_key').select(['id', 'secret']).where('purpose', '=', purpose).orderBy('id'));
}

export function keyLookup(keys: readonly SigningKey[]): KeyById {
	const byId = new Map(keys.map((key) => [key.id, key]));
	return (id) => byId.get(id);
}

/**
 * Puts a new key into use for a purpose, for when the old one may be known to others or is simply old; answers its id.
 * The old ones are kept: links in mails that were sent must go on working, so they verify and sign nothing more.
 */
export const rotateSigningKey = defineTransaction(__filename, 'write', 'records.rotateSigningKey', function* (tx, input: { readonly purpose: string }): Steps<{ readonly id: number }> {
	return yield* newSigningKey(tx, input.purpose);
});

/** The same, inside the caller's write transaction. */
export function* newSigningKey(tx: Tx, purpose: string): Steps<SigningKey> {
	yield* change(tx, tx.db.updateTable('signing_key').set({ retired_at: tx.now }).where('purpose', '=', purpose).where('retired_at', 'is', null));
	return yield* makeKey(tx, purpose);
}

function* makeKey(tx: Tx, purpose: string): Steps<SigningKey> {
	yield* change(
		tx,
		tx.db.insertInto('signing_key').values({ purpose, secret: randomBytes(32).toString('hex'), created_at: tx.now, retired_at: null }),
	);
	// Of two that made one at the same time, both take the older.
	const made = yield* currentSigningKey(tx, purpose);
	if (!made) throw new Error('A signing key that was just written can\'t be read.');
	return made;
}

/** The key in use for a purpose; null where none was made yet. */
export function* currentSigningKey(tx: Tx, purpose: string): Steps<SigningKey | null> {
	return yield* first(
		tx,
		tx.db
			.selectFrom('signing_key')
			.select(['id', 'secret'])
			.where('purpose', '=', purpose)
			.where('retired_at', 'is', null)
			.orderBy('id')
			.limit(1),
	);
}
