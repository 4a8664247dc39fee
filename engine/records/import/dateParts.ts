import { isWeekday, monthNumber } from './monthNames';

export type DateOrder = 'dmy' | 'mdy';

/** What a date's text says before the order of day and month is known. */
export type DateParts =
	| { readonly form: 'certain'; readonly year: number; readonly month: number; readonly day: number }
	/** Two numbers and a year: which of the two is the day is for the column to say. */
	| { readonly form: 'ordered'; readonly first: number; readonly second: number; readonly year: number }
	| { readonly form: 'zero' };

/** Words between day, month and year: 12 de marzo de 2023, the 3rd of May, 3 gennaio dell'anno. */
const FILLERS = new Set(['de', 'del', 'di', 'of', 'the', 'el', 'il', 'lo', 'le', 'l']);

/** Reads a date without its time; NULL when it isn't shaped like a date. Whether the day exists is not checked here. */
export function dateParts(text: string): DateParts | null {
	return numericDate(text.trim()) ?? namedDate(text);
}

function numericDate(text: string): DateParts | null {
	const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
	const yearFirst = compact ?? /^(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?$/.exec(text);
	if (yearFirst) return certain(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
	const yearLast = /^(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})\.?$/.exec(text);
	if (!yearLast) return null;
	const [, first = '', , second = '', year = ''] = yearLast;
	if (Number(first) === 0 && Number(second) === 0 && Number(year) === 0) return { form: 'zero' };
	return { form: 'ordered', first: Number(first), second: Number(second), year: fullYear(year) };
}

function namedDate(text: string): DateParts | null {
	const words = text
		.toLowerCase()
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/(\d)(st|nd|rd|th|º|°|ª|o)(?![a-z])/g, '$1')
		.split(/[\s,./'’-]+/)
		.filter((word) => word !== '' && !FILLERS.has(word));
	const months = words.filter((word) => monthNumber(word) !== null);
	// "mar" is a month and the beginning of martes and martedì: a weekday only where another word is the month.
	const monthWord = months.length > 1 ? months.find((word) => !isWeekday(word)) ?? months.at(-1) : months[0];
	if (monthWord === undefined) return null;
	const monthAt = words.lastIndexOf(monthWord);
	const others = words.filter((word, index) => index !== monthAt && !isWeekday(word));
	const [one, other, ...more] = others;
	if (one === undefined || other === undefined || more.length > 0 || !/^\d+$/.test(one) || !/^\d+$/.test(other)) return null;
	const [day, year] = one.length === 4 ? [other, one] : [one, other];
	if (day.length > 2 || (year.length !== 4 && year.length !== 2)) return null;
	return certain(fullYear(year), monthNumber(monthWord) ?? 0, Number(day));
}

function certain(year: number, month: number, day: number): DateParts {
	return year === 0 && month === 0 && day === 0 ? { form: 'zero' } : { form: 'certain', year, month, day };
}

/** Two digits as Excel reads them: 00 to 29 are this century, 30 to 99 the last. */
function fullYear(digits: string): number {
	const year = Number(digits);
	if (digits.length > 2) return year;
	return year < 30 ? 2000 + year : 1900 + year;
}
