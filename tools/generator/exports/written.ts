const ITALIAN_MONTHS = ['gen', 'feb', 'mar', 'apr', 'mag', 'giu', 'lug', 'ago', 'set', 'ott', 'nov', 'dic'] as const;

/** UTC milliseconds → YYYY-MM-DD */
export function isoDay(instant: number): string {
	return new Date(instant).toISOString().slice(0, 10);
}

/** UTC milliseconds → YYYY-MM-DD HH:MM:SS */
export function isoDayAndTime(instant: number): string {
	return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** YYYY-MM-DD → 31/12/2024 */
export function dayMonthYear(date: string): string {
	return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

/** YYYY-MM-DD → 12/31/2024 */
export function monthDayYear(date: string): string {
	return `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`;
}

/** YYYY-MM-DD → 31 dic 2024 */
export function italianDate(date: string): string {
	return `${Number(date.slice(8, 10))} ${ITALIAN_MONTHS[Number(date.slice(5, 7)) - 1] ?? ''} ${date.slice(0, 4)}`;
}

/** Cents → 1.234.567,89 € */
export function euros(cents: number): string {
	const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, '.');
	return `${whole},${String(cents % 100).padStart(2, '0')} €`;
}
