import { sql } from 'kysely';

import { memberRows } from '../selections/recipients';
import { foldOrNull } from '../store/fold';
import { change, first, type Steps, type Tx } from '../store/Transaction';
import { windowCounts } from './countMade';
import type { Batch } from './Batch';
import type { LinkSettings, ProcessCounts } from './ProcessRun';

/** VM-11: the recipient of each row of the window becomes a member of the campaign, once. */
export function* linkMembers(tx: Tx, settings: LinkSettings, batch: Batch): Steps<ProcessCounts> {
	const { dialect } = tx;
	const { campaignId } = batch.parameters;
	if (campaignId === null) throw new Error('A campaign link was begun without a campaign.');
	const rows = yield* first(
		tx,
		sql<{ gone: number; without: number; recipients: number; known: number }>`
			SELECT
				COALESCE(SUM(m.gone), 0) AS gone,
				COALESCE(SUM(CASE WHEN m.gone = 0 AND m.recipient_gone = 1 THEN 1 ELSE 0 END), 0) AS without,
				COALESCE(SUM(CASE WHEN m.recipient_gone = 0 AND m.linked_by = ${dialect.integer(batch.runId)} THEN 1 ELSE 0 END), 0) AS known,
				COALESCE(SUM(CASE WHEN m.recipient_gone = 0 AND m.linked_by IS NULL THEN 1 ELSE 0 END), 0) AS recipients
			FROM (SELECT m.gone, m.recipient_gone, (SELECT COALESCE(c.run_id, 0) FROM campaign_member AS c
					WHERE c.campaign_id = ${dialect.integer(campaignId)} AND c.kind = m.recipient_kind AND c.record_id = m.recipient_id) AS linked_by
				FROM ${memberRows(tx, batch.window)} AS m) AS m`,
	);
	const made = yield* change(
		tx,
		sql`INSERT INTO campaign_member (campaign_id, kind, record_id, status, status_f, run_id, added_at)
			SELECT ${dialect.integer(campaignId)}, m.recipient_kind, m.recipient_id, ${dialect.text(settings.status)}, ${dialect.text(foldOrNull(settings.status))},
				${dialect.integer(batch.runId)}, ${dialect.integer(tx.now)}
			FROM ${memberRows(tx, batch.window)} AS m
			WHERE m.recipient_gone = 0
			ON CONFLICT DO NOTHING`,
	);
	return windowCounts(batch, made, [
		['gone', rows?.gone ?? 0],
		['no recipient', rows?.without ?? 0],
		// Rows of this window beyond the first of a new recipient, and rows whose recipient this run linked before.
		['duplicate', (rows?.recipients ?? 0) - made + (rows?.known ?? 0)],
	]);
}
