import { sql } from 'kysely';

import { messageIdOf } from '../delivery/messageRef';
import { normaliseAddress } from '../records/emailAddress';
import { kindOfCode, type Kind } from '../records/kinds';
import { signingKeys } from '../records/signingKey';
import { all, defineTransaction, type Steps } from '../store/Transaction';
import type { ReceivedEvent } from './ReceivedEvent';

/** An event with the message it is of, as a workflow goes on with it. */
export interface DescribedEvent {
	readonly event: ReceivedEvent;
	readonly messageId: number | null;
	readonly campaignId: number | null;
	readonly recipient: { readonly kind: Kind; readonly id: number } | null;
}

interface Row {
	readonly id: number;
	readonly campaign_id: number;
	readonly recipient_kind: number;
	readonly recipient_id: number;
	readonly remote_id: string | null;
	readonly address_key: string | null;
}

/** Whose events these are, in order; null where their message isn't known. */
export const describeEvents = defineTransaction(__filename, 'read', 'events.describe', function* (tx, events: readonly ReceivedEvent[]): Steps<DescribedEvent[]> {
	const keys = yield* signingKeys(tx, 'message-ref');
	const ownId = (event: ReceivedEvent) => {
		for (const key of event.messageRef === null ? [] : keys) {
			const id = messageIdOf(event.messageRef ?? '', key.secret);
			if (id !== null) return id;
		}
		return null;
	};
	const remoteIds = [...new Set(events.flatMap((event) => event.remoteId ?? []))];
	const rows = yield* all(
		tx,
		sql<Row>`SELECT id, campaign_id, recipient_kind, recipient_id, remote_id, address_key FROM message
			WHERE ${tx.dialect.inNumbers(sql.ref('id'), events.flatMap((event) => ownId(event) ?? []))}
				OR (remote_id IS NOT NULL AND ${tx.dialect.inTexts(sql.ref('remote_id'), remoteIds)})`,
	);
	const byId = new Map(rows.map((row) => [row.id, row]));
	const byRemote = new Map(rows.map((row) => [`${row.remote_id ?? ''}\n${row.address_key ?? ''}`, row]));
	return events.map((event) => {
		const own = ownId(event);
		const row = own === null ? byRemote.get(`${event.remoteId ?? ''}\n${normaliseAddress(event.address) ?? ''}`) : byId.get(own);
		return {
			event,
			messageId: row?.id ?? null,
			campaignId: row === undefined || row.campaign_id === 0 ? null : row.campaign_id,
			recipient: row === undefined ? null : { kind: kindOfCode(row.recipient_kind), id: row.recipient_id },
		};
	});
});
