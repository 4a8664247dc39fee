import { DateTime, FixedOffsetZone, IANAZone } from 'luxon';
import { EngineError } from '../../EngineError';
import { dateParts, type DateOrder } from './dateParts';
import { excelSerial } from './excelSerial';
import { parsed, quoted, unreadable, type Parsed } from './Parsed';
import { splitTime, type TimeOfDay } from './timeOfDay';

export interface DateOptions {
	/** The column's order (see detectDateOrder). Without it 03/04/2024 is a failure, while 13/04/2024 is read. */
	readonly order?: DateOrder;
	/** Numbers are Excel's serial dates: 45292 is 2024-01-01. */
	readonly excelSerial?: boolean;
}

export interface InstantOptions extends DateOptions {
	/** IANA name of the time zone in which instants without a zone are meant: Europe/Madrid. */
	readonly zone: string;
}

interface CalendarDate {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

type Moment = { readonly date: CalendarDate; readonly time: TimeOfDay | null };

const FIRST_YEAR = 1000;

/**
 * A date as YYYY-MM-DD. The time of a date-time is left out and its zone doesn't move the day: the day is the one
 * that was written. Blank and zero dates (0000-00-00) are NULL.
 */
export function parseDate(text: string, options: DateOptions = {}): Parsed<string> {
	const moment = readMoment(text, options);
	return moment.ok ? parsed(moment.value && isoDate(moment.value.date)) : moment;
}

/**
 * An instant as UTC milliseconds. A date without a time is the start of that day in the zone. A wall-clock time that
 * the change to summer time skips is an hour later, one that occurs twice is the first of the two.
 * @throws EngineError invalid-input for a time zone that doesn't exist
 */
export function parseInstant(text: string, options: InstantOptions): Parsed<number> {
	if (!IANAZone.isValidZone(options.zone)) {
		throw new EngineError('invalid-input', `There is no time zone named “${options.zone}”.`, 'Choose one such as Europe/Madrid in the workflow’s settings.');
	}
	const moment = readMoment(text, options);
	if (!moment.ok) return moment;
	if (!moment.value) return parsed<number>(null);
	const { date, time } = moment.value;
	const offset = time?.offsetMinutes ?? null;
	const zone = offset === null ? IANAZone.create(options.zone) : FixedOffsetZone.instance(offset);
	const local = DateTime.fromObject({ ...date, ...clock(time?.milliseconds ?? 0) }, { zone });
	// Of a time that occurs twice luxon takes the one that has today's offset.
	return parsed(Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis())));
}

function readMoment(text: string, options: DateOptions): Parsed<Moment> {
	const trimmed = text.trim().replace(/[\s\u00a0\u202f]+/g, ' ');
	if (trimmed === '') return parsed<Moment>(null);
	const serial = options.excelSerial ? excelSerial(trimmed) : null;
	if (serial !== null) return parsed(wallClock(serial));
	const split = splitTime(trimmed);
	if (!split) return unreadable(`${quoted(text)} has a time that no clock shows.`);
	const parts = dateParts(split.date);
	if (!parts) return unreadable(`${quoted(text)} is no date.`);
	switch (parts.form) {
		case 'zero':
			return parsed<Moment>(null);
		case 'certain':
			return existing(parts, split.time, text);
		case 'ordered': {
			const order = options.order ?? evidentOrder(parts.first, parts.second);
			if (order === null) return unreadable(`${quoted(text)} can be read in two ways: say whether the column writes the day or the month first.`);
			const [day, month] = order === 'dmy' ? [parts.first, parts.second] : [parts.second, parts.first];
			return existing({ year: parts.year, month, day }, split.time, text);
		}
	}
}

function evidentOrder(first: number, second: number): DateOrder | null {
	if (first === second || first > 12) return 'dmy';
	return second > 12 ? 'mdy' : null;
}

function existing({ year, month, day }: CalendarDate, time: TimeOfDay | null, text: string): Parsed<Moment> {
	const date = new Date(Date.UTC(year, month - 1, day));
	const exists = year >= FIRST_YEAR && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return exists ? parsed({ date: { year, month, day }, time }) : unreadable(`${quoted(text)} is a day that doesn't exist.`);
}

function wallClock(milliseconds: number): Moment {
	const date = new Date(milliseconds);
	return {
		date: { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
		time: { milliseconds: milliseconds - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()), offsetMinutes: null },
	};
}

function clock(milliseconds: number): { hour: number; minute: number; second: number; millisecond: number } {
	return {
		hour: Math.floor(milliseconds / 3_600_000),
		minute: Math.floor(milliseconds / 60_000) % 60,
		second: Math.floor(milliseconds / 1000) % 60,
		millisecond: milliseconds % 1000,
	};
}

function isoDate({ year, month, day }: CalendarDate): string {
	return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
