import { createHmac } from 'node:crypto';
import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { signingKey, signingKeys } from '../records/signingKey';
import { all, change, first, type Steps, type Tx } from '../store/Transaction';

/**
 * The purpose of the key under which forgotten addresses are hashed. It never rotates: a hash under another key would
 * not be found again, and the person would be back with the next import.
 */
export const FORGOTTEN_PURPOSE = 'forgotten';

/** Why an address is forgotten: the person asked for it. */
export type ForgottenReason = 'request';

/** Of these addresses those whose person asked to be forgotten, with the time (UTC ms). One look where nobody ever did. */
export function* forgottenAmong(tx: Tx, addressKeys: Iterable<string | null>): Steps<ReadonlyMap<string, number>> {
	const forgotten = new Map<string, number>();
	const key = yield* first(
		tx,
		sql<{ secret: string }>`SELECT secret FROM signing_key WHERE purpose = ${FORGOTTEN_PURPOSE} AND EXISTS (SELECT 1 FROM forgotten_address) ORDER BY id LIMIT 1`,
	);
	if (!key) return forgotten;
	const byHash = new Map<string, string>();
	for (const addressKey of addressKeys) if (addressKey !== null) byHash.set(hashOf(addressKey, key.secret), addressKey);
	const rows = yield* all(
		tx,
		sql<{ hash: string; forgotten_at: number }>`SELECT hash, forgotten_at FROM forgotten_address WHERE ${tx.dialect.inTexts(sql.ref('hash'), [...byHash.keys()])}`,
	);
	for (const row of rows) {
		const addressKey = byHash.get(row.hash);
		if (addressKey !== undefined) forgotten.set(addressKey, row.forgotten_at);
	}
	return forgotten;
}

/** @throws EngineError where the person with this address asked to be forgotten; null, no address, passes */
export function* refuseForgotten(tx: Tx, addressKey: string | null): Steps<void> {
	if (addressKey === null) return;
	const since = (yield* forgottenAmong(tx, [addressKey])).get(addressKey);
	if (since !== undefined) throw new EngineError('not-allowed', forgottenWords(since), FORGOTTEN_WAY_OUT);
}

/** What is said of a person that asked to be forgotten. */
export function forgottenWords(since: number): string {
	return `The person with this address asked to be forgotten on ${new Date(since).toISOString().slice(0, 10)}.`;
}

export const FORGOTTEN_WAY_OUT = 'Leave this person out. If the person wants to be kept again: CRM Consent → Allow Again, with the reason.';

/** Remembers by their hashes that these were forgotten; those that are already keep their time. */
export function* rememberForgotten(tx: Tx, addressKeys: readonly string[], reason: ForgottenReason): Steps<void> {
	if (addressKeys.length === 0) return;
	// Two that make the key at the same time would each hash by its own.
	if (tx.dialect.name === 'postgres') yield* change(tx, sql`SELECT pg_advisory_xact_lock(720184515)`);
	const secret = yield* forgottenSecret(tx);
	for (const addressKey of addressKeys) {
		yield* change(
			tx,
			tx.db
				.insertInto('forgotten_address')
				.values({ hash: hashOf(addressKey, secret), forgotten_at: tx.now, reason_class: reason })
				.onConflict((conflict) => conflict.column('hash').doNothing()),
		);
	}
}

/** Answers whether the address had been forgotten. */
export function* unforget(tx: Tx, addressKey: string): Steps<boolean> {
	const secret = yield* forgottenSecret(tx);
	return (yield* change(tx, tx.db.deleteFrom('forgotten_address').where('hash', '=', hashOf(addressKey, secret)))) > 0;
}

/** Always the first there was, also where somebody rotated it by mistake. */
function* forgottenSecret(tx: Tx): Steps<string> {
	const [oldest] = yield* signingKeys(tx, FORGOTTEN_PURPOSE);
	return (oldest ?? (yield* signingKey(tx, FORGOTTEN_PURPOSE))).secret;
}

function hashOf(addressKey: string, secret: string): string {
	return createHmac('sha256', Buffer.from(secret, 'hex')).update(addressKey).digest('hex');
}
