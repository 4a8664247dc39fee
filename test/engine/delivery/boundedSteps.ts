import { sql } from 'kysely';

import { queueParts, type ClaimInput } from '../../../engine/delivery/claimMessages';
import { unfinishedByState } from '../../../engine/delivery/deliveryCounts';
import { messagesInState, type ChunkOf, type NamedMessages } from '../../../engine/delivery/messageChunks';
import { FAILED, queueSome } from '../../../engine/delivery/queueFailedAgain';
import { settleSome, UNCERTAIN, type SettleUncertainInput } from '../../../engine/delivery/settleUncertain';
import { defineTransaction, type RawQuery, type Steps, type Tx } from '../../../engine/store/Transaction';

/** The same transaction on a slow machine: each look at the clock finds its budget nearly used. */
function hurried(tx: Tx): Tx {
	let elapsed = 0;
	return { ...tx, elapsed: () => (elapsed += 100) };
}

export const settleOneWindow = defineTransaction(__filename, 'write', 'test.settleOneWindow', (tx, chunk: ChunkOf<SettleUncertainInput>) => settleSome(hurried(tx), chunk));

export const queueOneWindow = defineTransaction(__filename, 'write', 'test.queueOneWindow', (tx, chunk: ChunkOf<NamedMessages>) => queueSome(hurried(tx), chunk));

/** How the store would carry the look-ups of a delivery out, as it says itself. */
export const plans = defineTransaction(__filename, 'write', 'test.deliveryPlans', function* (tx, input: ClaimInput): Steps<Record<string, string>> {
	const ofCampaign = sql<boolean>`campaign_id = ${input.campaignId ?? 0} AND id > ${input.afterId}`;
	const claims: string[] = [];
	for (const part of queueParts(tx, input)) claims.push(yield* planOf(tx, part(input.limit)));
	const [sameTime = '', due = '', fresh = ''] = claims;
	return {
		sameTime,
		due,
		fresh,
		counts: yield* planOf(tx, unfinishedByState(null)),
		uncertain: yield* planOf(tx, messagesInState(UNCERTAIN, ofCampaign, tx.now, input.limit)),
		failed: yield* planOf(tx, messagesInState(FAILED, ofCampaign, tx.now, input.limit)),
	};
});

function* planOf(tx: Tx, query: RawQuery<unknown>): Steps<string> {
	const { sql: text, parameters } = query.compile(tx.db);
	const asked = { sql: `${tx.dialect.name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'} ${text}`, parameters };
	const { rows } = yield { kind: 'query', query: { ...query.compile(tx.db), ...asked } };
	return rows.map((row) => Object.values(row as Record<string, unknown>).at(-1)).join('\n');
}
