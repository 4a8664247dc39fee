/** A time of day as written: milliseconds since midnight, and its distance from UTC where one is given. */
export interface TimeOfDay {
	readonly milliseconds: number;
	readonly offsetMinutes: number | null;
}

export type DateAndTime = { readonly date: string; readonly time: TimeOfDay | null };

const TIME = /^(.*?\d)(?:T|,?\s+(?:at|ore|alle|alle ore|a las)?\s*)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:([ap])\.?\s?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

/** Splits off the time at a text's end; NULL for a time that no clock shows (25:61). */
export function splitTime(text: string): DateAndTime | null {
	const match = TIME.exec(text);
	if (!match) return { date: text, time: null };
	const [, date = '', hourText = '', minuteText = '', secondText = '0', fraction = '', half, zone] = match;
	const hour = clockHour(Number(hourText), half?.toLowerCase());
	const minute = Number(minuteText);
	const second = Number(secondText);
	const offsetMinutes = zone === undefined ? null : offsetOf(zone);
	if (hour === null || hour > 23 || minute > 59 || second > 59 || (offsetMinutes !== null && Math.abs(offsetMinutes) > 14 * 60)) return null;
	const milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3));
	return { date, time: { milliseconds, offsetMinutes } };
}

function clockHour(hour: number, half: string | undefined): number | null {
	if (half === undefined) return hour;
	if (hour < 1 || hour > 12) return null;
	return (hour % 12) + (half === 'p' ? 12 : 0);
}

function offsetOf(zone: string): number {
	const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
	if (!match) return 0;
	const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0');
	return match[1] === '-' ? -minutes : minutes;
}
