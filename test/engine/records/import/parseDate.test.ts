import fc from 'fast-check';
import { DateTime } from 'luxon';
import { detectDateOrder } from '../../../../engine/records/import/detectDateOrder';
import { parseDate, parseInstant } from '../../../../engine/records/import/parseDate';

describe('a date', () => {
	test.each([
		['2024-03-12', '2024-03-12'],
		['2024-3-2', '2024-03-02'],
		['2024/03/12', '2024-03-12'],
		['20240312', '2024-03-12'],
		['2024-03-12T23:59:59Z', '2024-03-12'],
		['2024-03-12 00:00:00', '2024-03-12'],
		['2024-03-12T23:30:00+02:00', '2024-03-12'],
		['25/12/2023', '2023-12-25'],
		['25-12-2023', '2023-12-25'],
		['25.12.2023', '2023-12-25'],
		['12/25/2023', '2023-12-25'],
		['25/12/23', '2023-12-25'],
		['31/12/68', '1968-12-31'],
		['05/05/2024', '2024-05-05'],
		['3 gen 2024', '2024-01-03'],
		['12 de marzo de 2023', '2023-03-12'],
		['Mar 3, 2024', '2024-03-03'],
		['March 3rd, 2024', '2024-03-03'],
		['martes, 5 de marzo de 2024', '2024-03-05'],
		['mar 5 mar 2024', '2024-03-05'],
		['Tue, 05 Mar 2024 10:00:00 GMT', '2024-03-05'],
		['1º de enero de 2024', '2024-01-01'],
		['03-Mar-24', '2024-03-03'],
		['2024 dicembre 31', '2024-12-31'],
		['12 sept. 2024', '2024-09-12'],
		['29 ago 2024, 14:05', '2024-08-29'],
		['29/02/2024', '2024-02-29'],
	])('%j is %s', (text, date) => {
		expect(parseDate(text)).toEqual({ ok: true, value: date });
	});

	test.each(['', '   ', '0000-00-00', '0000-00-00 00:00:00', '00/00/0000'])('%j is none', (text) => {
		expect(parseDate(text)).toEqual({ ok: true, value: null });
	});

	test.each(['31/02/2024', '29/02/2023', '2024-13-01', '2024-00-10', '0001-01-01', '32 gen 2024', 'yesterday', '12/2024', '45292', '2024-03-12 25:61', '12 foo 2024', '1/2-2024', 'a', '3 3 2024 1'])('%j is refused', (text) => {
		expect(parseDate(text, { order: 'dmy' })).toMatchObject({ ok: false, reason: expect.stringContaining('“') });
	});

	test('follows the order of its column, and is refused where it breaks it', () => {
		expect(parseDate('03/04/2024', { order: 'dmy' })).toEqual({ ok: true, value: '2024-04-03' });
		expect(parseDate('03/04/2024', { order: 'mdy' })).toEqual({ ok: true, value: '2024-03-04' });
		expect(parseDate('13/04/2024', { order: 'mdy' })).toMatchObject({ ok: false });
		expect(parseDate('03/04/2024')).toMatchObject({ ok: false, reason: expect.stringContaining('two ways') });
	});

	test('is a serial number of Excel when the column is said to hold them', () => {
		expect(parseDate('45292', { excelSerial: true })).toEqual({ ok: true, value: '2024-01-01' });
		expect(parseDate('1', { excelSerial: true })).toEqual({ ok: true, value: '1900-01-01' });
		expect(parseDate('59', { excelSerial: true })).toEqual({ ok: true, value: '1900-02-28' });
		expect(parseDate('61', { excelSerial: true })).toEqual({ ok: true, value: '1900-03-01' });
		expect(parseDate('60', { excelSerial: true })).toMatchObject({ ok: false });
		expect(parseDate('2024-03-12', { excelSerial: true })).toEqual({ ok: true, value: '2024-03-12' });
	});

	test('written in any of the formats comes back the same', () => {
		const spanish = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'];
		const english = (date: DateTime): string => date.setLocale('en-US').toFormat('LLL d, yyyy');
		fc.assert(
			fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }), (instant) => {
				const date = DateTime.fromJSDate(instant, { zone: 'utc' });
				const iso = date.toFormat('yyyy-MM-dd');
				for (const text of [iso, date.toFormat('yyyyMMdd'), english(date), `${date.day} de ${spanish[date.month - 1]} de ${date.year}`, date.toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")]) {
					expect(parseDate(text)).toEqual({ ok: true, value: iso });
				}
				expect(parseDate(date.toFormat('d/M/yyyy'), { order: 'dmy' })).toEqual({ ok: true, value: iso });
				expect(parseDate(date.toFormat('MM-dd-yyyy'), { order: 'mdy' })).toEqual({ ok: true, value: iso });
			}),
		);
	});

	test('is never guessed from arbitrary text: nothing throws, what is read exists', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'0123456789/-.: TZ+apmgenmar') }), (text) => {
				const date = parseDate(text, { order: 'dmy', excelSerial: true });
				if (date.ok && date.value !== null) expect(DateTime.fromISO(date.value).isValid).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('an instant', () => {
	const zone = 'Europe/Madrid';
	test.each([
		['2024-01-31T09:30:00Z', '2024-01-31T09:30:00.000Z'],
		['2024-01-31T09:30:00.123456Z', '2024-01-31T09:30:00.123Z'],
		['2024-01-31T09:30:00+0530', '2024-01-31T04:00:00.000Z'],
		['2024-01-31 09:30', '2024-01-31T08:30:00.000Z'],
		['2024-07-31 09:30', '2024-07-31T07:30:00.000Z'],
		['31/01/2024 9:30 PM', '2024-01-31T20:30:00.000Z'],
		['01/31/2024, 12:05:10 a.m.', '2024-01-30T23:05:10.000Z'],
		['31 gen 2024 alle 09:30', '2024-01-31T08:30:00.000Z'],
		['2024-01-31', '2024-01-30T23:00:00.000Z'],
		['2024-03-31 02:30', '2024-03-31T01:30:00.000Z'],
		['2024-10-27 02:30', '2024-10-27T00:30:00.000Z'],
	])('%j in Madrid is %s', (text, utc) => {
		expect(parseInstant(text, { zone })).toEqual({ ok: true, value: Date.parse(utc) });
	});

	test('is taken from a serial number with its time', () => {
		expect(parseInstant('45292.395833333336', { zone: 'UTC', excelSerial: true })).toEqual({ ok: true, value: Date.UTC(2024, 0, 1, 9, 30) });
	});

	test('needs a time zone that exists', () => {
		expect(() => parseInstant('2024-01-31', { zone: 'Europe/Nowhere' })).toThrow('no time zone');
	});
});

describe('the order of day and month in a column', () => {
	test('is told by a date that leaves no choice, wherever it stands', () => {
		expect(detectDateOrder(['03/04/2024', '', '05/06/2023', '13/01/2024 10:00'])).toBe('dmy');
		expect(detectDateOrder(['03/04/2024', '01/13/2024'])).toBe('mdy');
	});

	test('is ambiguous when nothing tells it, or the column contradicts itself', () => {
		expect(detectDateOrder(['03/04/2024', '2024-12-31', '3 mar 2024'])).toBe('ambiguous');
		expect(detectDateOrder(['13/01/2024', '01/13/2024'])).toBe('ambiguous');
		expect(detectDateOrder([])).toBe('ambiguous');
	});
});
