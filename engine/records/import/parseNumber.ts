import { evidentDecimal } from './detectDecimal';
import { numberText, type Decimal } from './numberText';
import { parsed, quoted, unreadable, type Parsed } from './Parsed';

/**
 * A number or an amount of money: 1.234,56 · 1,234.56 · 1 234,56 · € 12.50 · (12) · 12- · 5 % (= 5). Blank is NULL.
 * @param decimal the column's decimal separator (see detectDecimal); without it a number that can be read in two
 * ways ("1,234") is a failure, with it a number written the other way is one
 */
export function parseNumber(text: string, decimal?: Decimal): Parsed<number> {
	if (text.trim() === '') return parsed<number>(null);
	const number = numberText(text);
	if (!number) return unreadable(`${quoted(text)} is no number.`);
	const separator = decimal ?? evidentDecimal(number);
	if (separator === null && /[.,]/.test(number.digits)) {
		return unreadable(`${quoted(text)} can be read in two ways: say whether the column's decimals come after a point or a comma.`);
	}
	const plain = plainNumber(number.digits, separator ?? '.');
	if (plain === null) return unreadable(`${quoted(text)} is no number with a decimal ${separator === ',' ? 'comma' : 'point'}.`);
	const value = Number(`${plain}e${number.exponent}`);
	if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
		return unreadable(`${quoted(text)} is too large to be kept exactly.`);
	}
	return parsed(number.negative && value !== 0 ? -value : value);
}

/** 1.234,5 → 1234.5; NULL when the thousands are not where they belong. */
function plainNumber(digits: string, decimal: Decimal): string | null {
	const [whole = '', fraction, ...more] = digits.split(decimal);
	if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) return null;
	const thousands = decimal === '.' ? ',' : '.';
	if (!whole.includes(thousands)) return `${whole || '0'}.${fraction || '0'}`;
	const groups = whole.split(thousands);
	const wellFormed = groups.every((group, index) => (index === 0 ? /^\d{1,3}$/.test(group) : /^\d{3}$/.test(group)));
	return wellFormed ? `${groups.join('')}.${fraction || '0'}` : null;
}
