import { dryRunJob } from '../../../engine/jobs/dryRunJob';
import type { Ref } from '../../support/campaignWorld';
import { execute, insertRows } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';
import { JobWorld } from './JobWorld';

describeStores('dry runs of jobs', (newStore) => {
	let jobs: JobWorld;
	let accounts: Ref[];

	beforeAll(async () => {
		jobs = await JobWorld.in(await newStore());
		accounts = await jobs.world.add('account', { name: 'Acme', city: 'Roma', assigned_user_id: jobs.from }, { name: 'Bolt', city: 'x'.repeat(600), assigned_user_id: jobs.to });
		await insertRows(jobs.store, 'contact', Array.from({ length: 60 }, (_, index) => ({ name: `Person ${index}`, account_id: accounts[index % 2]?.id ?? 0, assigned_user_id: jobs.from })));
	});

	const dry = async (settings: Parameters<JobWorld['queue']>[1], show: number) => await dryRunJob(jobs.store, { selectionId: await jobs.world.select(accounts), settings }, jobs.store.id, show);

	test('VM-15 X-02 tells by kind what would change, and the first changes with old and new', async () => {
		const told = await dry(jobs.assign({ related: ['contact'] }), 3);
		expect(told.counts).toEqual({ account: { found: 2, outcomes: { changed: 1, unchanged: 1 } }, contact: { found: 60, outcomes: { changed: 60 } } });
		expect(told.changes).toMatchObject([
			{ kind: 'account', name: 'Acme', oldName: 'Jane Peacock', newName: 'Margaret Park', outcome: 'changed' },
			{ kind: 'contact', name: 'Person 0', old: jobs.from, new: jobs.to },
			{ kind: 'contact', name: 'Person 1' },
		]);
		expect(told.refusals).toEqual([]);
	});

	test('VM-16 X-02 tells what would be refused, and why', async () => {
		const told = await dry(jobs.copy(), 2);
		expect(told.counts).toEqual({ contact: { found: 60, outcomes: { changed: 30, refused: 30 } } });
		expect(told.changes).toMatchObject([{ old: null, new: 'Roma', source: { kind: 'account', name: 'Acme' } }, { new: 'Roma' }]);
		expect(told.refusals).toMatchObject([{ outcome: 'refused', error: expect.stringContaining('600 characters'), source: { name: 'Bolt' } }, {}]);
	});

	test('X-02 changes nothing in the store', async () => {
		const selectionId = await jobs.world.select(accounts);
		const before = await wholeStore(jobs.store);
		await dryRunJob(jobs.store, { selectionId, settings: jobs.assign({ related: ['contact', 'task'], throughContacts: true }) }, jobs.store.id, 10);
		await dryRunJob(jobs.store, { selectionId, settings: jobs.copy() }, jobs.store.id, 10);
		expect(await wholeStore(jobs.store)).toEqual(before);
	});

	test('X-02 refuses what queueing refuses, and can be stopped', async () => {
		await expect(dry(jobs.copy({ toField: 'created_at' }), 1)).rejects.toThrow('kept by the engine');
		await expect(dry(jobs.assign({ userId: 999_999 }), 1)).rejects.toThrow('There is no user 999999');
		const selectionId = await jobs.world.select(accounts);
		await expect(dryRunJob(jobs.store, { selectionId, settings: jobs.assign() }, 'another store', 1)).rejects.toThrow('made in another store');
		await expect(dryRunJob(jobs.store, { selectionId, settings: jobs.assign() }, jobs.store.id, 1, AbortSignal.abort())).rejects.toThrow('aborted');
		await execute(jobs.store, `UPDATE selection SET state = 'rejected' WHERE id = ${selectionId}`);
		await expect(dryRunJob(jobs.store, { selectionId, settings: jobs.assign() }, jobs.store.id, 1)).rejects.toThrow('was rejected');
	});
});
