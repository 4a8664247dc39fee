import { sql } from 'kysely';

import { kindCode, RECIPIENT_KINDS } from '../../records/kinds';
import { all, change, defineTransaction, insertMany, type Steps, type Tx } from '../../store/Transaction';

/** Where a walk over all standing noes is: through those of addresses first, then through those of records. */
export type WalkPlace = { readonly of: 'addresses'; readonly after: string } | { readonly of: 'records'; readonly kind: number; readonly after: number };

export const WALK_START: WalkPlace = { of: 'addresses', after: '' };

/** Standing noes looked at in one transaction: about 20 ms. */
const WINDOW = 2_000;

export interface Untold {
	/** Addresses that the service is to be told. */
	readonly addresses: readonly string[];
	/** Null: that was all. */
	readonly next: WalkPlace | null;
}

/**
 * Addresses with a standing no for all email (their own, or a record's with that address) that the service neither was
 * told since nor showed on a list of its own since. An address may come twice: by itself, and by its records.
 * @param input.seenSince UTC ms: only what it showed from then on counts as known; null: all it ever showed or was told
 */
export const untoldNoes = defineTransaction(__filename, 'read', 'consent.untoldNoes', function* (tx, input: { readonly account: string; readonly place: WalkPlace; readonly seenSince: number | null }): Steps<Untold> {
	const { found, next } = yield* nextNoes(tx, input.place);
	const since = new Map<string, number>();
	for (const { address_key, since: at } of found) since.set(address_key, Math.max(at, since.get(address_key) ?? -Infinity));
	if (since.size === 0) return { addresses: [], next };
	const known = yield* all(
		tx,
		sql<{ address_key: string; seen_at: number | null; told_at: number | null }>`SELECT address_key, seen_at, told_at FROM suppressed_address
			WHERE account = ${input.account} AND ${tx.dialect.inTexts(sql.ref('address_key'), [...since.keys()])}`,
	);
	for (const row of known) {
		const knownAt = input.seenSince === null ? Math.max(row.seen_at ?? -1, row.told_at ?? -1) : (row.seen_at ?? -1);
		// Not for a no that was said later: at the service it may have been lifted in between.
		if (knownAt >= Math.max(since.get(row.address_key) ?? 0, input.seenSince ?? 0)) since.delete(row.address_key);
	}
	return { addresses: [...since.keys()], next };
});

interface FoundNo {
	readonly address_key: string;
	/** UTC ms. */
	readonly since: number;
}

/** One window of the walk, in the order of the primary keys. */
function* nextNoes(tx: Tx, place: WalkPlace): Steps<{ readonly found: readonly FoundNo[]; readonly next: WalkPlace | null }> {
	if (place.of === 'addresses') {
		const found = yield* all(
			tx,
			sql<FoundNo>`SELECT address_key, MAX(since) AS since FROM consent_address_no WHERE scope = 'all' AND address_key > ${place.after}
				GROUP BY address_key ORDER BY address_key LIMIT ${WINDOW}`,
		);
		const last = found.at(-1);
		return { found, next: last && found.length === WINDOW ? { of: 'addresses', after: last.address_key } : { of: 'records', kind: 0, after: 0 } };
	}
	const rows = yield* all(
		tx,
		sql<{ record_kind: number; record_id: number; since: number }>`SELECT record_kind, record_id, MAX(since) AS since FROM consent_record_no
			WHERE scope = 'all' AND (record_kind > ${place.kind} OR (record_kind = ${place.kind} AND record_id > ${place.after}))
			GROUP BY record_kind, record_id ORDER BY record_kind, record_id LIMIT ${WINDOW}`,
	);
	const found: FoundNo[] = [];
	for (const kind of RECIPIENT_KINDS) {
		const noes = new Map(rows.filter((row) => row.record_kind === kindCode(kind)).map((row) => [row.record_id, row.since]));
		if (noes.size === 0) continue;
		const records = yield* all(
			tx,
			sql<{ id: number; email_key: string }>`SELECT id, email_key FROM ${sql.table(kind)} WHERE email_key IS NOT NULL AND ${tx.dialect.inNumbers(sql.ref('id'), [...noes.keys()])}`,
		);
		for (const { id, email_key } of records) found.push({ address_key: email_key, since: noes.get(id) ?? 0 });
	}
	const last = rows.at(-1);
	return { found, next: last && rows.length === WINDOW ? { of: 'records', kind: last.record_kind, after: last.record_id } : null };
}

/** Before the service is told: should the answer be lost, or this program be killed, what comes back is known for ours. */
export const beginTelling = defineTransaction(__filename, 'write', 'consent.beginTelling', function* (tx, input: { readonly account: string; readonly addresses: readonly string[] }): Steps<void> {
	yield* insertMany({
		table: 'suppressed_address',
		columns: [{ name: 'account', type: 'text' }, { name: 'address_key', type: 'text' }, { name: 'told_first_at', type: 'bigint' }],
		rows: input.addresses.map((addressKey) => [input.account, addressKey, tx.now]),
		// From the first time on: the service may have kept that one's.
		suffix: 'ON CONFLICT (account, address_key) DO UPDATE SET told_first_at = COALESCE(suppressed_address.told_first_at, excluded.told_first_at), told_at = NULL',
	});
});

/** Once the service has answered. */
export const endTelling = defineTransaction(__filename, 'write', 'consent.endTelling', function* (tx, input: { readonly account: string; readonly addresses: readonly string[] }): Steps<void> {
	yield* change(tx, sql`UPDATE suppressed_address SET told_at = ${tx.now} WHERE account = ${input.account} AND ${tx.dialect.inTexts(sql.ref('address_key'), input.addresses)}`);
});
