import { DateTime } from 'luxon';

import { dueBounds, dueGroup, postponed } from '../../../engine/tasks/dueGroups';

const timeZone = 'Europe/Madrid';
const at = (text: string) => DateTime.fromISO(text, { zone: timeZone }).toMillis();
const now = at('2026-03-27T15:00');

describe('VM-22 tasks by when they are due', () => {
	test.each([
		['2026-03-20T09:00', 'overdue'],
		['2026-03-26T23:59:59', 'overdue'],
		['2026-03-27T00:00', 'today'],
		// The day isn't over: what was due this morning isn't overdue yet.
		['2026-03-27T08:00', 'today'],
		['2026-03-27T23:59:59', 'today'],
		['2026-03-28T00:00', 'next'],
		['2026-04-03T23:59:59', 'next'],
		['2026-04-04T00:00', 'later'],
	])('VM-22 due %s in the workflow\'s time zone is %s', (due, group) => {
		expect(dueGroup(at(due), dueBounds({ now, timeZone }))).toBe(group);
	});

	test('VM-22 without a date it comes later', () => {
		expect(dueGroup(null, dueBounds({ now, timeZone }))).toBe('later');
	});

	test('VM-22 putting off keeps the time of day over a change of the clocks, and twice is once', () => {
		// Clocks go forward in the night to the 29th.
		expect(postponed(at('2026-03-20T09:30'), 'week', { now, timeZone })).toBe(at('2026-04-03T09:30'));
		const once = postponed(at('2026-03-20T09:30'), 'tomorrow', { now, timeZone });
		expect(once).toBe(at('2026-03-28T09:30'));
		expect(postponed(once, 'tomorrow', { now, timeZone })).toBe(once);
		expect(postponed(null, 'tomorrow', { now, timeZone })).toBe(at('2026-03-28T00:00'));
	});
});
