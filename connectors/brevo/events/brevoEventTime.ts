/** 2001 in seconds, and 2100: what lies outside is no time of an event. */
const EARLIEST = 1_000_000_000;
const LATEST = 4_102_444_800;

/**
 * When an event happened, UTC ms; null where it doesn't say.
 *
 * `ts_event` is documented as UTC seconds. `ts_epoch` is documented as milliseconds, but some of Brevo's own examples
 * hold seconds; which of the two is told by the size. A `date` without a zone is Brevo's local time and not used;
 * the rows of /smtp/statistics/events have one with a zone.
 */
export function eventTime(event: Readonly<Record<string, unknown>>): number | null {
	for (const field of ['ts_event', 'ts_epoch', 'ts']) {
		const time = instant(event[field]);
		if (time !== null) return time;
	}
	const date = event['date'];
	if (typeof date !== 'string' || !/(?:z|[+-]\d\d:?\d\d)$/i.test(date.trim())) return null;
	return instant(Date.parse(date));
}

function instant(value: unknown): number | null {
	const number = typeof value === 'string' && /^\d{10,16}$/.test(value.trim()) ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) return null;
	if (number >= EARLIEST && number < LATEST) return Math.round(number * 1000);
	return number >= EARLIEST * 1000 && number < LATEST * 1000 ? Math.round(number) : null;
}
