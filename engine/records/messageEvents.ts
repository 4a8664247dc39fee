import { sql, type RawBuilder } from 'kysely';

import { all, type Steps, type Tx } from '../store/Transaction';
import { kindCode, kindOfCode, RECIPIENT_KINDS, type Kind } from './kinds';
import { pageOf, readCursor, type RelatedPage, type RelatedRow } from './relatedPage';

export interface MessageEventsInput {
	/** A message, a campaign, or a recipient: its messages' events. */
	readonly kind: Kind;
	readonly id: number;
	/** NULL: of any kind. */
	readonly eventKind: string | null;
	/** NULL: whatever link. */
	readonly link: string | null;
	readonly limit: number;
	readonly after: string | null;
}

interface EventRow {
	readonly id: number;
	readonly event: string;
	readonly happened_at: number;
	readonly link: string | null;
	readonly bounce_kind: string | null;
	readonly machine: number;
	readonly message_id: number;
	readonly campaign_id: number;
	readonly address: string | null;
	readonly recipient_kind: number;
	readonly recipient_id: number;
	readonly name: string | null;
}

/**
 * What became of messages, event by event, in the order in which it was recorded; each row names the recipient by
 * `kind` and `id`, so that who clicked a link can be worked on.
 */
export function* messageEvents(tx: Tx, input: MessageEventsInput): Steps<RelatedPage> {
	const [after = 0] = readCursor(input.after, 1);
	const rows = yield* all(
		tx,
		sql<EventRow>`SELECT e.id, e.kind AS event, e.happened_at, e.link, e.bounce_kind, e.machine,
				m.id AS message_id, m.campaign_id, m.address, m.recipient_kind, m.recipient_id, ${recipientName()} AS name
			FROM ${eventsOf(input)} AND e.id > ${after}
			ORDER BY e.id LIMIT ${input.limit + 1}`,
	);
	return pageOf(rows, input.limit, (row) => String(row.id), eventJson);
}

/** The tables `e` and `m` and what must hold of them, for a FROM. */
export function eventsOf(input: Omit<MessageEventsInput, 'limit' | 'after'>): RawBuilder<unknown> {
	return sql`message_event AS e JOIN message AS m ON m.id = e.message_id
			WHERE ${ofWhat(input)}
				${input.eventKind === null ? sql`` : sql`AND e.kind = ${input.eventKind}`}
				${input.link === null ? sql`` : sql`AND e.link = ${input.link}`}`;
}

function ofWhat(input: Pick<MessageEventsInput, 'kind' | 'id'>): RawBuilder<unknown> {
	if (input.kind === 'message') return sql`m.id = ${input.id}`;
	if (input.kind === 'campaign') return sql`m.campaign_id = ${input.id}`;
	return sql`m.recipient_kind = ${kindCode(input.kind)} AND m.recipient_id = ${input.id}`;
}

function recipientName(): RawBuilder<unknown> {
	const cases = RECIPIENT_KINDS.map(
		(kind) => sql`WHEN ${sql.lit(kindCode(kind))} THEN (SELECT x.name FROM ${sql.table(kind)} AS x WHERE x.id = m.recipient_id)`,
	);
	return sql`CASE m.recipient_kind ${sql.join(cases, sql` `)} END`;
}

function eventJson(row: EventRow): RelatedRow {
	return {
		kind: kindOfCode(row.recipient_kind),
		id: row.recipient_id,
		name: row.name,
		email: row.address,
		event: row.event,
		happened_at: new Date(row.happened_at).toISOString(),
		link: row.link,
		bounce_kind: row.bounce_kind,
		machine: row.machine === 1,
		message_id: row.message_id,
		campaign_id: row.campaign_id === 0 ? null : row.campaign_id,
		event_id: row.id,
	};
}
