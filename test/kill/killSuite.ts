import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ProcessSettings } from '../../engine/campaigns/ProcessRun';
import { takeUpEvents } from '../../engine/events/takeUpEvents';
import { getJob } from '../../engine/jobs/listJobs';
import { queueJob } from '../../engine/jobs/queueJob';
import { closeStore, openStore, type StoreSettings } from '../../engine/store/openStore';
import type { Store } from '../../engine/store/Store';
import { makeSent, refsOf, traces } from '../engine/events/storeSteps';
import { spawnSmtpSink, type SpawnedSmtpSink } from '../simulators/spawnSmtpSink';
import { CampaignWorld, type Ref } from '../support/campaignWorld';
import { count, execute, insertRows, query } from '../support/rows';
import { newDatabaseSettings, onServer } from '../support/stores';
import type { Job } from './job';
import { killAgainAndAgain } from './killer';

export type Work = 'tasks' | 'messages' | 'import' | 'selection' | 'job' | 'delivery' | 'events';

const ROWS = 10_000;
/** Of a selection of items: five parts of 10,000, each a transaction. */
const ITEMS = 50_000;
/** People of a job, each with a task. */
const STAFF = 3_000;
const MAILS = 800;
/** Each of one event for each of these messages. */
const POSTS = 16;
const TOLD_OF = 50;
/** What a killed delivery may have had on the wire. */
const MOST_UNCERTAIN_A_KILL = 15;

