import { sql } from 'kysely';

import { memberRows } from '../selections/recipients';
import { fold, foldOrNull } from '../store/fold';
import { change, type Steps, type Tx } from '../store/Transaction';
import { assignee } from './assignee';
import { countMade, noMeaning } from './countMade';
import { doneBefore } from './doneBefore';
import { madeName } from './naming';
import type { Batch } from './Batch';
import type { OpportunitySettings, ProcessCounts } from './ProcessRun';

/** VM-10: an opportunity for each row of the window, linked to its account, contact and campaign. */
export function* createOpportunities(tx: Tx, settings: OpportunitySettings, batch: Batch): Steps<ProcessCounts> {
	const { parameters, window } = batch;
	if (window.kind === 'opportunity') return noMeaning(batch);
	const { dialect } = tx;
	const name = madeName(tx, parameters.reference);
	const none = dialect.integer(null);
	const made = yield* change(
		tx,
		sql`INSERT INTO opportunity (
				name, name_f, assigned_user_id, description, description_f, source, created_at, updated_at,
				run_id, source_kind, source_id, once, stage, stage_f, amount, close_date,
				contact_id, lead_id, account_id, campaign_id, message_id, task_id)
			SELECT ${name.name}, ${name.folded}, ${assignee(tx, settings.assignment, batch)},
				${dialect.text(parameters.description)}, ${dialect.text(foldOrNull(parameters.description))}, 'process',
				${dialect.integer(tx.now)}, ${dialect.integer(tx.now)},
				${dialect.integer(batch.runId)}, m.kind, m.record_id, ${dialect.text(settings.once)},
				${dialect.text(settings.stage)}, ${dialect.text(fold(settings.stage))},
				${settings.amount === null ? sql`CAST(NULL AS double precision)` : sql`CAST(${settings.amount} AS double precision)`},
				${dialect.text(settings.closeDate)},
				m.contact_id, m.lead_id, m.account_id,
				COALESCE(${dialect.integer(parameters.campaignId)}, m.campaign_id),
				${window.kind === 'message' ? sql`m.record_id` : none},
				${window.kind === 'task' ? sql`m.record_id` : none}
			FROM ${memberRows(tx, window)} AS m
			WHERE m.gone = 0 AND NOT (${doneBefore(sql.table('opportunity'), settings.once)})
			ON CONFLICT DO NOTHING`,
	);
	return yield* countMade(tx, batch, made);
}
