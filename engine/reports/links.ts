import { sql, type RawBuilder } from 'kysely';

import { all, type Steps, type Tx } from '../store/Transaction';

/** What a link of the mails was worth. Clicks by machines are none. */
export interface LinkFigures {
	readonly link: string;
	readonly clicks: number;
	/** Recipients who clicked, each counted once, in however many messages. */
	readonly people: number;
}

/** The links that were clicked most; of equals the first in order. */
export function* topLinks(tx: Tx, messages: RawBuilder<unknown>, limit: number): Steps<LinkFigures[]> {
	if (limit === 0) return [];
	// Materialised: a handful of a campaign's messages were clicked, and their events are found by index.
	return yield* all(
		tx,
		sql<LinkFigures>`WITH clicked AS MATERIALIZED (SELECT m.id, m.recipient_kind, m.recipient_id FROM ${messages} AND m.state = 'sent' AND m.click_count > 0)
			SELECT e.link, COUNT(*) AS clicks, COUNT(DISTINCT c.recipient_id * 16 + c.recipient_kind) AS people
			FROM clicked AS c CROSS JOIN message_event AS e
			WHERE e.message_id = c.id AND e.kind = 'clicked' AND e.machine = 0 AND e.link IS NOT NULL
			GROUP BY e.link ORDER BY clicks DESC, e.link LIMIT ${limit}`,
	);
}
