import { randomBytes } from 'node:crypto';

import { change, first, type Steps, type Tx } from '../store/Transaction';

export interface SigningKey {
	readonly id: number;
	/** 256 bits as hex; lives in the store only, and so in its backups. */
	readonly secret: string;
}

/** The key in use for a purpose; made at the first time, inside the caller's write transaction. */
export function* signingKey(tx: Tx, purpose: string): Steps<SigningKey> {
	const known = yield* current(tx, purpose);
	if (known) return known;
	yield* change(
		tx,
		tx.db.insertInto('signing_key').values({ purpose, secret: randomBytes(32).toString('hex'), created_at: tx.now, retired_at: null }),
	);
	// Of two that made one at the same time, both take the older.
	const made = yield* current(tx, purpose);
	if (!made) throw new Error('A signing key that was just written can\'t be read.');
	return made;
}

function* current(tx: Tx, purpose: string): Steps<SigningKey | null> {
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
