import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { first, type Steps, type Tx } from '../store/Transaction';
import type { ReportScope } from './CampaignReport';
import { FATE } from './fate';

/** When a message counts, of a row `m`: when it was sent, else its date. */
export const MESSAGE_TIME: RawBuilder<number> = sql<number>`COALESCE(m.sent_at, m.date_at, m.created_at)`;

/** Of the ids between a campaign's first and last message, from which part on they are read one after the other. */
const DENSE = 0.1;

/** A scope's messages, as what follows FROM: rows `m`. Messages of no campaign are in none. */
export function* reportedMessages(tx: Tx, scope: ReportScope): Steps<RawBuilder<unknown>> {
	const conditions = [...(yield* ofCampaigns(tx, scope.campaignIds)), ...inPeriod(MESSAGE_TIME, scope)];
	return sql`message AS m WHERE ${sql.join(conditions, sql` AND `)}`;
}

/** The same, as rows `m` of what is counted: with their fate and time, each worked out once. */
export function tallyRows(tx: Tx, messages: RawBuilder<unknown>): RawBuilder<unknown> {
	const columns = ['state', 'campaign_id', 'channel', 'assigned_user_id', 'reason_class', 'reason', 'delivered_at', 'first_open_at', 'first_click_at', 'bounced_at', 'unsubscribed_at'];
	return sql`(SELECT ${FATE} AS fate, ${MESSAGE_TIME} AS at, ${sql.join(columns.map((column) => sql.ref(`m.${column}`)))} FROM ${messages} ${tx.dialect.evaluatedOnce}) AS m`;
}

/** Whether a moment is in a scope's period: none to hold where it has no bounds. */
export function inPeriod(moment: RawBuilder<number>, { from, until }: ReportScope): RawBuilder<SqlBool>[] {
	return [...(from === null ? [] : [sql<SqlBool>`${moment} >= ${from}`]), ...(until === null ? [] : [sql<SqlBool>`${moment} < ${until}`])];
}

/**
 * By an index SQLite would read a campaign's messages in the order of their recipients, each a leap in the file. Those
 * of one campaign are made together: it reads the ids from the first to the last, where not many others lie between.
 */
function* ofCampaigns(tx: Tx, campaignIds: readonly number[] | null): Steps<RawBuilder<SqlBool>[]> {
	if (tx.dialect.name === 'postgres') return [campaignIds === null ? sql<SqlBool>`m.campaign_id > 0` : tx.dialect.inNumbers(sql.ref('m.campaign_id'), campaignIds)];
	// The sign keeps SQLite from taking the index.
	if (campaignIds === null) return [sql<SqlBool>`+m.campaign_id > 0`];
	const [id] = campaignIds;
	const among = (column: RawBuilder<unknown>) => (campaignIds.length === 1 && id !== undefined ? sql<SqlBool>`${column} = ${id}` : tx.dialect.inNumbers(column, campaignIds));
	const extent = yield* first(
		tx,
		sql<{ lowest: number | null; highest: number | null; count: number }>`SELECT MIN(id) AS lowest, MAX(id) AS highest, COUNT(*) AS count FROM message AS m WHERE ${among(sql.ref('m.campaign_id'))}`,
	);
	if (!extent || extent.lowest === null || extent.highest === null) return [sql<SqlBool>`1 = 0`];
	if (extent.count < DENSE * (extent.highest - extent.lowest + 1)) return [among(sql.ref('m.campaign_id'))];
	return [sql<SqlBool>`m.id BETWEEN ${extent.lowest} AND ${extent.highest}`, among(sql`+m.campaign_id`)];
}
