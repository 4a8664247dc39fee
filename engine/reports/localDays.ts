import { DateTime } from 'luxon';
import { sql, type RawBuilder } from 'kysely';

import { checkedZone } from '../segments/relativeDates';

const DAY = 86_400_000;
/** No zone changes its clocks twice within so long, in ms. */
const STEP = 14 * DAY;
/** Clocks of before are taken as they were then: no mail of a campaign is older. */
const BEGINNING = Date.UTC(2000, 0, 1);

/** What a zone's clocks are ahead of UTC from a moment on; both in ms. */
export interface ZoneOffset {
	readonly since: number;
	readonly offset: number;
}

/**
 * A zone's offsets from the year 2000 until a moment, the newest first.
 * @throws EngineError for a time zone that isn't known
 */
export function zoneOffsets(timeZone: string, until: number): readonly ZoneOffset[] {
	const zone = checkedZone(timeZone);
	const offsetAt = (moment: number): number => DateTime.fromMillis(moment, { zone }).offset * 60_000;
	const offsets: ZoneOffset[] = [{ since: BEGINNING, offset: offsetAt(BEGINNING) }];
	for (let from = BEGINNING; from < until; from += STEP) {
		const to = Math.min(from + STEP, until);
		const offset = offsetAt(to);
		if (offset !== offsets[0]?.offset) offsets.unshift({ since: change(offsetAt, from, to), offset });
	}
	return offsets;
}

/** The moment between two of different offsets at which it changes. */
function change(offsetAt: (moment: number) => number, from: number, to: number): number {
	const before = offsetAt(from);
	let [low, high] = [from, to];
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (offsetAt(middle) === before) low = middle;
		else high = middle;
	}
	return high;
}

/** The number of the day in which an instant (UTC ms) lies there, by these offsets: days since 1970-01-01. */
export function dayNumber(instant: RawBuilder<unknown>, offsets: readonly ZoneOffset[]): RawBuilder<number> {
	const [oldest] = offsets.slice(-1);
	const cases = offsets.slice(0, -1).map(({ since, offset }) => sql`WHEN ${instant} >= ${sql.lit(since)} THEN ${sql.lit(offset)}`);
	const offset = cases.length === 0 ? sql.lit(oldest?.offset ?? 0) : sql`CASE ${sql.join(cases, sql` `)} ELSE ${sql.lit(oldest?.offset ?? 0)} END`;
	return sql<number>`((${instant} + ${offset}) / ${sql.lit(DAY)})`;
}

/** A day's date, YYYY-MM-DD. */
export function dateOfDay(day: number): string {
	return new Date(day * DAY).toISOString().slice(0, 10);
}
