import { dateParts, type DateOrder } from './dateParts';
import { splitTime } from './timeOfDay';

/**
 * Whether a column writes the day or the month first, by the dates that leave no choice (13/01 or 01/13).
 * 'ambiguous' when none does, or when they contradict each other; of no consequence for ISO dates and month names.
 */
export function detectDateOrder(samples: Iterable<string>): DateOrder | 'ambiguous' {
	let dayFirst = false;
	let monthFirst = false;
	for (const sample of samples) {
		const parts = dateParts(splitTime(sample.trim())?.date ?? '');
		if (parts?.form !== 'ordered') continue;
		if (parts.first > 12 && parts.second <= 12) dayFirst = true;
		if (parts.second > 12 && parts.first <= 12) monthFirst = true;
	}
	if (dayFirst === monthFirst) return 'ambiguous';
	return dayFirst ? 'dmy' : 'mdy';
}
