import { sql, type SqlBool } from 'kysely';

import type { Store } from '../store/Store';
import { change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { allChunks, checkNamed, countInState, messageChunk, type ChunkOf, type MessageChunk, type NamedMessages } from './messageChunks';
import { certainlyNotArrived, takePresentAddresses } from './presentAddresses';
import { FOR_A_PERSON } from './unsettled';

/** Certainly not arrived, as far as anybody knows. */
export const FAILED = sql<SqlBool>`${FOR_A_PERSON} AND state = 'failed' AND origin = 'campaign' AND ${certainlyNotArrived('message')}`;

/**
 * Puts failed messages back into the queue, as new, with the address of today, in chunks; answers how many. Passed over
 * are those that may have arrived (left uncertain by a person, or heard of since), and those that failed since it began.
 * @throws EngineError where it is not said which
 */
export async function queueFailedAgain(store: Store, input: NamedMessages): Promise<number> {
	checkNamed(input, 'failed messages to queue again');
	return await allChunks((resume) => store.run(queueChunk, { input, resume }));
}

/** How many would be queued again. @throws EngineError where it is not said which */
export async function countFailedToQueue(store: Store, input: NamedMessages): Promise<number> {
	checkNamed(input, 'failed messages to queue again');
	return await store.run(countFailed, input);
}

const countFailed = defineTransaction(__filename, 'read', 'delivery.countFailed', function* (tx, input: NamedMessages): Steps<number> {
	return yield* countInState(tx, input, FAILED);
});

const queueChunk = defineTransaction(__filename, 'write', 'delivery.queueAgain', queueSome);

/** One chunk of it. */
export function* queueSome(tx: Tx, { input, resume }: ChunkOf<NamedMessages>): Steps<MessageChunk> {
	return yield* messageChunk(tx, input, FAILED, resume, function* (ids) {
		yield* takePresentAddresses(tx, tx.dialect.inNumbers(sql.ref('m.id'), ids));
		return yield* change(
			tx,
			sql`UPDATE message SET state = 'queued', attempts = 0, next_attempt_at = NULL, reason_class = NULL, reason = NULL, reason_f = NULL, updated_at = ${tx.now}
				WHERE ${FAILED} AND ${tx.dialect.inNumbers(sql.ref('id'), ids)}`,
		);
	});
}
