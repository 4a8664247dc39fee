import { sql, type RawBuilder } from 'kysely';

import { kindCode } from '../records/kinds';
import { candidates, type Verdict } from '../messages/candidates';
import { allMemberRows, type MemberRow } from '../selections/recipients';
import { all, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { checkedTemplate } from '../messages/templateVersion';
import { findRun, type BeginRunInput } from './beginRun';
import { checkedProcess } from './checkedProcess';
import { countVerdicts } from './createMessages';
import { doneBefore } from './doneBefore';
import { foreseeEdit, type FieldPreview } from './edit/foreseeEdit';
import { PROCESS_ORDER } from './processOrder';
import { NO_COUNTS, type EditSettings, type ProcessCounts, type ProcessSettings, type SkipReason } from './ProcessRun';
import type { GeneralParameters } from '../selections/GeneralParameters';

export interface DryRun {
	readonly campaignId: number | null;
	readonly counts: ProcessCounts;
	/** Of an edit: what would become of each field. */
	readonly changes: readonly FieldPreview[];
	/** Whether this was all done before: a run would create nothing. */
	readonly doneBefore: boolean;
}

/** What a process would do with a selection (X-02): the same checks, the same rules, nothing written. */
export const dryRunProcess = defineTransaction(__filename, 'read', 'campaigns.dryRun', function* (tx, input: BeginRunInput): Steps<DryRun> {
	const { selectionId, parameters } = yield* checkedProcess(tx, input);
	const known = yield* findRun(tx, input, parameters);
	const { campaignId } = parameters;
	if (known?.state === 'done' && !input.createAgain) return { campaignId, counts: known.counts, changes: [], doneBefore: true };
	if (input.settings.operation === 'edit') return { campaignId, ...(yield* foreseeEdit(tx, selectionId, input.settings)), doneBefore: false };
	return { campaignId, counts: yield* foreseen(tx, selectionId, input.settings, parameters), changes: [], doneBefore: false };
});

function* foreseen(tx: Tx, selectionId: number, settings: Exclude<ProcessSettings, EditSettings>, parameters: GeneralParameters): Steps<ProcessCounts> {
	const rows = allRows(tx, selectionId);
	switch (settings.operation) {
		case 'messages': {
			yield* checkedTemplate(tx, settings.templateId);
			return yield* messageVerdicts(tx, rows, settings, parameters);
		}
		case 'tasks':
			return yield* madeOncePerRow(tx, rows, 'task', settings.once);
		case 'opportunities':
			return yield* madeOncePerRow(tx, rows, 'opportunity', settings.once);
		case 'events':
			return settings.attendance.kind === 'each' ? yield* madeOncePerRow(tx, rows, 'event', settings.attendance.once) : yield* newParticipants(tx, rows);
		case 'campaign_link':
			return yield* newMembers(tx, rows, parameters);
		case 'contacts':
			return yield* newContacts(tx, rows);
	}
}

/** All members of all kinds, in the order in which a run goes through them. */
function allRows(tx: Tx, selectionId: number): RawBuilder<MemberRow> {
	const parts = PROCESS_ORDER.map((kind) => sql`SELECT * FROM ${allMemberRows(tx, selectionId, kind)} AS one`);
	return sql<MemberRow>`(${sql.join(parts, sql` UNION ALL `)})`;
}

function inOrder(): RawBuilder<unknown> {
	const ranks = PROCESS_ORDER.map((kind, index) => sql`WHEN ${sql.lit(kindCode(kind))} THEN ${sql.lit(index)}`);
	return sql`CASE m.kind ${sql.join(ranks, sql` `)} END, m.record_id`;
}

function* messageVerdicts(
	tx: Tx,
	rows: RawBuilder<MemberRow>,
	settings: Extract<ProcessSettings, { operation: 'messages' }>,
	parameters: GeneralParameters,
): Steps<ProcessCounts> {
	if (parameters.campaignId === null) return NO_COUNTS;
	const mailing = { campaignId: parameters.campaignId, templateId: settings.templateId, occurrence: settings.occurrence, runId: null };
	const counted = yield* all(
		tx,
		sql<{ verdict: Verdict; count: number }>`
			SELECT m.verdict, COUNT(*) AS count FROM ${candidates(tx, rows, mailing, inOrder())} AS m GROUP BY 1`,
	);
	return countVerdicts(counted);
}

function* madeOncePerRow(
	tx: Tx,
	rows: RawBuilder<MemberRow>,
	made: 'task' | 'opportunity' | 'event',
	once: string | null,
): Steps<ProcessCounts> {
	const known = doneBefore(sql.table(made), once);
	const meaningless = made === 'opportunity' ? sql`m.kind = ${sql.lit(kindCode('opportunity'))}` : sql`FALSE`;
	return yield* tally(
		tx,
		sql`CASE WHEN ${meaningless} THEN 'no meaning' WHEN m.gone = 1 THEN 'gone' WHEN ${known} THEN 'already done' ELSE 'done' END`,
		rows,
	);
}

function* newMembers(tx: Tx, rows: RawBuilder<MemberRow>, parameters: GeneralParameters): Steps<ProcessCounts> {
	const campaign = tx.dialect.integer(parameters.campaignId);
	return yield* tally(
		tx,
		sql`CASE WHEN m.gone = 1 THEN 'gone' WHEN m.recipient_gone = 1 THEN 'no recipient'
			WHEN EXISTS (SELECT 1 FROM campaign_member AS c WHERE c.campaign_id = ${campaign} AND c.kind = m.recipient_kind AND c.record_id = m.recipient_id) THEN 'already done'
			WHEN ROW_NUMBER() OVER (PARTITION BY m.recipient_kind, m.recipient_id ORDER BY ${inOrder()}) > 1 THEN 'duplicate' ELSE 'done' END`,
		rows,
	);
}

function* newParticipants(tx: Tx, rows: RawBuilder<MemberRow>): Steps<ProcessCounts> {
	return yield* tally(
		tx,
		sql`CASE WHEN m.gone = 1 THEN 'gone' WHEN m.recipient_gone = 1 THEN 'no recipient'
			WHEN ROW_NUMBER() OVER (PARTITION BY m.recipient_kind, m.recipient_id ORDER BY ${inOrder()}) > 1 THEN 'duplicate' ELSE 'done' END`,
		rows,
	);
}

function* newContacts(tx: Tx, rows: RawBuilder<MemberRow>): Steps<ProcessCounts> {
	return yield* tally(
		tx,
		sql`CASE WHEN m.kind <> ${sql.lit(kindCode('account'))} THEN 'no meaning' WHEN m.gone = 1 THEN 'gone'
			WHEN EXISTS (SELECT 1 FROM contact AS c WHERE c.account_id = m.record_id)
				OR EXISTS (SELECT 1 FROM contact AS c WHERE c.made_from_account_id = m.record_id) THEN 'already done' ELSE 'done' END`,
		rows,
	);
}

function* tally(tx: Tx, verdict: RawBuilder<unknown>, rows: RawBuilder<MemberRow>): Steps<ProcessCounts> {
	const counted = yield* all(
		tx,
		sql<{ verdict: SkipReason | 'done'; count: number }>`
			SELECT v.verdict, COUNT(*) AS count FROM (SELECT ${verdict} AS verdict FROM ${rows} AS m) AS v GROUP BY 1`,
	);
	let done = 0;
	let selected = 0;
	const skipped: Partial<Record<SkipReason, number>> = {};
	for (const row of counted) {
		selected += row.count;
		if (row.verdict === 'done') done += row.count;
		else skipped[row.verdict] = row.count;
	}
	return { selected, done, skipped, notSent: {} };
}
