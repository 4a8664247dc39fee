import { sql } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { SEARCH_KINDS } from '../records/kinds';
import { searchSettings } from '../segments/searchSettings';
import type { Store } from '../store/Store';
import { change, defineTransaction, first, type Steps } from '../store/Transaction';
import { allMemberRows } from './recipients';
import type { Selection, SelectionCounts } from './Selection';
import type { StoredCounts } from './storedSelection';

interface CountRow {
	readonly rows: number;
	readonly without_address: number;
	readonly malformed: number;
	readonly opted_out: number;
	readonly addresses: number;
}

const NOTHING: CountRow = { rows: 0, without_address: 0, malformed: 0, opted_out: 0, addresses: 0 };

const countMembers = defineTransaction(__filename, 'read', 'selections.count', function* (tx, selection: Selection): Steps<SelectionCounts> {
	yield* searchSettings(tx);
	const kinds = SEARCH_KINDS.filter((kind) => (selection.byKind[kind] ?? 0) > 0);
	const parts = kinds.map(
		(kind) => sql`SELECT m.email, m.email_key, m.recipient_kind, m.recipient_id FROM ${allMemberRows(tx, selection.id, kind)} AS m`,
	);
	const no = standingNo(sql.ref('a.email_key'), sql.ref('a.recipient_kind'), sql.ref('a.recipient_id'), selection.parameters.campaignId);
	const row =
		parts.length === 0
			? NOTHING
			: yield* first(
					tx,
					sql<CountRow>`SELECT COUNT(*) AS rows,
						COUNT(CASE WHEN reach = 'none' THEN 1 END) AS without_address,
						COUNT(CASE WHEN reach = 'malformed' THEN 1 END) AS malformed,
						COUNT(CASE WHEN reach = 'no' THEN 1 END) AS opted_out,
						COUNT(DISTINCT CASE WHEN reach = 'yes' THEN email_key END) AS addresses
						FROM (SELECT a.email_key, CASE WHEN a.email IS NULL THEN 'none' WHEN a.email_key IS NULL THEN 'malformed'
							WHEN ${no} THEN 'no' ELSE 'yes' END AS reach
							FROM (${sql.join(parts, sql` UNION ALL `)}) AS a) AS reached`,
				);
	const found = row ?? NOTHING;
	const refused = found.without_address + found.malformed + found.opted_out;
	return {
		byKind: selection.byKind,
		withoutAddress: found.without_address,
		malformedAddress: found.malformed,
		optedOut: found.opted_out,
		duplicateAddress: found.rows - refused - found.addresses,
		mayBeMailed: found.addresses,
	};
});

const keepCounts = defineTransaction(__filename, 'write', 'selections.keepCounts', function* (tx, input: { readonly id: number; readonly stored: StoredCounts }): Steps<void> {
	yield* change(tx, tx.db.updateTable('selection').set({ counts: JSON.stringify(input.stored) }).where('id', '=', input.id));
});

/**
 * Counts whom a mail would reach, by today's addresses and consent, in the scope of the selection's campaign;
 * the counts are kept with the selection. One recipient or address more than once counts once, the rest as duplicates:
 * count = withoutAddress + malformedAddress + optedOut + duplicateAddress + mayBeMailed.
 */
export async function countSelection(store: Store, selection: Selection): Promise<SelectionCounts> {
	const counts = await store.run(countMembers, selection);
	await store.run(keepCounts, { id: selection.id, stored: { byKind: selection.byKind, counts } });
	return counts;
}