/** Work killed so many times at random moments, and run again, over a store of one sort. */
export function killSuite(dialect: 'sqlite' | 'postgres', works: ReadonlySet<Work>, kills: number): void {
	// What is not asked for is no skipped test: it is proved over the other store.
	const testOf = (work: Work) => (works.has(work) ? test : () => undefined);

	let folder: string;
	let settings: StoreSettings;
	let store: Store;
	let world: CampaignWorld;
	let people: Ref[];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'crm-kill-'));
		if (dialect === 'sqlite') settings = { kind: 'sqlite', file: join(folder, 'store.sqlite') };
		else {
			const database = newDatabaseSettings();
			await onServer(`CREATE DATABASE "${database.database}"`);
			settings = { kind: 'postgres', ...database };
		}
		store = await openStore(settings);
		world = await CampaignWorld.in(store);
		people = [];
		for (let at = 0; at < ROWS; at += 5_000) {
			people.push(...(await world.add('contact', ...Array.from({ length: 5_000 }, (_, index) => ({ name: `Person ${at + index}`, email: `person${at + index}@example.com` })))));
		}
	});
	afterAll(async () => {
		await closeStore(settings);
		if (settings.kind === 'postgres') await onServer(`DROP DATABASE "${settings.database}" WITH (FORCE)`);
		await rm(folder, { recursive: true, force: true });
	});

	const processing = (of: ProcessSettings, table: 'task' | 'message', distinct: string) =>
		killAgainAndAgain({
			settings,
			seed: 21,
			kills,
			within: 200,
			next: async () => {
				const campaignId = await world.newCampaign(`Of ${table}s`);
				return { kind: 'process', selectionId: await world.select(people), settings: of, campaignId };
			},
			check: async (job) => {
				if (job.kind !== 'process') throw new Error('Another job came back.');
				const rows = `FROM ${table} WHERE campaign_id = ${job.campaignId}`;
				expect(await count(store, `SELECT COUNT(*) ${rows}`)).toBe(ROWS);
				expect(await count(store, `SELECT COUNT(DISTINCT ${distinct}) ${rows}`)).toBe(ROWS);
				const [run] = await query(store, `SELECT counts FROM process_run WHERE selection_id = ${job.selectionId}`);
				expect(JSON.parse(String(run?.counts))).toEqual({ selected: ROWS, done: ROWS, skipped: {}, notSent: {} });
			},
		});

	testOf('tasks')('tasks: exact counts, none twice', async () => {
		await processing(world.tasks, 'task', 'source_id');
	});

	testOf('messages')('messages: exact counts, none twice', async () => {
		await processing(world.messages, 'message', 'recipient_id');
	});

	testOf('import')('import: every row in, no record twice', async () => {
		let unit = 0;
		await killAgainAndAgain({
			settings,
			seed: 22,
			kills,
			within: 400,
			next: () => Promise.resolve<Job>({ kind: 'import', rows: 5_000, prefix: `unit${++unit}x` }),
			check: async (job) => {
				if (job.kind !== 'import') throw new Error('Another job came back.');
				const imported = `FROM contact WHERE email_key LIKE '${job.prefix}%'`;
				expect(await count(store, `SELECT COUNT(*) ${imported}`)).toBe(4_500);
				expect(await count(store, `SELECT COUNT(DISTINCT email_key) ${imported}`)).toBe(4_500);
				expect(await count(store, `SELECT COUNT(*) FROM account WHERE name LIKE '${job.prefix} %'`)).toBe(500);
				expect(await count(store, `SELECT COUNT(*) ${imported} AND account_id IS NULL`)).toBe(0);
			},
		});
	});

	testOf('selection')('a selection of items: one that can be used, with all of them', async () => {
		let step = 0;
		await killAgainAndAgain({
			settings,
			seed: 24,
			kills,
			within: 200,
			next: () => Promise.resolve<Job>({ kind: 'select', records: ITEMS, askedBy: `step ${++step}` }),
			check: async () => {
				const made = await query(store, `SELECT id, count FROM selection WHERE state = 'open' AND origin_key IS NOT NULL`);
				expect(made).toEqual([{ id: expect.any(Number), count: ITEMS }]);
				expect(await count(store, `SELECT COUNT(*) FROM selection_member WHERE selection_id = ${Number(made[0]?.id)}`)).toBe(ITEMS);
				expect(await count(store, `SELECT COUNT(*) FROM selection WHERE state = 'building' AND origin_key IS NOT NULL`)).toBe(0);
				await execute(store, 'DELETE FROM selection_member');
				await execute(store, 'UPDATE selection SET origin_key = NULL');
			},
		});
	});

	testOf('job')('VM-17 a job: everyone and what hangs on them changes hands, each once', async () => {
		const [from = 0, to = 0] = world.users;
		// Nobody else's: tasks of the same people that other tests made would hang on them too.
		const staff = await world.add('contact', ...Array.from({ length: STAFF }, (_, index) => ({ name: `Staff ${index}` })));
		await insertRows(store, 'task', staff.map(({ id }) => ({ name: 'Of a job', contact_id: id, due_at: 5 })));
		await killAgainAndAgain({
			settings,
			seed: 25,
			kills,
			within: 150,
			next: async () => {
				await execute(store, 'DELETE FROM job_result');
				for (const table of ['contact', 'task']) await execute(store, `UPDATE ${table} SET assigned_user_id = ${from} WHERE assigned_user_id IS DISTINCT FROM ${from}`);
				const asked = { selectionId: await world.select(staff), name: null, dueAt: null, queuedBy: null, askedBy: null };
				const { job } = await queueJob(store, { ...asked, settings: { kind: 'assign', userId: to, related: ['task'], throughContacts: false, onlyOpen: false } }, store.id);
				return { kind: 'assign', jobId: job.id };
			},
			// The dead worker's lease runs out: the next run takes the job.
			afterKill: async () => {
				await execute(store, `UPDATE job SET lease_until = 1 WHERE state = 'running'`);
			},
			check: async (job) => {
				if (job.kind !== 'assign') throw new Error('Another job came back.');
				const done = { found: STAFF, outcomes: { changed: STAFF } };
				expect(await getJob(store, job.jobId)).toMatchObject({ state: 'done', runs: 1 });
				const results = await query(store, `SELECT kind, outcome, old_value, new_value, COUNT(*) AS n FROM job_result WHERE job_id = ${job.jobId} GROUP BY 1, 2, 3, 4 ORDER BY 1`);
				// Whoever was done twice would have had the new user already.
				const each = { outcome: 'changed', old_value: String(from), new_value: String(to), n: STAFF };
				expect(results).toEqual([{ kind: 2, ...each }, { kind: 5, ...each }]);
				expect(await count(store, `SELECT COUNT(*) FROM contact WHERE assigned_user_id = ${to}`)).toBe(STAFF);
				expect(await count(store, `SELECT COUNT(*) FROM task WHERE due_at = 5 AND assigned_user_id = ${to}`)).toBe(STAFF);
				expect((await getJob(store, job.jobId)).counts).toEqual({ contact: done, task: done });
			},
		});
	});

	testOf('events')('VM-18 posts of events: none that was answered is lost, none counts twice', async () => {
		let units = 0;
		let ids: readonly number[] = [];
		await killAgainAndAgain({
			settings,
			seed: 27,
			// And 80 moments more: see frozen.test.ts.
			kills: Math.ceil(kills / 2),
			within: 150,
			next: async () => {
				ids = await store.run(makeSent, { count: TOLD_OF });
				const prefix = `unit ${++units}`;
				return { kind: 'events', prefix, posts: POSTS, messageRefs: await store.run(refsOf, ids), answered: join(folder, prefix) };
			},
			check: async () => {
				const { messages, events } = await store.run(traces, ids);
				expect(events).toEqual([{ count: POSTS * TOLD_OF }]);
				const told: unknown = expect.objectContaining({ open_count: (POSTS * 3) / 4, click_count: POSTS / 4, first_open_at: expect.any(Number), last_link: 'https://example.com/offer' });
				expect(messages).toEqual(ids.map(() => told));
				// What is left there are the keys.
				expect(await takeUpEvents(store)).toMatchObject({ applied: 0, known: 0 });
			},
		});
	});

	describe('delivery', () => {
		let sink: SpawnedSmtpSink;
		beforeAll(async () => {
			sink = await spawnSmtpSink({}, join(folder, 'accepted.log'));
		});
		afterAll(() => sink.stop());

		testOf('delivery')('nobody is mailed twice, and every message is sent or listed as uncertain', async () => {
			let units = 0;
			await killAgainAndAgain({
				settings,
				seed: 23,
				kills,
				within: 600,
				next: async () => {
					const campaignId = await world.newCampaign('Mailing');
					const from = MAILS * units++;
					await world.process(await world.select(people.slice(from, from + MAILS)), world.messages, { campaignId });
					return { kind: 'deliver', campaignId, port: sink.port };
				},
				// The lease of what was claimed runs out: the next run takes it.
				afterKill: async () => {
					await execute(store, `UPDATE message SET lease_until = 1 WHERE state = 'claimed'`);
				},
				check: async (job) => {
					if (job.kind !== 'deliver') throw new Error('Another job came back.');
					await execute(store, `UPDATE message SET lease_until = 1 WHERE state = 'sending'`);
					const rows = await query(store, `SELECT address_key, state FROM message WHERE campaign_id = ${job.campaignId}`);
					const inState = (...states: string[]) => rows.filter((row) => states.includes(String(row.state))).map((row) => row.address_key);
					expect(inState('sent', 'sending', 'uncertain')).toHaveLength(MAILS);
					expect(inState('sending', 'uncertain').length).toBeLessThanOrEqual(kills * MOST_UNCERTAIN_A_KILL);
					const accepted = new Map<string, number>();
					for (const { recipient } of sink.log()) accepted.set(recipient, (accepted.get(recipient) ?? 0) + 1);
					expect([...accepted].filter(([, times]) => times > 1)).toEqual([]);
					expect(inState('sent').filter((address) => !accepted.has(String(address)))).toEqual([]);
				},
			});
			expect((await sink.counts()).most).toBe(1);
		});
	});
}
