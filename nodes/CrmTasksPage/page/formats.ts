import { DateTime, type DateTimeFormatOptions } from 'luxon';

import type { TaskCard } from '../../../engine/tasks/TaskCard';
import type { Reader } from './Answer';
import type { Amount } from './texts/PageTexts';

/** How a reader writes dates and numbers. */
export interface Formats {
	readonly amount: (count: number) => Amount;
	/** A point in time with weekday; the time of day is left out where it is midnight: nobody named one. */
	readonly day: (instant: number) => string;
	/** When a task is due, as it is best said in its group. Null for one without a date. */
	readonly due: (card: Pick<TaskCard, 'dueAt' | 'due'>) => string | null;
	/** In short: what happened to a message. */
	readonly moment: (instant: number) => string;
}

export function formatsFor({ locale, timeZone, now }: Reader): Formats {
	const numbers = new Intl.NumberFormat(locale);
	const here = (instant: number) => DateTime.fromMillis(instant, { zone: timeZone, locale });
	const today = here(now);
	const year = (date: DateTime): DateTimeFormatOptions => (date.year === today.year ? {} : { year: 'numeric' });
	const time: DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };
	const timed = (date: DateTime): DateTimeFormatOptions => (date.hour === 0 && date.minute === 0 ? {} : time);
	const day = (date: DateTime) => date.toLocaleString({ weekday: 'short', day: 'numeric', month: 'short', ...year(date), ...timed(date) });
	return {
		amount: (count) => ({ count, text: numbers.format(count) }),
		day: (instant) => day(here(instant)),
		due: ({ dueAt, due }) => {
			if (dueAt === null) return null;
			const date = here(dueAt);
			switch (due) {
				case 'overdue':
					return `${day(date)} · ${date.toRelativeCalendar({ base: today, unit: 'days' }) ?? ''}`;
				case 'today': {
					const clock = timed(date);
					return clock.hour === undefined ? (date.toRelativeCalendar({ base: today, unit: 'days' }) ?? day(date)) : date.toLocaleString(clock);
				}
				case 'next':
				case 'later':
					return day(date);
			}
		},
		moment: (instant) => {
			const date = here(instant);
			return date.toLocaleString({ day: 'numeric', month: 'short', ...year(date), ...time });
		},
	};
}
