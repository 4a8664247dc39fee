import { EngineError } from '../../../engine/EngineError';
import { SqliteStore } from '../../../engine/store/sqlite/SqliteStore';
import { claimDue, claimOne } from '../../../engine/jobs/claimJob';
import { getJob } from '../../../engine/jobs/listJobs';
import { runDueJobs } from '../../../engine/jobs/runDue';
import { runJob } from '../../../engine/jobs/runJob';
import type { Store } from '../../../engine/store/Store';
import { insertRows, count, execute, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { watchedStore } from '../../support/watchedStore';
import { JobWorld } from './JobWorld';

const RACES = 1_000;

describeStores('workers that run jobs', (newStore) => {
	let jobs: JobWorld;
	/** Another process on the same store: on SQLite another writer on the file. */
	let other: Store;

	beforeAll(async () => {
		jobs = await JobWorld.in(await newStore());
		other = jobs.store.dialect === 'sqlite' ? await SqliteStore.open(jobs.store.location) : jobs.store;
	});
	afterAll(async () => {
		if (other !== jobs.store) await other.close();
	});
	beforeEach(async () => {
		await execute(jobs.store, 'DELETE FROM job_result');
		await execute(jobs.store, 'DELETE FROM job');
	});

	/** As if the process ended after the nth transaction of a name. */
	const killedAfter = (name: string, nth: number): Store => {
		let times = 0;
		return watchedStore(jobs.store, {
			before: () => {
				if (times >= nth) throw new Error('killed');
			},
			after: (of) => {
				if (of === name && ++times >= nth) throw new Error('killed');
			},
		});
	};

	test('VM-17 two workers that ask for one job 1,000 times: each time one has it, never both', async () => {
		const selectionId = await jobs.world.select(await jobs.world.contacts(1));
		const settings = JSON.stringify(jobs.assign());
		const doubles: number[] = [];
		for (let race = 0; race < RACES; race++) {
			await insertRows(jobs.store, 'job', [{ name: `Race ${race}`, kind: 'assign', selection_id: selectionId, settings, state: 'queued', queued_at: 0, due_at: 0 }]);
			const claims = await Promise.all([jobs.store.run(claimDue, { worker: 'one' }), other.run(claimDue, { worker: 'other' })]);
			if (claims.filter((claim) => claim !== null).length !== 1) doubles.push(race);
			// Out of the way, however long the races take: a lease that runs out would be taken again.
			await execute(jobs.store, `UPDATE job SET state = 'done' WHERE state = 'running'`);
		}
		expect(doubles).toEqual([]);
		expect(await count(jobs.store, `SELECT COUNT(*) FROM job WHERE runs = 1 AND claimed_by IN ('one', 'other')`)).toBe(RACES);
	}, 180_000);

	test('VM-17 a dead worker\'s job is taken again once its lease is over, and not before; it goes on where it was, no record twice', async () => {
		const people = await jobs.world.contacts(20_000, () => ({ assigned_user_id: jobs.from }));
		const { id } = await jobs.queue(people, jobs.assign());
		await expect(runDueJobs(killedAfter('jobs.chunk', 8), { budget: 0 })).rejects.toThrow('killed');
		const done = await count(jobs.store, `SELECT COUNT(*) FROM job_result WHERE outcome IS NOT NULL`);
		expect(await other.run(claimDue, { worker: 'early' })).toBeNull();
		await expect(other.run(claimOne, { jobId: id, worker: 'early', askedBy: null })).rejects.toThrow('is being run by another execution');

		await execute(jobs.store, `UPDATE job SET lease_until = 1 WHERE id = ${id}`);
		const [ran] = await runDueJobs(other);
		expect(ran).toMatchObject({ ending: 'done', job: { id, runs: 1, counts: { contact: { found: 20_000, outcomes: { changed: 20_000 } } } } });
		expect(done).toBeGreaterThan(0);
		expect(done).toBeLessThan(20_000);
		// Whoever was done twice would have the new user as the old one.
		expect(await query(jobs.store, `SELECT DISTINCT old_value, new_value, outcome FROM job_result`)).toEqual([{ old_value: String(jobs.from), new_value: String(jobs.to), outcome: 'changed' }]);
	});

	test('VM-17 a worker that was thought dead and comes back does nothing more: the job is the other\'s', async () => {
		const people = await jobs.world.contacts(5_000, () => ({ assigned_user_id: jobs.from }));
		const { id } = await jobs.queue(people, jobs.assign());
		const claimed = await jobs.store.run(claimDue, { worker: 'slow' });
		await execute(jobs.store, `UPDATE job SET lease_until = 1 WHERE id = ${id}`);
		const taken = await other.run(claimDue, { worker: 'quick' });
		if (claimed === null || taken === null) throw new Error('Somebody did not get the job.');
		expect(await runJob(jobs.store, claimed, 'slow')).toMatchObject({ ending: 'lost' });
		expect(await count(jobs.store, 'SELECT COUNT(*) FROM job_result')).toBe(0);
		expect(await runJob(other, taken, 'quick')).toMatchObject({ ending: 'done' });
	});

	test('VM-17 two that run what is due at once share it out: each job once', async () => {
		const people = await jobs.world.contacts(2_000, () => ({ assigned_user_id: jobs.from }));
		const queued = [];
		for (let at = 0; at < 10; at++) queued.push((await jobs.queue(people.slice(at * 200, at * 200 + 200), jobs.assign())).id);
		const ran = (await Promise.all([runDueJobs(jobs.store), runDueJobs(other)])).flat();
		expect(ran.map(({ job }) => job.id).sort((a, b) => a - b)).toEqual(queued);
		expect(ran.filter(({ ending }) => ending !== 'done')).toEqual([]);
		expect(await count(jobs.store, `SELECT COUNT(*) FROM job_result WHERE outcome = 'changed'`)).toBe(2_000);
	});

	test('VM-17 a store in trouble is no fault of the job: it waits for its lease and is run again', async () => {
		const { id } = await jobs.queue(await jobs.world.contacts(1), jobs.assign());
		const locked = watchedStore(jobs.store, {
			before: (name) => {
				if (name === 'jobs.chunk') throw new EngineError('unavailable', 'The store is being written by another process.', 'Try again.');
			},
		});
		await expect(runDueJobs(locked)).rejects.toThrow('written by another process');
		expect(await getJob(jobs.store, id)).toMatchObject({ state: 'running', failure: null });
		await execute(jobs.store, `UPDATE job SET lease_until = 1 WHERE id = ${id}`);
		await jobs.runDue();
		expect(await getJob(jobs.store, id)).toMatchObject({ state: 'done' });
	});
});
