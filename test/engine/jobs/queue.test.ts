import { cancelJob } from '../../../engine/jobs/cancelJob';
import { deleteJob, finishDeletions } from '../../../engine/jobs/deleteJob';
import { jobResults } from '../../../engine/jobs/jobResults';
import { getJob, listJobs, type ListJobsInput } from '../../../engine/jobs/listJobs';
import { queueJob } from '../../../engine/jobs/queueJob';
import { runDueJobs, runJobNow } from '../../../engine/jobs/runDue';
import { dropExpired } from '../../../engine/selections/dropExpired';
import { setSelectionState } from '../../../engine/selections/selectionState';
import type { Ref } from '../../support/campaignWorld';
import { count, execute } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff, watchedStore } from '../../support/watchedStore';
import { JobWorld } from './JobWorld';

const DAY = 24 * 3_600_000;

describeStores('the queue of jobs', (newStore) => {
	let jobs: JobWorld;
	let contacts: Ref[];

	beforeAll(async () => {
		jobs = await JobWorld.in(await newStore());
	});
	beforeEach(async () => {
		await execute(jobs.store, 'DELETE FROM job_result');
		await execute(jobs.store, 'DELETE FROM job');
		contacts = await jobs.world.contacts(3, () => ({ assigned_user_id: jobs.from }));
	});

	const queue = async (more: Parameters<JobWorld['queue']>[2] = {}) => await jobs.queue(contacts, jobs.assign(), more);
	const list = async (more: Partial<ListJobsInput> = {}) => (await jobs.store.run(listJobs, { state: null, kind: null, search: '', limit: 50, beforeId: null, ...more })).map(({ id }) => id);
	const get = async (id: number) => await getJob(jobs.store, id);
	const ids = (ran: readonly { readonly job: { readonly id: number } }[]) => ran.map(({ job }) => job.id);
	const taken = async () => await count(jobs.store, `SELECT COUNT(*) FROM contact WHERE id >= ${contacts[0]?.id ?? 0} AND assigned_user_id = ${jobs.to}`);

	test('VM-17 a job is queued, listed, run when it is due, the one that waits longest first, and not before its time', async () => {
		const later = await queue({ dueAt: Date.now() + DAY });
		const second = await queue({ dueAt: Date.now() - 1_000, name: 'Élan' });
		const first = await queue({ dueAt: Date.now() - 2_000, queuedBy: 'Workflow "13", execution 7' });
		expect(first).toMatchObject({ state: 'queued', name: 'Assign 3 contacts to Margaret Park', queuedBy: 'Workflow "13", execution 7', runs: 0, counts: {}, startedAt: null, failure: null });
		expect(await list()).toEqual([first.id, second.id, later.id]);
		expect(await taken()).toBe(0);
		expect(ids(await jobs.runDue())).toEqual([first.id, second.id]);
		expect(await taken()).toBe(3);
		expect(await get(first.id)).toMatchObject({ state: 'done', runs: 1, counts: { contact: { found: 3, outcomes: { changed: 3 } } }, finishedAt: expect.any(Number) });
		expect(await get(second.id)).toMatchObject({ state: 'done', counts: { contact: { found: 3, outcomes: { unchanged: 3 } } } });
		expect(await list({ state: 'queued' })).toEqual([later.id]);
		expect(await list({ search: 'elan' })).toEqual([second.id]);
		expect(await list({ kind: 'copy' })).toEqual([]);
		expect(await list({ limit: 1, beforeId: first.id })).toEqual([second.id]);
		expect(await jobs.runDue()).toEqual([]);
	});

	test('VM-17 queued twice by a retry of the same step it is one job; by another step, or with other settings, two', async () => {
		const selectionId = await jobs.world.select(contacts);
		const ask = async (askedBy: string, settings = jobs.assign()) => await queueJob(jobs.store, { selectionId, settings, name: null, dueAt: null, queuedBy: null, askedBy }, jobs.store.id);
		const first = await ask('step 1');
		expect(await ask('step 1')).toEqual({ job: first.job, queuedBefore: true });
		expect((await ask('step 2')).job.id).not.toBe(first.job.id);
		expect((await ask('step 1', jobs.assign({ related: ['task'] }))).job.id).not.toBe(first.job.id);
		const [one, other] = await Promise.all([ask('step 3'), ask('step 3')]);
		expect(one.job.id).toBe(other.job.id);
	});

	test('VM-17 run now: before its time; again once it is done, with its last results only; not again for the same step', async () => {
		const { id } = await queue({ dueAt: Date.now() + DAY });
		expect(await runJobNow(jobs.store, id, 'step 1')).toMatchObject({ ending: 'done', job: { runs: 1, counts: { contact: { outcomes: { changed: 3 } } } } });
		expect(await runJobNow(jobs.store, id, 'step 1')).toMatchObject({ ending: 'done', job: { runs: 1 } });
		await execute(jobs.store, `DELETE FROM contact WHERE id = ${contacts[2]?.id ?? 0}`);
		expect(await runJobNow(jobs.store, id, 'step 2')).toMatchObject({ ending: 'done', job: { runs: 2, counts: { contact: { found: 3, outcomes: { unchanged: 2, gone: 1 } } } } });
		expect((await jobs.results(id)).map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged', 'gone']);
		await expect(runJobNow(jobs.store, 999_999, null)).rejects.toThrow('There is no job 999999');
	});

	test('VM-17 results come in pages, and by what became of the records', async () => {
		await execute(jobs.store, `UPDATE contact SET assigned_user_id = ${jobs.to} WHERE id = ${contacts[1]?.id ?? 0}`);
		const { id } = await queue();
		await jobs.runDue();
		const page = async (after: string | null, outcome: 'changed' | null = null) => await jobs.store.run(jobResults, { jobId: id, outcome, limit: 2, after });
		const first = await page(null);
		const second = await page(first.next);
		expect([...first.results, ...second.results].map((result) => result.id)).toEqual(contacts.map((contact) => contact.id));
		expect(second.next).toBeNull();
		expect((await page(null, 'changed')).results.map((result) => result.id)).toEqual([contacts[0]?.id, contacts[2]?.id]);
		await expect(page('nonsense')).rejects.toThrow('no place to go on from');
	});

	test('VM-17 cancelled: one that waits is not run, one under way stops between two chunks and keeps what it did; run now goes on', async () => {
		const waiting = await queue();
		expect(await jobs.store.run(cancelJob, waiting.id)).toMatchObject({ state: 'cancelled' });
		expect(await jobs.runDue()).toEqual([]);
		expect(await taken()).toBe(0);
		expect(await runJobNow(jobs.store, waiting.id, null)).toMatchObject({ ending: 'done' });
		expect(await taken()).toBe(3);
		await expect(jobs.store.run(cancelJob, waiting.id)).rejects.toThrow('is done: there is nothing to cancel');

		const many = await jobs.world.contacts(12_000, () => ({ assigned_user_id: jobs.from }));
		const big = await jobs.queue(many, jobs.assign());
		let chunks = 0;
		const [ran] = await runDueJobs(jobs.store, { budget: 0, onProgress: ({ id }) => void (++chunks === 4 && jobs.store.run(cancelJob, id)) });
		expect(ran).toMatchObject({ ending: 'cancelled', job: { id: big.id, state: 'cancelled' } });
		const done = await count(jobs.store, `SELECT COUNT(*) FROM job_result WHERE job_id = ${big.id} AND outcome = 'changed'`);
		const moved = async () => await count(jobs.store, `SELECT COUNT(*) FROM contact WHERE id >= ${many[0]?.id ?? 0} AND assigned_user_id = ${jobs.to}`);
		expect(await moved()).toBe(done);
		expect(done).toBeLessThan(12_000);
		expect(await runJobNow(jobs.store, big.id, null)).toMatchObject({ ending: 'done', job: { runs: 1, counts: { contact: { found: 12_000, outcomes: { changed: 12_000 } } } } });
		expect(await moved()).toBe(12_000);
	});

	test('VM-17 cancelled and deleted while it is run: what it did stays, and the others that are due are run all the same', async () => {
		const many = await jobs.world.contacts(8_000, () => ({ assigned_user_id: jobs.from }));
		const [big, next] = [await jobs.queue(many, jobs.assign()), await queue()];
		let chunks = 0;
		const gone: Promise<unknown>[] = [];
		const remove = async (id: number) => {
			await jobs.store.run(cancelJob, id);
			await deleteJob(jobs.store, id);
		};
		const waiting = watchedStore(jobs.store, { before: async () => void (await Promise.all(gone)) });
		const ran = await runDueJobs(waiting, { budget: 0, onProgress: ({ id }) => void (id === big.id && ++chunks === 6 && gone.push(remove(id))) });
		expect(ran.map(({ job, ending }) => [job.id, ending])).toEqual([[big.id, 'deleted'], [next.id, 'done']]);
		expect(await count(jobs.store, `SELECT COUNT(*) FROM job_result WHERE job_id = ${big.id}`)).toBe(0);
		const counted = ran[0]?.job.counts.contact?.outcomes.changed ?? 0;
		expect(await count(jobs.store, `SELECT COUNT(*) FROM contact WHERE id >= ${many[0]?.id ?? 0} AND id <= ${many.at(-1)?.id ?? 0} AND assigned_user_id = ${jobs.to}`)).toBe(counted);
	});

	test('VM-17 deleted with its results; not while it is run; a deletion that was broken off is ended by the next run', async () => {
		const { id } = await queue();
		await jobs.runDue();
		await execute(jobs.store, `UPDATE job SET state = 'running', lease_until = ${Date.now() + DAY} WHERE id = ${id}`);
		await expect(deleteJob(jobs.store, id)).rejects.toThrow('is being run');
		await execute(jobs.store, `UPDATE job SET state = 'done', lease_until = NULL WHERE id = ${id}`);
		await expect(deleteJob(brokenOff(jobs.store, 'before', 'jobs.deleteSome'), id)).rejects.toThrow('killed');
		expect(await list()).toEqual([]);
		await expect(get(id)).rejects.toThrow(`There is no job ${id}`);
		await expect(runJobNow(jobs.store, id, null)).rejects.toThrow(`There is no job ${id}`);
		await finishDeletions(jobs.store);
		expect(await count(jobs.store, 'SELECT (SELECT COUNT(*) FROM job) + (SELECT COUNT(*) FROM job_result)')).toBe(0);
		expect(await taken()).toBe(3);
		await expect(deleteJob(jobs.store, id)).rejects.toThrow(`There is no job ${id}`);
	});

	test('VM-17 a job keeps its records for as long as it waits, beyond the selection\'s expiry; done, they are let go', async () => {
		const selectionId = await jobs.world.select(contacts);
		const { id } = await jobs.queue(selectionId, jobs.assign());
		await execute(jobs.store, `UPDATE selection SET expires_at = 1 WHERE id = ${selectionId}`);
		await dropExpired(jobs.store, Date.now());
		expect(await jobs.runDue()).toMatchObject([{ ending: 'done', job: { id, counts: { contact: { found: 3 } } } }]);
		await dropExpired(jobs.store, Date.now());
		expect(await count(jobs.store, `SELECT COUNT(*) FROM selection_member WHERE selection_id = ${selectionId}`)).toBe(0);
		await expect(runJobNow(jobs.store, id, null)).rejects.toThrow('were let go');
		expect(await get(id)).toMatchObject({ state: 'done', runs: 1 });
		await expect(jobs.queue(selectionId, jobs.assign())).rejects.toThrow('expired');
	});

	test('VM-17 X-07 a selection that may not be processed is refused when a job is queued, and again when it is run', async () => {
		const confirmed = await jobs.world.select(contacts);
		await setSelectionState(jobs.store, confirmed, 'in_review');
		await expect(jobs.queue(confirmed, jobs.assign())).rejects.toThrow('is in review');
		await setSelectionState(jobs.store, confirmed, 'confirmed');
		const { id } = await jobs.queue(confirmed, jobs.assign());
		await jobs.runDue();
		expect(await get(id)).toMatchObject({ state: 'done' });

		const open = await jobs.world.select(contacts, { campaignId: jobs.world.campaignId });
		const waiting = await jobs.queue(open, jobs.assign({ userId: jobs.from }));
		await execute(jobs.store, `UPDATE campaign SET require_confirmation = 1 WHERE id = ${jobs.world.campaignId}`);
		expect(await jobs.runDue()).toMatchObject([{ ending: 'failed', job: { id: waiting.id, failure: { message: expect.stringContaining('was not confirmed'), wayOut: expect.stringContaining('CRM Review') } } }]);
		await expect(jobs.queue(open, jobs.assign())).rejects.toThrow('its campaign asks for it');
		expect(await taken()).toBe(3);
		await setSelectionState(jobs.store, open, 'in_review');
		await setSelectionState(jobs.store, open, 'rejected');
		expect(await runJobNow(jobs.store, waiting.id, null)).toMatchObject({ ending: 'failed', job: { failure: { message: expect.stringContaining('rejected') } } });
		await execute(jobs.store, `UPDATE campaign SET require_confirmation = 0`);
	});

	test('VM-15 a user that is gone, or was never there: refused, or the job fails and says so, each with a way out that can be gone', async () => {
		await expect(jobs.queue(contacts, jobs.assign({ userId: 999_999 }))).rejects.toMatchObject({ message: expect.stringContaining('There is no user 999999'), wayOut: expect.stringContaining('Assign To') });
		const { id } = await jobs.queue(contacts, jobs.assign({ userId: jobs.world.users[2] ?? 0 }));
		await execute(jobs.store, `DELETE FROM crm_user WHERE id = ${jobs.world.users[2] ?? 0}`);
		const [ran] = await jobs.runDue();
		expect(ran).toMatchObject({ ending: 'failed', job: { id, state: 'failed', failure: { message: expect.stringContaining('There is no user'), wayOut: expect.stringMatching(/^A job keeps the settings .* queue a new one/) } } });
		expect(await jobs.runDue()).toEqual([]);
	});

	test('VM-17 stopped by its time it goes on with the next run, where it was', async () => {
		const many = await jobs.world.contacts(2_000, () => ({ assigned_user_id: jobs.from }));
		const { id } = await jobs.queue(many, jobs.assign());
		const stop = new AbortController();
		const [ran] = await runDueJobs(jobs.store, { budget: 0, signal: stop.signal, onProgress: ({ counts }) => void (Object.keys(counts.contact?.outcomes ?? {}).length > 0 && stop.abort()) });
		expect(ran).toMatchObject({ ending: 'stopped', job: { id, state: 'queued', counts: { contact: { found: 2_000, outcomes: { changed: 1_000 } } } } });
		expect(await runDueJobs(jobs.store, { until: Date.now() - 1 })).toEqual([]);
		expect(await jobs.runDue()).toMatchObject([{ ending: 'done', job: { id, runs: 1, counts: { contact: { found: 2_000, outcomes: { changed: 2_000 } } } } }]);
	});
});
