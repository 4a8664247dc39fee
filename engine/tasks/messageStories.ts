import { sql } from 'kysely';

import { all, type Steps, type Tx } from '../store/Transaction';
import type { MessageStory } from './TaskCard';

/** Links shown of one message. */
const MOST_LINKS = 3;

interface MessageRow {
	readonly id: number;
	readonly name: string | null;
	readonly subject: string | null;
	readonly state: string;
	readonly reason: string | null;
	readonly server_reply: string | null;
	readonly sent_at: number | null;
	readonly open_count: number;
	readonly last_open_at: number | null;
	readonly click_count: number;
	readonly last_click_at: number | null;
	readonly last_link: string | null;
	readonly bounce_kind: string | null;
	readonly bounced_at: number | null;
	readonly dropped_at: number | null;
	readonly spam_at: number | null;
	readonly unsubscribed_at: number | null;
}

interface EventRow {
	readonly message_id: number;
	readonly kind: string;
	readonly link: string | null;
	readonly reason: string | null;
	readonly times: number;
	readonly last_at: number;
}

/** What became of these messages, by their id. */
export function* messageStories(tx: Tx, ids: readonly number[]): Steps<ReadonlyMap<number, MessageStory>> {
	if (ids.length === 0) return new Map();
	const messages = yield* all(
		tx,
		sql<MessageRow>`SELECT id, name, subject, state, reason, server_reply, sent_at, open_count, last_open_at, click_count, last_click_at, last_link,
				bounce_kind, bounced_at, dropped_at, spam_at, unsubscribed_at
			FROM message WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`,
	);
	const events = yield* all(
		tx,
		sql<EventRow>`SELECT message_id, kind, link, reason, COUNT(*) AS times, MAX(happened_at) AS last_at FROM message_event
			WHERE ${tx.dialect.inNumbers(sql.ref('message_id'), ids)} AND machine = 0 AND kind IN ('clicked', 'bounced', 'dropped')
			GROUP BY message_id, kind, link, reason
			ORDER BY times DESC, last_at DESC`,
	);
	return new Map(messages.map((message) => [message.id, story(message, events.filter((event) => event.message_id === message.id))]));
}

function story(row: MessageRow, events: readonly EventRow[]): MessageStory {
	const clicked = events.flatMap(({ kind, link }) => (kind === 'clicked' && link !== null ? [link] : []));
	return {
		id: row.id,
		subject: row.subject ?? row.name,
		sentAt: row.sent_at,
		reason: row.state === 'not_sent' || row.state === 'failed' || row.state === 'uncertain' ? row.reason : null,
		openCount: row.open_count,
		lastOpenAt: row.last_open_at,
		clickCount: row.click_count,
		lastClickAt: row.last_click_at,
		// Figures may come without their events: from a service's statistics.
		links: (clicked.length === 0 && row.last_link !== null ? [row.last_link] : clicked).slice(0, MOST_LINKS),
		bounce: bounceOf(row, events),
		spamAt: row.spam_at,
		unsubscribedAt: row.unsubscribed_at,
	};
}

function bounceOf(row: MessageRow, events: readonly EventRow[]): MessageStory['bounce'] {
	const reason = (kind: string) => newest(events.filter((event) => event.kind === kind && event.reason !== null))?.reason ?? row.server_reply;
	if (row.bounced_at !== null) return { kind: row.bounce_kind === 'soft' ? 'soft' : 'hard', at: row.bounced_at, reason: reason('bounced') };
	return row.dropped_at === null ? null : { kind: 'dropped', at: row.dropped_at, reason: reason('dropped') };
}

function newest(events: readonly EventRow[]): EventRow | null {
	return events.reduce<EventRow | null>((last, event) => (last === null || event.last_at > last.last_at ? event : last), null);
}
