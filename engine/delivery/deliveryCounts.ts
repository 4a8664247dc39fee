import { sql, type RawBuilder } from 'kysely';

import { all, defineTransaction } from '../store/Transaction';
import type { MessageState } from './MessageState';
import { UNSETTLED } from './unsettled';

type Unfinished = Extract<MessageState, 'queued' | 'claimed' | 'sending' | 'uncertain'>;

export type DeliveryCounts = Readonly<Record<Unfinished, number>>;

/**
 * How many messages of a campaign (null: of all) still have a way to go, by state. Those that are through are not
 * counted: they grow with every campaign there ever was.
 */
export const deliveryCounts = defineTransaction(__filename, 'read', 'delivery.counts', function* (tx, input: { campaignId: number | null }) {
	const rows = yield* all(tx, unfinishedByState(input.campaignId));
	const counts: Record<Unfinished, number> = { queued: 0, claimed: 0, sending: 0, uncertain: 0 };
	for (const row of rows) counts[row.state] = row.count;
	return counts satisfies DeliveryCounts;
});

export function unfinishedByState(campaignId: number | null): RawBuilder<{ state: Unfinished; count: number }> {
	const campaign = campaignId === null ? sql`` : sql`AND campaign_id = ${campaignId}`;
	return sql`SELECT state, COUNT(*) AS count FROM message WHERE ${UNSETTLED} ${campaign} GROUP BY state`;
}
