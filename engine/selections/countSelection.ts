import { sql } from 'kysely';

import { candidates, type JudgedRow, type Verdict } from '../messages/candidates';
import { isRecipientKind, SEARCH_KINDS } from '../records/kinds';
import { searchSettings } from '../segments/searchSettings';
import type { Store } from '../store/Store';
import { all, change, defineTransaction, type Steps } from '../store/Transaction';
import { allMemberRows, type MemberRow } from './recipients';
import type { Selection, SelectionCounts } from './Selection';
import type { StoredCounts } from './storedSelection';

/** What the verdict goes by: the fewer columns, the quicker a million rows are put in order. */
const JUDGED_COLUMNS = sql.join(
	(['record_id', 'gone', 'recipient_kind', 'recipient_id', 'recipient_gone', 'email', 'email_key'] satisfies readonly (keyof MemberRow)[]).map((column) => sql.ref(column)),
);

const countMembers = defineTransaction(__filename, 'read', 'selections.count', function* (tx, selection: Selection): Steps<SelectionCounts> {
	yield* searchSettings(tx);
	const kinds = SEARCH_KINDS.filter((kind) => (selection.byKind[kind] ?? 0) > 0);
	const parts = kinds.map((kind) => sql`SELECT ${JUDGED_COLUMNS} FROM ${allMemberRows(tx, selection.id, kind)} AS one`);
	if (parts.length === 0) return countsOf(selection, []);
	const rows = sql<JudgedRow>`(${sql.join(parts, sql` UNION ALL `)})`;
	// Whichever of several with one recipient or address comes first: the counts are the same.
	const mailing = { campaignId: selection.parameters.campaignId, templateId: null, distinctRecipients: kinds.every(isRecipientKind) };
	const judged = candidates(tx, rows, mailing, sql`m.record_id`);
	return countsOf(selection, yield* all(tx, sql<VerdictCount>`SELECT m.verdict, COUNT(*) AS count FROM ${judged} AS m GROUP BY 1`));
});

interface VerdictCount {
	readonly verdict: Verdict;
	readonly count: number;
}

function countsOf(selection: Selection, rows: readonly VerdictCount[]): SelectionCounts {
	const counted = (...verdicts: readonly Verdict[]): number => rows.reduce((sum, row) => (verdicts.includes(row.verdict) ? sum + row.count : sum), 0);
	return {
		byKind: selection.byKind,
		gone: counted('gone'),
		withoutRecipient: counted('no recipient'),
		withoutAddress: counted('no_address'),
		malformedAddress: counted('malformed_address', 'address_bounced'),
		optedOut: counted('opted_out'),
		duplicateAddress: counted('duplicate', 'address_taken'),
		mayBeMailed: counted('send'),
	};
}

const keepCounts = defineTransaction(__filename, 'write', 'selections.keepCounts', function* (tx, input: { readonly id: number; readonly stored: StoredCounts }): Steps<void> {
	yield* change(tx, tx.db.updateTable('selection').set({ counts: JSON.stringify(input.stored) }).where('id', '=', input.id));
});

/**
 * Counts whom a mail would reach, by today's addresses and consent, in the scope of the selection's campaign, as Create
 * Messages judges for a template that nobody got yet; the counts are kept with the selection.
 * count = gone + withoutRecipient + withoutAddress + malformedAddress + optedOut + duplicateAddress + mayBeMailed.
 */
export async function countSelection(store: Store, selection: Selection): Promise<SelectionCounts> {
	const counts = await store.run(countMembers, selection);
	await store.run(keepCounts, { id: selection.id, stored: { byKind: selection.byKind, counts } });
	return counts;
}
