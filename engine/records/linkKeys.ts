import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { rehearsed } from '../store/rehearsed';
import { newSigningKey } from './signingKey';

/**
 * Purposes whose keys may be changed, by what the keys sign. The key that hashes forgotten addresses is none of them: it
 * never changes.
 */
export const LINK_PURPOSES = ['unsubscribe', 'tracking', 'message-ref', 'tasks-page'] as const;

export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** A purpose's keys, after a change of the one in use. */
export interface LinkKeys {
	readonly purpose: LinkPurpose;
	/** UTC ms: from then on the key in use signed until now; null: there was none. */
	readonly usedSince: number | null;
	/** Keys that are out of use, the one of until now among them. */
	readonly retired: number;
}

/** Puts new keys into use for some purposes, all or none. What becomes of what older ones signed is its reader's rule. */
export const rotateLinkKeys = defineTransaction(__filename, 'write', 'records.rotateLinkKeys', rotate);

/** What that would do: nothing is changed. */
export const rehearseLinkKeys = defineTransaction(__filename, 'write', 'records.rehearseLinkKeys', function* (tx, purposes: readonly LinkPurpose[]): Steps<readonly LinkKeys[]> {
	return yield* rehearsed(tx, rotate(tx, purposes));
});

function* rotate(tx: Tx, purposes: readonly LinkPurpose[]): Steps<readonly LinkKeys[]> {
	const keys: LinkKeys[] = [];
	for (const purpose of purposes) {
		const inUse = yield* first(tx, tx.db.selectFrom('signing_key').select('created_at').where('purpose', '=', purpose).where('retired_at', 'is', null).orderBy('id').limit(1));
		yield* newSigningKey(tx, purpose);
		const counted = yield* first(tx, tx.db.selectFrom('signing_key').select((of) => of.fn.countAll<number>().as('retired')).where('purpose', '=', purpose).where('retired_at', 'is not', null));
		keys.push({ purpose, usedSince: inUse?.created_at ?? null, retired: counted?.retired ?? 0 });
	}
	return keys;
}
