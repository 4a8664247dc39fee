import type { DayFigures } from '../../../engine/reports/days';

export type TimeUnit = 'day' | 'week' | 'month';

/** Figures of a day, a week or a month; `day` is its first one. */
export interface TimeGroups {
	readonly unit: TimeUnit;
	readonly groups: readonly DayFigures[];
}

/** More places than these are no chart but a brush. */
const MOST_PLACES = 62;

/** Days as they are while there are not too many, else by week from Monday on, else by month. */
export function timeGroups(days: readonly DayFigures[]): TimeGroups {
	if (days.length <= MOST_PLACES) return { unit: 'day', groups: days };
	const weeks = grouped(days, mondayOf);
	return weeks.length <= MOST_PLACES ? { unit: 'week', groups: weeks } : { unit: 'month', groups: grouped(days, (day) => `${day.slice(0, 7)}-01`) };
}

function grouped(days: readonly DayFigures[], firstOf: (day: string) => string): DayFigures[] {
	const groups = new Map<string, DayFigures>();
	for (const one of days) {
		const day = firstOf(one.day);
		const known = groups.get(day);
		groups.set(day, known === undefined ? { ...one, day } : added(known, one));
	}
	return [...groups.values()];
}

function added(sum: DayFigures, one: DayFigures): DayFigures {
	return {
		day: sum.day,
		sent: sum.sent + one.sent,
		delivered: sum.delivered + one.delivered,
		opened: sum.opened + one.opened,
		clicked: sum.clicked + one.clicked,
		bounced: sum.bounced + one.bounced,
		unsubscribed: sum.unsubscribed + one.unsubscribed,
	};
}

const DAY = 86_400_000;

/** 1970-01-01 was a Thursday. */
function mondayOf(day: string): string {
	const instant = Date.parse(day);
	const sinceMonday = (instant / DAY + 3) % 7;
	return new Date(instant - sinceMonday * DAY).toISOString().slice(0, 10);
}
