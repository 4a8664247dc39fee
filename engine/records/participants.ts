import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { all, type Steps, type Tx } from '../store/Transaction';
import { kindCode, kindOfCode, type Kind } from './kinds';
import { ofRecipient } from './members';
import { pageOf, readCursor, type RelatedPage } from './relatedPage';

interface ParticipantRow {
	readonly kind: number;
	readonly record_id: number;
	readonly name: string | null;
	readonly email: string | null;
	readonly added_at: number;
}

/** Who takes part in an event of several people, by kind and id. */
export function* eventParticipants(tx: Tx, input: { readonly id: number; readonly limit: number; readonly after: string | null }): Steps<RelatedPage> {
	const [kind = 0, id = 0] = readCursor(input.after, 2);
	const rows = yield* all(
		tx,
		sql<ParticipantRow>`SELECT p.kind, p.record_id, p.added_at, ${ofRecipient('name')} AS name, ${ofRecipient('email')} AS email
			FROM event_participant AS p
			WHERE ${participantsOf(input.id)} AND (p.kind > ${kind} OR (p.kind = ${kind} AND p.record_id > ${id}))
			ORDER BY p.kind, p.record_id LIMIT ${input.limit + 1}`,
	);
	return pageOf(rows, input.limit, (row) => `${row.kind}.${row.record_id}`, (row) => ({
		kind: kindOfCode(row.kind),
		id: row.record_id,
		name: row.name,
		email: row.email,
		added_at: new Date(row.added_at).toISOString(),
	}));
}

/** Which rows of `event_participant AS p` are an event's. */
export function participantsOf(eventId: number): RawBuilder<SqlBool> {
	return sql<SqlBool>`p.event_id = ${eventId}`;
}

/** Which rows of `event AS r` a record takes part in. */
export function takesPart(record: { readonly kind: Kind; readonly id: number }): RawBuilder<SqlBool> {
	return sql<SqlBool>`r.id IN (SELECT event_id FROM event_participant WHERE kind = ${kindCode(record.kind)} AND record_id = ${record.id})`;
}
