import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { keyed } from '../../engine/events/intake';
import { putDown, takeUpEvents } from '../../engine/events/takeUpEvents';
import { makeSent, refsOf } from '../engine/events/storeSteps';
import { inThread } from '../support/inThread';
import { query } from '../support/rows';
import { seededRandom } from '../support/seededRandom';
import { eventsOf } from './eventsOf';
import { FrozenJob } from './frozen';
import type { EventsJob } from './job';

/** With those of killSuite.ts 100 and more. */
const MOMENTS = 80;
const TOLD_OF = 40;
const POSTS = 150;

/** A kill leaves what lies in the files: a process needn't die, and another one start, for each moment that is looked at. */
describe('X-03 events are taken in and folded, and everything stops at any moment (SQLite)', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'crm-frozen-'));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	/** A job over a new store. */
	const newJob = async (unit: number) => {
		const file = join(folder, `store${unit}.sqlite`);
		const answered = join(folder, `answered${unit}`);
		const store = inThread(file);
		const ids = await store.run(makeSent, { count: TOLD_OF });
		const job: EventsJob = { kind: 'events', prefix: `unit ${unit}`, posts: POSTS, messageRefs: await store.run(refsOf, ids), answered };
		await store.close();
		return { job, file, files: [file, `${file}-wal`, `${file}-intake`, `${file}-intake-wal`, answered] };
	};

	test('VM-18 at 80 moments no event that was answered is lost, and none counts twice', async () => {
		const random = seededRandom(26);
		const left = join(folder, 'left');
		let halfway = 0;
		for (let moment = 0, unit = 0; moment < MOMENTS; unit++) {
			const { job, file, files } = await newJob(unit);
			const running = await FrozenJob.start({ kind: 'sqlite', file }, job);
			try {
				for (; moment < MOMENTS; moment++) {
					await sleep(random() * 40);
					await running.freeze(files, left);
					if (running.ended) break;
					halfway += await check(job, join(left, `store${unit}.sqlite`), join(left, `answered${unit}`));
				}
			} finally {
				await running.end();
			}
		}
		// Else there was nothing to be lost.
		expect(halfway).toBeGreaterThan(MOMENTS / 4);
	}, 180_000);

	/** Answers 1 where something was put down and not folded yet. */
	async function check(job: EventsJob, file: string, log: string): Promise<number> {
		const answered = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter((line) => line !== '').length : 0;
		const store = inThread(file);
		try {
			const { applied } = await takeUpEvents(store);
			await expectCounted(answered);
			// What was not answered comes again.
			await putDown(store, keyed({ events: eventsOf(job, answered), rejected: [] }));
			await takeUpEvents(store);
			expect(await expectCounted(answered + 1)).toBe((answered + 1) * TOLD_OF);
			return applied > 0 ? 1 : 0;
		} finally {
			await store.close();
		}

		/** So many posts are there, or one more that could not be answered any more. */
		async function expectCounted(posts: number): Promise<number> {
			const events = await query(store, 'SELECT event_id FROM message_event');
			const [told] = await query(store, 'SELECT SUM(open_count + click_count) AS told, MIN(open_count + click_count) AS least, MAX(open_count + click_count) AS most FROM message');
			expect(new Set(events.map((event) => event.event_id)).size).toBe(events.length);
			expect([posts * TOLD_OF, (posts + 1) * TOLD_OF]).toContain(events.length);
			expect(told).toEqual({ told: events.length, least: events.length / TOLD_OF, most: events.length / TOLD_OF });
			return events.length;
		}
	}
});
