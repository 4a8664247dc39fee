import { sql, type RawBuilder } from 'kysely';

import { fieldAssignments, fieldDiffers, fieldValue, VALUE } from '../records/fieldColumns';
import { isLackingAfter } from '../records/lacking';
import type { Tx } from '../store/Transaction';
import type { JobOutcome } from './Job';
import type { TargetRows } from './TargetRows';

/** What becomes of a record: the columns of `outcomesOf`. */
export interface OutcomeRow {
	readonly record_id: number;
	readonly outcome: JobOutcome;
	/** As text; NULL where the field is, or becomes, empty. */
	readonly old_value: string | null;
	readonly new_value: string | null;
	readonly error: string | null;
}

/** Why a record is gone, in words. */
const GONE = 'The record was deleted.';

/** What becomes of a record `r` (NULL where it is gone) that the row `v` is about. */
export function outcomeOf(tx: Tx, target: TargetRows): RawBuilder<JobOutcome> {
	const { definition, field, part } = target;
	return sql<JobOutcome>`CASE WHEN r.id IS NULL THEN 'gone' WHEN ${target.problem} IS NOT NULL THEN 'refused' WHEN ${target.empty} = 1 THEN 'nothing to copy'
		WHEN NOT ${fieldDiffers(tx.dialect, definition, field, part)} THEN 'unchanged'
		WHEN ${isLackingAfter(definition, fieldAssignments(tx.dialect, definition, field, part))} THEN 'refused' ELSE 'changed' END`;
}

/** What a job makes of records, with old and new values, as a subquery in parentheses. A run writes it down, a dry run shows it. */
export function outcomesOf(tx: Tx, target: TargetRows): RawBuilder<OutcomeRow> {
	const { dialect } = tx;
	const { definition, field } = target;
	const lacking = `Without this ${definition.label.toLowerCase()} would have neither a name nor anything else that tells it.`;
	return sql<OutcomeRow>`(SELECT o.record_id, o.outcome, o.old_value, CASE WHEN o.outcome = 'changed' THEN o.new_value ELSE o.old_value END AS new_value,
			CASE o.outcome WHEN 'gone' THEN ${GONE} WHEN 'refused' THEN COALESCE(o.problem, ${lacking}) END AS error
		FROM (SELECT v.record_id, ${outcomeOf(tx, target)} AS outcome, ${dialect.toText(fieldValue(dialect, definition, field))} AS old_value,
			${dialect.toText(target.part(VALUE))} AS new_value, ${target.problem} AS problem
			FROM ${target.rows} AS v LEFT JOIN ${sql.table(definition.table)} AS r ON r.id = v.record_id ${dialect.evaluatedOnce}) AS o)`;
}
