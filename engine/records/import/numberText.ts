export type Decimal = '.' | ',';

/** A number's text without what is no digit: currency, sign and blanks told apart from digits and separators. */
export interface NumberText {
	readonly negative: boolean;
	/** Digits with the separators . and , as they stand; blanks and apostrophes between thousands are gone. */
	readonly digits: string;
	/** Blanks or apostrophes stood between thousands, so that a single . or , is the decimal one. */
	readonly grouped: boolean;
	readonly exponent: number;
}

const CURRENCY = /\p{Sc}|\b(US|AU|CA|NZ|R)(?=\p{Sc})|(?<![A-Z])(EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|MXN|ARS|CLP|COP|PEN|UYU|BRL|CAD|AUD|euros?|Kč|kr|zł|Fr)(?![a-z])\.?/giu;
const BLANKS = '\\s\u00a0\u2007\u2009\u202f';
const THOUSANDS = new RegExp(`(?<=\\d)[${BLANKS}'’](?=\\d{3}(?!\\d))`, 'g');

/** NULL for text that is no number in any notation. */
export function numberText(text: string): NumberText | null {
	let rest = text.replace(CURRENCY, '').replace(/%$/, '').trim().replace(/\u2212/g, '-');
	const brackets = /^\((.*)\)$/.exec(rest);
	if (brackets) rest = (brackets[1] ?? '').trim();
	const signed = /^([+-])?\s*(.*?)\s*(-)?$/s.exec(rest);
	const [, before, body = '', after] = signed ?? [];
	if (brackets && (before || after)) return null;
	if (before && after) return null;
	const plain = body.replace(THOUSANDS, '');
	const shape = /^(\d[\d.,]*|[.,]\d+)(?:e([+-]?\d{1,3}))?$/i.exec(plain);
	if (!shape) return null;
	return {
		negative: brackets !== null || before === '-' || after === '-',
		digits: shape[1] ?? '',
		grouped: plain !== body,
		exponent: Number(shape[2] ?? '0'),
	};
}
