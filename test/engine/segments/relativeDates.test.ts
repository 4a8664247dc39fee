import { dayBounds, resolveDay } from '../../../engine/segments/relativeDates';
import { isNeverInOrder } from '../../../engine/segments/validateField';

const madrid = (now: string) => ({ now: Date.parse(now), timeZone: 'Europe/Madrid' });
const bounds = (day: string, timeZone: string) => {
	const { from, until } = dayBounds(day, timeZone);
	return [new Date(from).toISOString(), new Date(until).toISOString()];
};

test.each([
	['2024-05-02', '2024-05-01', true],
	['today', 'today-7d', true],
	['today+1m', 'start of month', true],
	['2024-05-01', '2024-05-01', false],
	['today-1m', 'today-30d', false],
	['start of month', 'today-7d', false],
	['2024-12-31', 'start of year', false],
	['today', '2024-05-01', false],
])('VM-04 between %s and %s nothing can lie: %s', (from, until, never) => {
	expect(isNeverInOrder(from, until)).toBe(never);
});

describe('days relative to now', () => {
	test('VM-04 today is the day of the workflow\'s time zone, not UTC\'s', () => {
		const now = Date.parse('2024-03-31T22:30:00Z');
		expect(resolveDay('today', { now, timeZone: 'Europe/Madrid' })).toBe('2024-04-01');
		expect(resolveDay('today', { now, timeZone: 'UTC' })).toBe('2024-03-31');
		expect(resolveDay('today', { now, timeZone: 'America/New_York' })).toBe('2024-03-31');
		expect(resolveDay('today', { now, timeZone: 'Pacific/Kiritimati' })).toBe('2024-04-01');
	});

	test.each([
		['2024-02-29', '2024-02-29'],
		['today', '2024-03-31'],
		['today+3d', '2024-04-03'],
		['today-2w', '2024-03-17'],
		['today-1m', '2024-02-29'],
		['today+1m', '2024-04-30'],
		['today+1y', '2025-03-31'],
		['Today + 1 d', '2024-04-01'],
		['start of week', '2024-03-25'],
		['start of month', '2024-03-01'],
		['start of month-1m', '2024-02-01'],
		['start of year', '2024-01-01'],
	])('VM-04 %s on 31 March 2024 is %s', (day, expected) => {
		expect(resolveDay(day, madrid('2024-03-31T12:00:00Z'))).toBe(expected);
	});

	test.each([
		['2024-03-31T23:30:00.000+02:00', '2024-03-31'],
		['2024-03-31T22:30:00.000Z', '2024-04-01'],
		['2024-03-31T23:30', '2024-03-31'],
		['2024-03-31 00:15', '2024-03-31'],
	])('VM-04 the moment %s, as an expression gives it, is the day %s of the workflow\'s time zone', (moment, expected) => {
		expect(resolveDay(moment, madrid('2020-01-01T12:00:00Z'))).toBe(expected);
	});

	test('a moment that there is not is no day', () => {
		for (const text of ['2024-02-30T10:00', '2024-03-31T25:00', '2024-03-31T10:00 and more']) expect(() => resolveDay(text, madrid('2024-03-31T12:00:00Z'))).toThrow('is no day');
	});

	test('VM-04 a day before the clocks change is a calendar day, not 24 hours', () => {
		expect(resolveDay('today-1d', madrid('2024-03-31T22:30:00Z'))).toBe('2024-03-31');
		expect(resolveDay('today-1d', madrid('2024-10-27T22:59:00Z'))).toBe('2024-10-26');
		expect(resolveDay('today-1d', madrid('2024-10-27T23:00:00Z'))).toBe('2024-10-27');
	});

	test('VM-04 days last 23, 24 or 25 hours, from midnight to midnight', () => {
		expect(bounds('2024-03-31', 'Europe/Madrid')).toEqual(['2024-03-30T23:00:00.000Z', '2024-03-31T22:00:00.000Z']);
		expect(bounds('2024-10-27', 'Europe/Madrid')).toEqual(['2024-10-26T22:00:00.000Z', '2024-10-27T23:00:00.000Z']);
		expect(bounds('2024-06-15', 'Europe/Madrid')).toEqual(['2024-06-14T22:00:00.000Z', '2024-06-15T22:00:00.000Z']);
	});

	test('VM-04 where midnight is skipped, comes twice or the whole day is skipped', () => {
		expect(bounds('2018-11-04', 'America/Sao_Paulo')).toEqual(['2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z']);
		expect(bounds('2023-10-29', 'Atlantic/Azores')).toEqual(['2023-10-29T00:00:00.000Z', '2023-10-30T01:00:00.000Z']);
		expect(bounds('2011-12-30', 'Pacific/Apia')).toEqual(['2011-12-30T10:00:00.000Z', '2011-12-30T10:00:00.000Z']);
	});

	test.each(['', 'yesterday', 'today+3', 'today+3h', '2024-02-30', '0000-01-01', '2024-2-1', '31/03/2024', 'today+99999y', 'today; DROP TABLE contact', '2024-03-31T10'])('"%s" is a clear error', (day) => {
		expect(() => resolveDay(day, madrid('2024-03-31T12:00:00Z'))).toThrow(/is no day/);
	});

	test('an unknown time zone is a clear error', () => {
		expect(() => dayBounds('2024-03-31', 'Mars/Olympus')).toThrow('There is no time zone "Mars/Olympus".');
	});
});
