import fc from 'fast-check';
import { detectDecimal } from '../../../../engine/records/import/detectDecimal';
import { parseNumber } from '../../../../engine/records/import/parseNumber';

describe('a number', () => {
	test.each([
		['1.234,56', 1234.56],
		['1,234.56', 1234.56],
		['1 234,56', 1234.56],
		['1\u202f234\u00a0567,8', 1234567.8],
		["1'234.50", 1234.5],
		['€ 12.50', 12.5],
		['12,50 €', 12.5],
		['US$ 3', 3],
		['1.234,00 EUR', 1234],
		['CHF 12', 12],
		['(12)', -12],
		['(1.234,50 €)', -1234.5],
		['-12', -12],
		['\u221212,5', -12.5],
		['- 12', -12],
		['12-', -12],
		['+7', 7],
		['.5', 0.5],
		['0,125', 0.125],
		['1.234.567', 1234567],
		['12 %', 12],
		['1.5e3', 1500],
		['007', 7],
		['-0', 0],
		['1 234,567', 1234.567],
	])('%j is %d', (text, value) => {
		expect(parseNumber(text)).toEqual({ ok: true, value });
	});

	test('is none when blank', () => {
		expect(parseNumber('  ')).toEqual({ ok: true, value: null });
	});

	test.each(['twelve', '12 34', '1,2,3.4.5', '12..5', '1.23.456,7', '--5', '(-5)', '1e999', '12345678901234567890', '5 apples', '-', '€', '1,234'])('%j is refused', (text) => {
		expect(parseNumber(text)).toMatchObject({ ok: false, reason: expect.stringContaining('“') });
	});

	test('that can be read in two ways follows its column', () => {
		expect(parseNumber('1,234', '.')).toEqual({ ok: true, value: 1234 });
		expect(parseNumber('1,234', ',')).toEqual({ ok: true, value: 1.234 });
		expect(parseNumber('1.234', ',')).toEqual({ ok: true, value: 1234 });
		expect(parseNumber('12.50', ',')).toMatchObject({ ok: false });
	});

	test('written for Spain, Italy or the United States comes back the same', () => {
		fc.assert(
			fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (cents) => {
				const value = cents / 100;
				const options = { minimumFractionDigits: 2, useGrouping: true } as const;
				const euro = { ...options, style: 'currency', currency: 'EUR' } as const;
				expect(parseNumber(value.toLocaleString('it-IT', options), ',')).toEqual({ ok: true, value: value === 0 ? 0 : value });
				expect(parseNumber(value.toLocaleString('es-ES', euro), ',')).toEqual({ ok: true, value: value === 0 ? 0 : value });
				expect(parseNumber(value.toLocaleString('en-US', euro), '.')).toEqual({ ok: true, value: value === 0 ? 0 : value });
				expect(parseNumber(value.toLocaleString('fr-FR', euro))).toEqual({ ok: true, value: value === 0 ? 0 : value });
			}),
		);
	});
});

describe('the decimal separator of a column', () => {
	test('is told by a value that leaves no choice', () => {
		expect(detectDecimal(['1,234', '5', '2,345.6'])).toBe('.');
		expect(detectDecimal(['1,234', '12,5 €'])).toBe(',');
		expect(detectDecimal(['1.234', '1.234.567'])).toBe(',');
	});

	test('is ambiguous when nothing tells it, or the column contradicts itself', () => {
		expect(detectDecimal(['1,234', '5', 'n/a', ''])).toBe('ambiguous');
		expect(detectDecimal(['1,5', '1.5'])).toBe('ambiguous');
	});
});
