import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { fold } from '../store/fold';
import { all, type Steps, type Tx } from '../store/Transaction';
import { tally } from '../store/tally';
import type { ReportScope } from './CampaignReport';
import { inPeriod, MESSAGE_TIME } from './reportedMessages';

/** What salespeople made of it: tasks and opportunities of the campaign, made by a process or by hand. */
export interface WorkCounts {
	readonly tasks: number;
	/** With the outcome "positive". */
	readonly positiveTasks: number;
	readonly opportunities: number;
	/** In a stage that means won. */
	readonly won: number;
	/** Of all opportunities, won or not, in the currency of the records. */
	readonly amount: number;
	/** Of those won. */
	readonly wonAmount: number;
}

/** By campaign and assigned user. */
export interface WorkRow extends WorkCounts {
	readonly campaignId: number;
	readonly userId: number | null;
}

export const NO_WORK: WorkCounts = { tasks: 0, positiveTasks: 0, opportunities: 0, won: 0, amount: 0, wonAmount: 0 };

/** Each figure of both, added. */
export function addWork(one: WorkCounts, other: WorkCounts): WorkCounts {
	return {
		tasks: one.tasks + other.tasks,
		positiveTasks: one.positiveTasks + other.positiveTasks,
		opportunities: one.opportunities + other.opportunities,
		won: one.won + other.won,
		amount: rounded(one.amount + other.amount),
		wonAmount: rounded(one.wonAmount + other.wonAmount),
	};
}

/** Amounts are added in whatever order: what that does behind the fourth decimal is nobody's money. */
function rounded(amount: number): number {
	return Math.round(amount * 10_000) / 10_000;
}

/**
 * The tasks and opportunities of a scope's campaigns. In a period count those of the period's messages, whenever they
 * were made; one without a message counts where it was made, an opportunity of a task where the task counts.
 */
export function* readWork(tx: Tx, scope: ReportScope): Steps<WorkRow[]> {
	return [...(yield* readTasks(tx, scope)), ...(yield* readOpportunities(tx, scope))];
}

function* readTasks(tx: Tx, scope: ReportScope): Steps<WorkRow[]> {
	const period = inPeriod(sql<number>`COALESCE(${MESSAGE_TIME}, t.created_at)`, scope);
	const from = period.length === 0 ? sql`task AS t` : sql`task AS t LEFT JOIN message AS m ON m.id = t.message_id`;
	const conditions = [ofCampaigns(tx, sql.ref('t.campaign_id'), scope), ...period];
	const [counts = []] = yield* tally(tx, sql`${from} WHERE ${sql.join(conditions, sql` AND `)}`, [
		[sql.ref('t.campaign_id'), sql.ref('t.assigned_user_id'), sql.ref('t.outcome')],
	]);
	return counts.map(({ key: [campaignId, userId, outcome], count }) => ({
		...NO_WORK,
		campaignId: Number(campaignId),
		userId: typeof userId === 'number' ? userId : null,
		tasks: count,
		positiveTasks: outcome === 'positive' ? count : 0,
	}));
}

interface OpportunityRow {
	readonly campaign_id: number;
	readonly assigned_user_id: number | null;
	readonly opportunities: number;
	readonly won: number;
	readonly amount: number;
	readonly won_amount: number;
}

function* readOpportunities(tx: Tx, scope: ReportScope): Steps<WorkRow[]> {
	const period = inPeriod(sql<number>`COALESCE(${MESSAGE_TIME}, t.created_at, o.created_at)`, scope);
	const made = sql`LEFT JOIN task AS t ON t.id = o.task_id LEFT JOIN message AS m ON m.id = COALESCE(o.message_id, t.message_id)`;
	const conditions = [ofCampaigns(tx, sql.ref('o.campaign_id'), scope), ...period];
	const isWon = sql<SqlBool>`(o.stage_f IS NOT NULL AND ${tx.dialect.inTexts(sql.ref('o.stage_f'), scope.wonStages.map(fold))})`;
	const rows = yield* all(
		tx,
		sql<OpportunityRow>`SELECT o.campaign_id, o.assigned_user_id, COUNT(*) AS opportunities, SUM(CASE WHEN ${isWon} THEN 1 ELSE 0 END) AS won,
				COALESCE(SUM(o.amount), 0) AS amount, COALESCE(SUM(CASE WHEN ${isWon} THEN o.amount END), 0) AS won_amount
			FROM opportunity AS o ${period.length === 0 ? sql`` : made} WHERE ${sql.join(conditions, sql` AND `)} GROUP BY 1, 2`,
	);
	return rows.map((row) => ({
		...NO_WORK,
		campaignId: row.campaign_id,
		userId: row.assigned_user_id,
		opportunities: row.opportunities,
		won: row.won,
		amount: rounded(row.amount),
		wonAmount: rounded(row.won_amount),
	}));
}

function ofCampaigns(tx: Tx, column: RawBuilder<unknown>, { campaignIds }: ReportScope): RawBuilder<SqlBool> {
	return campaignIds === null ? sql<SqlBool>`${column} > 0` : tx.dialect.inNumbers(column, campaignIds);
}
