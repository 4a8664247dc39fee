import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { Tallied, TallyKey } from '../store/tally';
import { WITH_FATE } from './fate';
import { dateOfDay, dayNumber, type ZoneOffset } from './localDays';

/**
 * What happened on a day in the report's time zone. A message counts once in each column, on the day of its first
 * sending, opening, … so that each column's sum is the report's figure.
 */
export interface DayFigures {
	/** YYYY-MM-DD. */
	readonly day: string;
	readonly sent: number;
	/** Where nobody reports deliveries, on the day of sending. */
	readonly delivered: number;
	readonly opened: number;
	readonly clicked: number;
	readonly bounced: number;
	readonly unsubscribed: number;
}

type Column = Exclude<keyof DayFigures, 'day'>;

/** Ten years: days without any event are told too, unless the first and the last lie further apart. */
const MOST_DAYS = 3_660;

/**
 * How each column's days are counted, of rows as `tallyRows` gives them. `assumed`: by day, campaign and channel, for
 * channels that report no deliveries. Events whose time was lost count on the day of sending.
 */
export function dayKeys(offsets: readonly ZoneOffset[]): Readonly<Record<Column | 'assumed', TallyKey>> {
	const day = (when: RawBuilder<SqlBool>, column?: string) => sql`CASE WHEN ${when} THEN ${dayNumber(column === undefined ? sql`m.at` : sql`COALESCE(${sql.ref(`m.${column}`)}, m.at)`, offsets)} END`;
	const { sent, is, hasArrived, isUnrefuted } = WITH_FATE;
	return {
		sent: [day(sent)],
		delivered: [day(hasArrived, 'delivered_at')],
		opened: [day(is('opened'), 'first_open_at')],
		clicked: [day(is('clicked'), 'first_click_at')],
		bounced: [day(is('hardBounced', 'softBounced'), 'bounced_at')],
		unsubscribed: [day(is('unsubscribed'), 'unsubscribed_at')],
		assumed: [day(sql<SqlBool>`${isUnrefuted} AND NOT ${hasArrived}`), sql.ref('m.campaign_id'), sql.ref('m.channel')],
	};
}

/** Counts by day's number, as rows: one for each day from the first to the last. */
export function dayRows(counts: Readonly<Record<Column, readonly Tallied[]>>): DayFigures[] {
	const days = new Map<number, Record<Column, number>>();
	const row = (day: number): Record<Column, number> => {
		const known = days.get(day) ?? { sent: 0, delivered: 0, opened: 0, clicked: 0, bounced: 0, unsubscribed: 0 };
		days.set(day, known);
		return known;
	};
	let column: Column;
	for (column in counts) for (const { key, count } of counts[column]) row(Number(key[0]))[column] += count;
	const numbers = [...days.keys()].sort((one, other) => one - other);
	const [first = 0, last = -1] = [numbers[0], numbers.at(-1)];
	if (last - first < MOST_DAYS) for (let day = first; day <= last; day++) row(day);
	return [...days].sort(([one], [other]) => one - other).map(([day, figures]) => ({ day: dateOfDay(day), ...figures }));
}
