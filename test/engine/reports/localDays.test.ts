import { DateTime } from 'luxon';
import { sql } from 'kysely';

import { dateOfDay, dayNumber, zoneOffsets } from '../../../engine/reports/localDays';
import { sqliteCompiler } from '../../../engine/store/compiler';
import { DatabaseSync } from 'node:sqlite';

const ZONES = ['UTC', 'Europe/Madrid', 'Europe/Rome', 'America/New_York', 'America/Sao_Paulo', 'America/St_Johns', 'Asia/Kathmandu', 'Asia/Tehran', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia', 'Pacific/Chatham'];
const UNTIL = Date.UTC(2028, 0, 1);

describe('X-06 days in a time zone', () => {
	test.each(ZONES)('%s: an instant lies in the day that its clocks show, also where they change', (zone) => {
		const offsets = zoneOffsets(zone, UNTIL);
		const database = new DatabaseSync(':memory:');
		const query = sql<{ day: number }>`SELECT ${dayNumber(sql.ref('t.at'), offsets)} AS day FROM (SELECT CAST(? AS INTEGER) AS at) AS t`.compile(sqliteCompiler);
		const statement = database.prepare(query.sql);
		const dayOf = (at: number) => dateOfDay(Number(statement.get(at)?.['day']));
		const changes = offsets.slice(0, -1).map(({ since }) => since);
		const around = changes.flatMap((since) => [since - 1, since, since - 3_600_000, since + 3_600_000]);
		const between = Array.from({ length: 400 }, (_, index) => Date.UTC(2001, 0, 1) + index * 24 * 86_400_000 + index * 7_919_000);
		for (const at of [...around, ...between]) expect({ at, day: dayOf(at) }).toEqual({ at, day: DateTime.fromMillis(at, { zone }).toISODate() });
		database.close();
	});

	test('a zone without changes has one offset', () => {
		expect(zoneOffsets('Asia/Kolkata', UNTIL)).toEqual([{ since: Date.UTC(2000, 0, 1), offset: 19_800_000 }]);
		expect(() => zoneOffsets('Europe/Atlantis', UNTIL)).toThrow('There is no time zone "Europe/Atlantis".');
	});
});
