import { sql, type RawBuilder, type SqlBool } from 'kysely';

/**
 * Whether a standing no stands against an address or a record, as a condition in SQL (decision 8).
 * Scopes that count: all email, and the campaign's own where one is given.
 * Two probes by primary key for each row.
 * @param of whose noes count: a bounce says nothing about what the person wants
 */
export function standingNo(
	addressKey: RawBuilder<unknown>,
	recordKind: RawBuilder<unknown> | number,
	recordId: RawBuilder<unknown>,
	campaignId: number | null,
	of: 'anybody' | 'all but bounces' = 'anybody',
): RawBuilder<SqlBool> {
	const scopes = scopesInForce(campaignId);
	const said = (source: RawBuilder<unknown>) => (of === 'anybody' ? sql`` : sql` AND ${source} <> 'bounce'`);
	return sql<SqlBool>`(EXISTS (SELECT 1 FROM consent_address_no AS no_a WHERE no_a.address_key = ${addressKey} AND ${scopes(sql.ref('no_a.scope'), sql.ref('no_a.scope_ref'))}${said(sql.ref('no_a.source'))})
		OR EXISTS (SELECT 1 FROM consent_record_no AS no_r WHERE no_r.record_kind = ${recordKind} AND no_r.record_id = ${recordId} AND ${scopes(sql.ref('no_r.scope'), sql.ref('no_r.scope_ref'))}${said(sql.ref('no_r.source'))}))`;
}

function scopesInForce(campaignId: number | null) {
	return (scope: RawBuilder<unknown>, scopeRef: RawBuilder<unknown>): RawBuilder<SqlBool> =>
		campaignId === null
			? sql<SqlBool>`${scope} = 'all'`
			: sql<SqlBool>`(${scope} = 'all' OR (${scope} = 'campaign' AND ${scopeRef} = ${String(campaignId)}))`;
}
