import { DateTime } from 'luxon';

import { EngineError } from '../EngineError';
import type { EventLength } from './ProcessRun';

/** A year: nobody plans a longer event, and what is longer is a slip of the keyboard. */
const MOST_MINUTES = 366 * 24 * 60;
const MOST_DAYS = 366;

/** When an event is, as its record says: UTC ms, the end exclusive; 1 where it is of whole days. */
export interface EventTimes {
	readonly startAt: number;
	readonly endAt: number;
	readonly allDay: 0 | 1;
}

/**
 * Days are those of the calendar: one on which clocks change has 23 or 25 hours.
 * @throws EngineError without a start, or for a length that none has
 */
export function eventTimes(length: EventLength, startAt: number | null): EventTimes {
	if (startAt === null) throw new EngineError('invalid-input', 'The events have no start.', 'Fill in Start, or Date and Time among the general parameters.');
	switch (length.kind) {
		case 'minutes':
			checkLength(length.minutes, 'minutes', MOST_MINUTES);
			return { startAt, endAt: startAt + length.minutes * 60_000, allDay: 0 };
		case 'days': {
			checkLength(length.days, 'days', MOST_DAYS);
			const day = DateTime.fromMillis(startAt, { zone: length.timeZone }).startOf('day');
			return { startAt: day.toMillis(), endAt: day.plus({ days: length.days }).toMillis(), allDay: 1 };
		}
	}
}

function checkLength(value: number, unit: string, most: number): void {
	if (Number.isInteger(value) && value >= 1 && value <= most) return;
	throw new EngineError('invalid-input', `An event can't take ${value} ${unit}.`, `Give a whole number of ${unit}, from 1 to ${most}.`);
}
