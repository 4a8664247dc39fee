import { sql } from 'kysely';

import { all, defineTransaction } from '../store/Transaction';
import type { MessageState } from './MessageState';

export type DeliveryCounts = Readonly<Record<MessageState, number>>;

/** How many messages of a campaign (null: of all) stand in each state. */
export const deliveryCounts = defineTransaction(__filename, 'read', 'delivery.counts', function* (tx, input: { campaignId: number | null }) {
	const where = input.campaignId === null ? sql`` : sql`WHERE campaign_id = ${input.campaignId}`;
	const rows = yield* all(tx, sql<{ state: MessageState; count: number }>`SELECT state, COUNT(*) AS count FROM message ${where} GROUP BY state`);
	const counts: Record<MessageState, number> = { queued: 0, claimed: 0, sending: 0, sent: 0, failed: 0, not_sent: 0, uncertain: 0 };
	for (const row of rows) counts[row.state] = row.count;
	return counts;
});
