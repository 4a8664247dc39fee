import { sql } from 'kysely';

import type { ConsentSource } from '../consent/ConsentEntry';
import { recordLift, recordNo } from '../consent/recordConsent';
import { first, type Steps, type Tx } from '../store/Transaction';
import { standingNo } from '../consent/consentSql';
import type { KindDefinition } from './catalogue/Field';
import { kindCode } from './kinds';

/** Who sets a record's values: decides its `source` and what its consent flag may do. */
export type RecordSource = 'user' | 'import' | 'process' | 'crm';

/**
 * Writes "Do Not Send Email" of a record into the ledger, on the record and on its address.
 * Ticked: a no. Unticked where a no stands: a lift, if a person or a CRM says so; an import never lifts.
 */
export function* writeConsentFlag(
	tx: Tx,
	definition: KindDefinition,
	id: number,
	doNotEmail: boolean | null,
	source: RecordSource,
): Steps<void> {
	if (doNotEmail === null) return;
	const subject = sql`SELECT r.email_key, CASE WHEN ${standingNo(sql.ref('r.email_key'), kindCode(definition.kind), sql.ref('r.id'), null)} THEN 1 ELSE 0 END AS stands
		FROM ${sql.table(definition.table)} AS r WHERE r.id = ${id}`;
	const row = yield* first(tx, sql<{ email_key: string | null; stands: number }>`${subject}`);
	if (!row) return;
	const said = consentSource(source);
	const entry = {
		addressKey: row.email_key,
		recordKind: kindCode(definition.kind),
		recordId: id,
		scope: 'all',
		scopeRef: '',
		source: said,
		reason: `${definition.label} ${id}: Do Not Send Email was ${doNotEmail ? 'ticked' : 'unticked'}`,
		proof: null,
		happenedAt: tx.now,
	} as const;
	if (doNotEmail) yield* recordNo(tx, entry);
	else if (row.stands === 1 && said !== 'import') yield* recordLift(tx, entry);
}

function consentSource(source: RecordSource): ConsentSource {
	switch (source) {
		case 'user':
		case 'process':
			return 'user';
		case 'import':
		case 'crm':
			return source;
	}
}
