import { sql } from 'kysely';

import { messageIdOf } from '../delivery/messageRef';
import { normaliseAddress } from '../records/emailAddress';
import { signingKeys } from '../records/signingKey';
import { all, type Steps, type Tx } from '../store/Transaction';
import type { ReceivedEvent } from './ReceivedEvent';

/** Finds which message an event is of: by our own reference, else by the service's id of the mail and the address. */
export function* messageFinder(tx: Tx, events: readonly ReceivedEvent[]): Steps<(event: ReceivedEvent) => number | null> {
	const keys = yield* signingKeys(tx, 'message-ref');
	const remoteIds = new Set(events.flatMap((event) => event.remoteId ?? []));
	const byRemote = new Map<string, number>();
	/** By the service's id alone; null where several messages share it. */
	const alone = new Map<string, number | null>();
	if (remoteIds.size > 0) {
		const rows = yield* all(
			tx,
			sql<{ id: number; remote_id: string; address_key: string | null }>`SELECT id, remote_id, address_key FROM message
				WHERE remote_id IS NOT NULL AND ${tx.dialect.inTexts(sql.ref('remote_id'), [...remoteIds])}`,
		);
		for (const row of rows) {
			byRemote.set(`${row.remote_id}\n${row.address_key ?? ''}`, row.id);
			alone.set(row.remote_id, alone.has(row.remote_id) ? null : row.id);
		}
	}
	return (event) => {
		for (const key of event.messageRef === null ? [] : keys) {
			const ours = messageIdOf(event.messageRef ?? '', key.secret);
			if (ours !== null) return ours;
		}
		if (event.remoteId === null) return null;
		const address = normaliseAddress(event.address);
		return (address === null ? alone.get(event.remoteId) : byRemote.get(`${event.remoteId}\n${address}`)) ?? null;
	};
}
