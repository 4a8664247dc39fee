import { sql } from 'kysely';

import { kindOfCode, type Kind } from '../records/kinds';
import { all, defineTransaction, type Steps } from '../store/Transaction';
import { messageFinder } from './messageFinder';
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
}

/** Whose events these are, in order; null where their message isn't known. */
export const describeEvents = defineTransaction(__filename, 'read', 'events.describe', function* (tx, events: readonly ReceivedEvent[]): Steps<DescribedEvent[]> {
	const find = yield* messageFinder(tx, events);
	const ids = events.map(find);
	const rows = yield* all(
		tx,
		sql<Row>`SELECT id, campaign_id, recipient_kind, recipient_id FROM message WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids.flatMap((id) => id ?? []))}`,
	);
	const byId = new Map(rows.map((row) => [row.id, row]));
	return events.map((event, index) => {
		const row = byId.get(ids[index] ?? 0);
		return {
			event,
			messageId: row?.id ?? null,
			campaignId: row === undefined || row.campaign_id === 0 ? null : row.campaign_id,
			recipient: row === undefined ? null : { kind: kindOfCode(row.recipient_kind), id: row.recipient_id },
		};
	});
});
