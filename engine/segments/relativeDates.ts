import { DateTime } from 'luxon';

import { EngineError } from '../EngineError';
import type { RelativeDay } from './Criteria';

/** What "now" means where a search runs. */
export interface Clock {
	/** UTC ms. */
	readonly now: number;
	/** IANA name: the workflow's time zone. */
	readonly timeZone: string;
}

const ABSOLUTE = /^\d{4}-\d{2}-\d{2}$/;
/** What an expression such as `$now` gives. */
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;
const RELATIVE = /^(today|start of week|start of month|start of year)(?:\s*([+-])\s*(\d{1,5})\s*([dwmy]))?$/;

const UNITS = { d: 'days', w: 'weeks', m: 'months', y: 'years' } as const;
const STARTS = { today: 'day', 'start of week': 'week', 'start of month': 'month', 'start of year': 'year' } as const;

/**
 * The calendar day (YYYY-MM-DD) that a day, absolute or relative to now, or a moment is in the clock's time zone.
 * Weeks start on Monday; a month after the 31st is the next month's last day.
 * @throws EngineError for a text that is no day
 */
export function resolveDay(day: RelativeDay, clock: Clock): string {
	if (ABSOLUTE.test(day)) {
		if (DateTime.fromISO(day, { zone: 'utc' }).isValid && !day.startsWith('0000')) return day;
		throw noDay(day);
	}
	const text = day.trim();
	if (MOMENT.test(text)) return dayOf(DateTime.fromISO(text.replace(' ', 'T'), { zone: checkedZone(clock.timeZone) }), day);
	const parts = RELATIVE.exec(text.toLowerCase());
	const [, base, sign, amount, unit] = parts ?? [];
	if (!isKey(STARTS, base)) throw noDay(day);
	let moment = DateTime.fromMillis(clock.now, { zone: checkedZone(clock.timeZone) }).startOf(STARTS[base]);
	if (isKey(UNITS, unit)) moment = moment.plus({ [UNITS[unit]]: Number(amount) * (sign === '-' ? -1 : 1) });
	return dayOf(moment, day);
}

function dayOf(moment: DateTime, day: RelativeDay): string {
	if (!moment.isValid || moment.year < 1 || moment.year > 9999) throw noDay(day);
	return moment.toFormat('yyyy-MM-dd');
}

/** From when until when (UTC ms, the end not included) a day lasts in a time zone: 23 to 25 hours where clocks change. */
export function dayBounds(day: string, timeZone: string): { readonly from: number; readonly until: number } {
	return { from: startOfDay(day, timeZone), until: startOfDay(nextDay(day), timeZone) };
}

function nextDay(day: string): string {
	// Past 9999-12-31 a year has more digits, which ISO writes with a sign.
	return DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;
}

/** The first moment of a day; where midnight is skipped, the moment the clocks jump to. */
function startOfDay(day: string, timeZone: string): number {
	const start = DateTime.fromISO(day, { zone: checkedZone(timeZone) }).startOf('day');
	// Where clocks go back over midnight the day has two first hours: Luxon may answer the second.
	const earlier = start.minus({ hours: 1 });
	return (earlier.toISODate() === day ? earlier : start).toMillis();
}

/** @throws EngineError for a time zone that isn't known */
export function checkedZone(timeZone: string): string {
	if (DateTime.fromMillis(0, { zone: timeZone }).isValid) return timeZone;
	throw new EngineError('invalid-input', `There is no time zone "${timeZone}".`, 'Set the workflow\'s time zone (Settings) to a name such as Europe/Madrid.');
}

function isKey<Table extends object>(table: Table, key: string | undefined): key is string & keyof Table {
	return key !== undefined && Object.hasOwn(table, key);
}

function noDay(day: string): EngineError {
	return new EngineError(
		'invalid-input',
		`"${day.slice(0, 60)}" is no day.`,
		'Write a day as 2026-05-31, or relative to now: today, today-7d, today+2w, today-1m, today+1y, start of week, start of month, start of year.',
	);
}
