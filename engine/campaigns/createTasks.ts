import { sql } from 'kysely';

import { memberRows } from '../selections/recipients';
import { fold, foldOrNull } from '../store/fold';
import { change, type Steps, type Tx } from '../store/Transaction';
import { assignee } from './assignee';
import { countMade } from './countMade';
import { doneBefore } from './doneBefore';
import { madeName } from './naming';
import type { Batch } from './Batch';
import type { ProcessCounts, TaskSettings } from './ProcessRun';

/** VM-09: a task for each row of the window, hanging on the row's own record, account, contact and campaign. */
export function* createTasks(tx: Tx, settings: TaskSettings, batch: Batch): Steps<ProcessCounts> {
	const { parameters, window } = batch;
	const { dialect } = tx;
	const name = madeName(tx, parameters.reference);
	const made = yield* change(
		tx,
		sql`INSERT INTO task (
				name, name_f, assigned_user_id, description, description_f, source, created_at, updated_at,
				run_id, source_kind, source_id, once, type, type_f, due_at, status, outcome,
				contact_id, lead_id, account_id, campaign_id, message_id, opportunity_id)
			SELECT ${name.name}, ${name.folded}, ${assignee(tx, settings.assignment, batch)},
				${dialect.text(parameters.description)}, ${dialect.text(foldOrNull(parameters.description))}, 'process',
				${dialect.integer(tx.now)}, ${dialect.integer(tx.now)},
				${dialect.integer(batch.runId)}, m.kind, m.record_id, ${dialect.text(settings.once)},
				${dialect.text(settings.type)}, ${dialect.text(fold(settings.type))},
				${dialect.integer(parameters.dateAt ?? tx.now)}, ${dialect.text(settings.status)}, 'open',
				m.contact_id, m.lead_id, m.account_id,
				COALESCE(${dialect.integer(parameters.campaignId)}, m.campaign_id),
				${window.kind === 'message' ? sql`m.record_id` : dialect.integer(null)},
				${window.kind === 'opportunity' ? sql`m.record_id` : dialect.integer(null)}
			FROM ${memberRows(tx, window)} AS m
			WHERE m.gone = 0 AND NOT (${doneBefore(sql.table('task'), settings.once)})
			ON CONFLICT DO NOTHING`,
	);
	return yield* countMade(tx, batch, made);
}

