import { sql } from 'kysely';

import { messageRef } from '../../../engine/delivery/messageRef';
import { signingKey } from '../../../engine/records/signingKey';
import { all, change, defineTransaction, insertMany } from '../../../engine/store/Transaction';

/** Sent messages to distinct addresses, each with a remote id of its own; answers their ids. */
export const makeSent = defineTransaction(__filename, 'write', 'test.makeSent', function* (tx, input: { readonly count: number; readonly state?: string; readonly campaignId?: number }) {
	const [last] = yield* all(tx, sql<{ id: number | null }>`SELECT MAX(id) AS id FROM message`);
	const first = (last?.id ?? 0) + 1;
	const ids = Array.from({ length: input.count }, (_, index) => first + index);
	yield* insertMany({
		table: 'message',
		columns: [
			{ name: 'id', type: 'bigint' },
			{ name: 'created_at', type: 'bigint' },
			{ name: 'updated_at', type: 'bigint' },
			{ name: 'origin', type: 'text' },
			{ name: 'occurrence', type: 'text' },
			{ name: 'campaign_id', type: 'bigint' },
			{ name: 'recipient_kind', type: 'bigint' },
			{ name: 'recipient_id', type: 'bigint' },
			{ name: 'address_key', type: 'text' },
			{ name: 'state', type: 'text' },
			{ name: 'remote_id', type: 'text' },
		],
		rows: ids.map((id) => [id, 0, 0, 'manual', '', input.campaignId ?? 0, 2, id, `p${id}@example.com`, input.state ?? 'sent', `remote-${id}`]),
	});
	// It doesn't count what was inserted with an id: the next message would get one that is taken.
	if (tx.dialect.name === 'postgres') yield* all(tx, sql`SELECT setval(pg_get_serial_sequence('message', 'id'), MAX(id)) FROM message`);
	return ids;
});

/** The references that go out with these messages. */
export const refsOf = defineTransaction(__filename, 'write', 'test.refsOf', function* (tx, ids: readonly number[]) {
	const key = yield* signingKey(tx, 'message-ref');
	return ids.map((id) => messageRef(id, key.secret));
});

export const setState = defineTransaction(__filename, 'write', 'test.setState', function* (tx, input: { readonly id: number; readonly state: string }) {
	yield* change(tx, tx.db.updateTable('message').set({ state: input.state }).where('id', '=', input.id));
});

/** All that events leave behind, without times of recording. */
export const traces = defineTransaction(__filename, 'read', 'test.traces', function* (tx, ids: readonly number[]) {
	return {
		messages: yield* all(
			tx,
			sql<object>`SELECT state, delivered_at, open_count, first_open_at, last_open_at, machine_open_count, click_count, first_click_at, last_click_at, last_link,
					bounce_count, bounce_kind, bounced_at, dropped_at, spam_at, unsubscribed_at
				FROM message WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)} ORDER BY id`,
		),
		noes: yield* all(
			tx,
			sql<object>`SELECT c.scope, c.scope_ref, c.source, c.since FROM consent_address_no AS c JOIN message AS m ON m.address_key = c.address_key
				WHERE ${tx.dialect.inNumbers(sql.ref('m.id'), ids)} ORDER BY m.id, c.scope, c.source`,
		),
		events: yield* all(tx, sql<object>`SELECT COUNT(*) AS count FROM message_event WHERE ${tx.dialect.inNumbers(sql.ref('message_id'), ids)}`),
	};
});

/** Holds the store's write lock for a while, as a big set does. */
export const holdLock = defineTransaction(__filename, 'write', 'test.holdLock', function* (tx, milliseconds: number) {
	yield* change(tx, sql`UPDATE message SET updated_at = updated_at`);
	if (tx.dialect.name === 'postgres') yield* all(tx, sql`SELECT pg_sleep(${milliseconds / 1000})`);
	while (tx.elapsed() < milliseconds);
	return null;
});

/** What waits of one event, and since when; and sets that time back. */
export const unmatchedOf = defineTransaction(__filename, 'read', 'test.unmatchedOf', function* (tx, key: string) {
	return yield* all(tx, sql<{ why: string; recorded_at: number }>`SELECT why, recorded_at FROM unmatched_event WHERE event_key = ${key}`);
});

export const ageUnmatched = defineTransaction(__filename, 'write', 'test.ageUnmatched', function* (tx, input: { readonly key: string; readonly recordedAt: number }) {
	yield* change(tx, sql`UPDATE unmatched_event SET recorded_at = ${input.recordedAt} WHERE event_key = ${input.key}`);
});

/** How many events changed nothing, by why. */
export const unmatchedCounts = defineTransaction(__filename, 'read', 'test.unmatchedCounts', function* (tx, _input: null) {
	const rows = yield* all(tx, sql<{ why: string; count: number }>`SELECT why, COUNT(*) AS count FROM unmatched_event GROUP BY why`);
	return Object.fromEntries(rows.map((row) => [row.why, row.count]));
});
