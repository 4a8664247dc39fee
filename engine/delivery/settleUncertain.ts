import { sql, type SqlBool } from 'kysely';

import type { Store } from '../store/Store';
import { change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { allChunks, checkNamed, countInState, messageChunk, type ChunkOf, type MessageChunk, type NamedMessages } from './messageChunks';
import { FOR_A_PERSON } from './unsettled';

export const UNCERTAIN = sql<SqlBool>`${FOR_A_PERSON} AND state = 'uncertain'`;

/** What a person says of messages whose answer was lost: they arrived, they did not, or they shall not. */
export type UncertainDecision = 'sent' | 'queue' | 'failed';

export interface SettleUncertainInput extends NamedMessages {
	readonly decision: UncertainDecision;
}

/**
 * Settles uncertain messages as a person decides, in chunks; answers how many. Others, and those that became uncertain
 * since it began, are left as they are.
 * @throws EngineError where it is not said which
 */
export async function settleUncertain(store: Store, input: SettleUncertainInput): Promise<number> {
	checkNamed(input, 'uncertain messages to settle');
	return await allChunks((resume) => store.run(settleChunk, { input, resume }));
}

/** How many would be settled. @throws EngineError where it is not said which */
export async function countUncertain(store: Store, input: NamedMessages): Promise<number> {
	checkNamed(input, 'uncertain messages to settle');
	return await store.run(countUncertainMessages, input);
}

const countUncertainMessages = defineTransaction(__filename, 'read', 'delivery.countUncertain', function* (tx, input: NamedMessages): Steps<number> {
	return yield* countInState(tx, input, UNCERTAIN);
});

const settleChunk = defineTransaction(__filename, 'write', 'delivery.settleUncertain', settleSome);

/** One chunk of it. */
export function* settleSome(tx: Tx, { input, resume }: ChunkOf<SettleUncertainInput>): Steps<MessageChunk> {
	return yield* messageChunk(tx, input, UNCERTAIN, resume, (ids) =>
		change(
			tx,
			sql`UPDATE message SET ${become(input.decision, tx.now)}, updated_at = ${tx.now} WHERE state = 'uncertain' AND ${tx.dialect.inNumbers(sql.ref('id'), ids)}`,
		),
	);
}

function become(decision: UncertainDecision, now: number) {
	switch (decision) {
		case 'sent':
			return sql`state = 'sent', sent_at = COALESCE(sending_at, ${now}), reason = NULL, reason_f = NULL`;
		case 'queue':
			return sql`state = 'queued', next_attempt_at = NULL, reason = NULL, reason_f = NULL`;
		case 'failed':
			// A class of its own: they may have arrived, so *Queue Failed Again* passes over them.
			return sql`state = 'failed', reason_class = 'uncertain'`;
	}
}
