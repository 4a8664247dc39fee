import { numberText, type Decimal, type NumberText } from './numberText';

/**
 * The decimal separator of a column, by the values that leave no choice: 1.234,5 or 12,50 or 1.234.567.
 * 'ambiguous' when none does ("1,234" alone may be a thousand or a bit more than one), or when they contradict
 * each other.
 */
export function detectDecimal(samples: Iterable<string>): Decimal | 'ambiguous' {
	let point = false;
	let comma = false;
	for (const sample of samples) {
		const text = numberText(sample);
		const decimal = text && evidentDecimal(text);
		if (decimal === '.') point = true;
		if (decimal === ',') comma = true;
	}
	if (point === comma) return 'ambiguous';
	return point ? '.' : ',';
}

/** The separator that must be the decimal one; NULL where there is none, or either may be. */
export function evidentDecimal({ digits, grouped }: NumberText): Decimal | null {
	const last: Decimal = digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
	const other: Decimal = last === '.' ? ',' : '.';
	if (!digits.includes(last)) return null;
	if (digits.includes(other)) return last;
	if (digits.indexOf(last) !== digits.lastIndexOf(last)) return other;
	const [whole = '', fraction = ''] = digits.split(last);
	const likeThousands = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole) && !grouped;
	return likeThousands ? null : last;
}
