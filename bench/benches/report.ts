import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { ReportScope } from '../../engine/reports/CampaignReport';
import { readReport } from '../../engine/reports/readReport';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import { type Bench, figureOf } from '../Bench';
import { median, timed } from '../compare';

const MESSAGES = 1_000_000;
const LINKS = 40;
const BAR = { op: '<=', value: 2 } as const;

/** All campaigns since ever, days in a zone whose clocks change. */
const SCOPE: ReportScope = { campaignIds: null, from: null, until: null, timeZone: 'Europe/Madrid', wonStages: ['Closed Won'], links: 20 };

/** Every figure of the campaign report over a million messages, 200,000 tasks and 50,000 opportunities, with their events. */
export const bench: Bench = {
	name: 'campaign report',
	async *run({ stores, runs, say }) {
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-report-'));
		try {
			const file = join(folder, 'store.sqlite');
			await stores.sqliteCopy(file);
			say('Writing down what became of the messages.');
			addEvents(file);
			const store = await SqliteStore.open(file);
			try {
				const seconds: number[] = [];
				for (let run = -1; run < runs; run++) {
					const { milliseconds, result } = await timed(() => store.run(readReport, SCOPE));
					if (result.figures.messages !== stores.scaled(MESSAGES) || result.links.length !== SCOPE.links) throw new Error(`The report tells ${JSON.stringify(result.figures)}.`);
					if (run >= 0) seconds.push(milliseconds / 1_000);
				}
				yield figureOf('X-06 report over 1,000,000 messages', 'sqlite', median(seconds), 's', BAR);
			} finally {
				await store.close();
			}
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	},
};

/** The events that the messages' figures come of, two clicks for each that was clicked. */
function addEvents(file: string): void {
	const database = new DatabaseSync(file);
	try {
		database.exec('PRAGMA cache_size = -200000; BEGIN');
		const add = (kind: string, link: string, of: string): void =>
			database.exec(`INSERT INTO message_event (message_id, kind, happened_at, link, machine, recorded_at) SELECT id, '${kind}', COALESCE(sent_at, 0), ${link}, 0, 0 FROM message WHERE state = 'sent' AND ${of} ORDER BY id`);
		add('delivered', 'NULL', 'delivered_at IS NOT NULL');
		add('opened', 'NULL', 'open_count > 0');
		for (const click of [1, 2]) add('clicked', `'https://shop.example.com/offers/spring/page-' || ((id * ${click * 7_919}) % ${LINKS}) || '?utm_source=mail&utm_campaign=spring'`, 'click_count > 0');
		database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
	} finally {
		database.close();
	}
}
