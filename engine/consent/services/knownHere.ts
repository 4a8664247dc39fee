import { sql, type RawBuilder } from 'kysely';

import { kindCode, RECIPIENT_KINDS, type RecipientKind } from '../../records/kinds';
import { all, type Steps, type Tx } from '../../store/Transaction';
import type { ConsentSource } from '../ConsentEntry';
import type { KnownHere } from './judgeSuppression';

const NOTHING: KnownHere = { told: null, standing: new Set() };

/** What is known here of some addresses that a service suppresses; answers by address. */
export function* readKnownHere(tx: Tx, account: string, addressKeys: readonly string[]): Steps<(addressKey: string) => KnownHere> {
	const told = new Map<string, KnownHere['told']>();
	const tellings = yield* all(
		tx,
		sql<{ address_key: string; told_first_at: number; told_at: number | null }>`SELECT address_key, told_first_at, told_at FROM suppressed_address
			WHERE account = ${account} AND told_first_at IS NOT NULL AND ${tx.dialect.inTexts(sql.ref('address_key'), addressKeys)}`,
	);
	for (const row of tellings) told.set(row.address_key, { from: row.told_first_at, at: row.told_at });
	const standing = new Map<string, Set<ConsentSource>>();
	const noes = yield* all(tx, sql<{ address_key: string; source: ConsentSource }>`${standingAgainst(tx, addressKeys)}`);
	for (const row of noes) standing.set(row.address_key, (standing.get(row.address_key) ?? new Set()).add(row.source));
	return (addressKey) => {
		const sources = standing.get(addressKey);
		const telling = told.get(addressKey);
		return sources || telling ? { told: telling ?? null, standing: sources ?? NOTHING.standing } : NOTHING;
	};
}

/** Noes for all email against addresses: their own, and those of records that have them. */
function standingAgainst(tx: Tx, addressKeys: readonly string[]): RawBuilder<unknown> {
	const ofRecords = (kind: RecipientKind) => sql`SELECT r.email_key AS address_key, n.source FROM ${sql.table(kind)} AS r
		JOIN consent_record_no AS n ON n.record_kind = ${sql.lit(kindCode(kind))} AND n.record_id = r.id AND n.scope = 'all'
		WHERE ${tx.dialect.inTexts(sql.ref('r.email_key'), addressKeys)}`;
	const ofAddresses = sql`SELECT address_key, source FROM consent_address_no WHERE scope = 'all' AND ${tx.dialect.inTexts(sql.ref('address_key'), addressKeys)}`;
	return sql.join([ofAddresses, ...RECIPIENT_KINDS.map(ofRecords)], sql` UNION ALL `);
}
