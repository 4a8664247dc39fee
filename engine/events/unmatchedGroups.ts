import { sql } from 'kysely';

import { all, defineTransaction, type Steps } from '../store/Transaction';
import type { TakenIn } from './intake';

/** Why an event changed no message. */
export const UNMATCHED = ['held', 'unknown', 'unreadable', 'foreign'] as const;

export type WhyUnmatched = (typeof UNMATCHED)[number];

/** Events of one service that changed no message for the same reason. */
export interface UnmatchedGroup {
	readonly service: string;
	readonly why: WhyUnmatched;
	/** Its kind; of one that is unknown what the service calls it. */
	readonly event: string;
	/** Of `held`: the message is ours, and has not left yet or waits to be sent again. */
	readonly messageIsKnown: boolean;
	/** Of what could not be read. */
	readonly reason: string | null;
	readonly count: number;
	/** UTC ms at which the first and the last of them happened; of what could not be read: came. */
	readonly firstAt: number;
	readonly lastAt: number;
	/** What arrived last, where it was not understood. */
	readonly example: string | null;
}

export interface UnmatchedGroups {
	/** The largest first. */
	readonly groups: readonly UnmatchedGroup[];
	/** Groups there are, also beyond the limit. */
	readonly total: number;
}

type GroupRow = Omit<UnmatchedGroup, 'messageIsKnown' | 'example'> & { readonly known: number; readonly newest: number; readonly total: number };

/** What was kept of the last month's events that changed nothing, in groups. */
export const unmatchedGroups = defineTransaction(
	__filename,
	'read',
	'events.unmatchedGroups',
	function* (tx, input: { readonly whys: readonly WhyUnmatched[]; readonly limit: number | null }): Steps<UnmatchedGroups> {
		const rows = yield* all(
			tx,
			sql<GroupRow>`SELECT service, why, kind AS event, CASE WHEN why = 'held' AND message_id IS NOT NULL THEN 1 ELSE 0 END AS known,
					CASE WHEN why = 'unreadable' THEN reason END AS reason, COUNT(*) AS count, MIN(happened_at) AS "firstAt", MAX(happened_at) AS "lastAt",
					MAX(id) AS newest, COUNT(*) OVER () AS total
				FROM unmatched_event WHERE ${tx.dialect.inTexts(sql.ref('why'), input.whys)}
				GROUP BY 1, 2, 3, 4, 5 ORDER BY COUNT(*) DESC, MAX(id) ${input.limit === null ? sql`` : sql`LIMIT ${input.limit}`}`,
		);
		const notUnderstood = rows.filter(({ why }) => why === 'unknown' || why === 'unreadable').map(({ newest }) => newest);
		const kept = yield* all(tx, sql<{ id: number; event: string }>`SELECT id, event FROM unmatched_event WHERE ${tx.dialect.inNumbers(sql.ref('id'), notUnderstood)}`);
		const examples = new Map(kept.map(({ id, event }) => [id, arrived(event)]));
		return {
			groups: rows.map(({ known, newest, total: _total, ...group }) => ({ ...group, messageIsKnown: known === 1, example: examples.get(newest) ?? null })),
			total: rows[0]?.total ?? 0,
		};
	},
);

/** What our own code kept. */
function arrived(json: string): string | null {
	const taken = JSON.parse(json) as TakenIn;
	return taken.kind === 'event' ? taken.event.raw : taken.rejected.raw;
}
