import { sql, type RawBuilder } from 'kysely';
import { DateTime } from 'luxon';

import { dayBounds, resolveDay, type Clock } from '../segments/relativeDates';

/** How open tasks are grouped by when they are due; tasks without a date come later. */
export const DUE_GROUPS = ['overdue', 'today', 'next', 'later'] as const;

export type DueGroup = (typeof DUE_GROUPS)[number];

export type DueCounts = Readonly<Record<DueGroup, number>>;

/** Where the groups begin, UTC ms. What was due earlier today is not overdue: the day isn't over. */
export interface DueBounds {
	readonly today: number;
	readonly next: number;
	readonly later: number;
}

/** Days that "next" has, from tomorrow on. */
const NEXT_DAYS = 7;

/** @throws EngineError for a time zone that isn't known */
export function dueBounds(clock: Clock): DueBounds {
	const today = dayBounds(resolveDay('today', clock), clock.timeZone);
	return { today: today.from, next: today.until, later: dayBounds(resolveDay(`today+${NEXT_DAYS}d`, clock), clock.timeZone).until };
}

export function dueGroup(dueAt: number | null, bounds: DueBounds): DueGroup {
	if (dueAt === null || dueAt >= bounds.later) return 'later';
	if (dueAt >= bounds.next) return 'next';
	return dueAt >= bounds.today ? 'today' : 'overdue';
}

/** The columns that count rows by group: `overdue`, `today`, `next`, `later`. */
export function countDue(due: RawBuilder<unknown>, bounds: DueBounds): RawBuilder<unknown> {
	const counted = (condition: RawBuilder<unknown>) => sql`COALESCE(SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END), 0)`;
	return sql`${counted(sql`${due} < ${bounds.today}`)} AS overdue,
		${counted(sql`${due} >= ${bounds.today} AND ${due} < ${bounds.next}`)} AS today,
		${counted(sql`${due} >= ${bounds.next} AND ${due} < ${bounds.later}`)} AS next,
		${counted(sql`${due} IS NULL OR ${due} >= ${bounds.later}`)} AS later`;
}

/** How far a task is put off: to a day counted from today, so that asking twice puts it off once. */
export type Postponement = 'tomorrow' | 'week';

const DAYS: Readonly<Record<Postponement, number>> = { tomorrow: 1, week: 7 };

/** UTC ms: the day asked for, at the time of day the task had; at the day's beginning where it had none. */
export function postponed(dueAt: number | null, until: Postponement, { now, timeZone }: Clock): number {
	const day = DateTime.fromMillis(now, { zone: timeZone }).startOf('day').plus({ days: DAYS[until] });
	if (dueAt === null) return day.toMillis();
	const { hour, minute, second } = DateTime.fromMillis(dueAt, { zone: timeZone });
	return day.set({ hour, minute, second }).toMillis();
}
