import { sql } from 'kysely';

import type { Tallied, TallyKey } from '../store/tally';
import type { SqlValue } from '../store/Transaction';

/**
 * `address`: the data is to be put right. `policy`: the data is right, and the mail is not allowed. `server`: the mail
 * server or service refused. `uncertain`: the answer was lost, somebody has to decide.
 */
export type ReportedReasonClass = 'address' | 'policy' | 'server' | 'uncertain';

/** Messages that did not leave for one reason. */
export interface ReasonFigures {
	readonly reasonClass: ReportedReasonClass;
	/** In the store's words; of a server in its own. Null: none was given, or all that are rarer together (`rest`). */
	readonly reason: string | null;
	/** Whether these are all further reasons of this class. */
	readonly rest: boolean;
	readonly messages: number;
}

/** Servers word the same refusal in a thousand ways. */
const MOST_OF_CLASS = 20;

export const REASON_KEY: TallyKey = [sql`CASE WHEN m.fate < 0 AND m.state IN ('not_sent', 'failed', 'uncertain') THEN m.state END`, sql.ref('m.reason_class'), sql.ref('m.reason')];

/** Reasons by class, most first; the sum is what was not sent, failed or is uncertain. */
export function reasonRows(counts: readonly Tallied[]): ReasonFigures[] {
	const byClass = new Map<ReportedReasonClass, Map<string | null, number>>([['address', new Map()], ['policy', new Map()], ['server', new Map()], ['uncertain', new Map()]]);
	for (const { key: [state, reasonClass, reason], count } of counts) {
		const reasons = byClass.get(classOf(state, reasonClass));
		const words = typeof reason === 'string' ? reason : null;
		reasons?.set(words, (reasons.get(words) ?? 0) + count);
	}
	return [...byClass].flatMap(([reasonClass, reasons]) => {
		const sorted = [...reasons].sort(([one, many], [other, more]) => more - many || ((one ?? '') < (other ?? '') ? -1 : 1));
		const told = sorted.slice(0, MOST_OF_CLASS).map(([reason, messages]): ReasonFigures => ({ reasonClass, reason, rest: false, messages }));
		const rest = sorted.slice(MOST_OF_CLASS).reduce((sum, [, messages]) => sum + messages, 0);
		return rest === 0 ? told : [...told, { reasonClass, reason: null, rest: true, messages: rest }];
	});
}

function classOf(state: SqlValue | undefined, reasonClass: SqlValue | undefined): ReportedReasonClass {
	if (state === 'uncertain') return 'uncertain';
	if (state === 'failed') return reasonClass === 'uncertain' ? 'uncertain' : 'server';
	return reasonClass === 'address' ? 'address' : 'policy';
}
