import type { Ref } from '../../support/campaignWorld';
import { count, execute, insertRows, query, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { JobWorld } from './JobWorld';

describeStores('jobs that assign records to another user', (newStore) => {
	let jobs: JobWorld;
	let account: Ref;
	let contact: Ref;
	/** What the test before left, by table: rows up to this id. */
	let before: Record<string, number>;

	beforeAll(async () => {
		jobs = await JobWorld.in(await newStore());
	});

	beforeEach(async () => {
		const { world } = jobs;
		before = {};
		for (const table of ['account', 'contact', 'lead', 'task', 'opportunity', 'activity', 'event', 'message']) before[table] = await count(jobs.store, `SELECT COALESCE(MAX(id), 0) FROM ${table}`);
		const mine = (row: Row): Row => ({ assigned_user_id: jobs.from, ...row });
		[account] = await world.add('account', mine({ name: 'Acme' }), mine({ name: 'Other' })) as [Ref, Ref];
		[contact] = await world.add('contact', mine({ name: 'Ana', account_id: account.id }), mine({ name: 'Ben', account_id: account.id }), mine({ name: 'Cai' })) as [Ref, Ref, Ref];
	});

	/** Records of a kind, each the old user's. */
	const hang = async (table: string, ...rows: Row[]) => await insertRows(jobs.store, table, rows.map((row) => ({ name: `A ${table}`, assigned_user_id: jobs.from, ...row })));
	const owners = async (table: string) => (await query(jobs.store, `SELECT assigned_user_id FROM ${table} WHERE id > ${before[table] ?? 0} ORDER BY id`)).map((row) => row.assigned_user_id);

	test('VM-15 an account goes to another user, with the kinds chosen that hang on it and no others', async () => {
		await hang('task', { account_id: account.id }, { account_id: account.id + 1 });
		await hang('opportunity', { account_id: account.id });
		await hang('activity', { account_id: account.id });
		await hang('event', { account_id: account.id });
		const { job, ending } = await jobs.carryOut([account], jobs.assign({ related: ['contact', 'task', 'activity'] }));
		expect(ending).toBe('done');
		expect(await owners('account')).toEqual([jobs.to, jobs.from]);
		expect(await owners('contact')).toEqual([jobs.to, jobs.to, jobs.from]);
		expect(await owners('task')).toEqual([jobs.to, jobs.from]);
		expect(await owners('activity')).toEqual([jobs.to]);
		expect(await owners('opportunity')).toEqual([jobs.from]);
		expect(await owners('event')).toEqual([jobs.from]);
		expect(job.counts).toEqual({
			account: { found: 1, outcomes: { changed: 1 } },
			contact: { found: 2, outcomes: { changed: 2 } },
			task: { found: 1, outcomes: { changed: 1 } },
			activity: { found: 1, outcomes: { changed: 1 } },
		});
	});

	test('VM-15 what hangs on an account only through one of its contacts goes along where asked for, whichever kinds go', async () => {
		await hang('task', { contact_id: contact.id }, { contact_id: contact.id, account_id: account.id }, { contact_id: contact.id + 2 });
		await hang('event', { contact_id: contact.id + 1 });
		await hang('message', { contact_id: contact.id, origin: 'manual', occurrence: '', recipient_kind: 2, recipient_id: contact.id, state: 'sent' });
		const related = ['task', 'event', 'message'] as const;
		await jobs.carryOut([account], jobs.assign({ related }));
		expect(await owners('task')).toEqual([jobs.from, jobs.to, jobs.from]);
		expect([...(await owners('event')), ...(await owners('message')), ...(await owners('contact'))]).toEqual([jobs.from, jobs.from, jobs.from, jobs.from, jobs.from]);

		await execute(jobs.store, `UPDATE task SET assigned_user_id = ${jobs.from} WHERE id > ${before.task}`);
		const { job } = await jobs.carryOut([account], jobs.assign({ related, throughContacts: true }));
		expect(await owners('task')).toEqual([jobs.to, jobs.to, jobs.from]);
		expect([...(await owners('event')), ...(await owners('message'))]).toEqual([jobs.to, jobs.to]);
		expect(await owners('contact')).toEqual([jobs.from, jobs.from, jobs.from]);
		// Two ways lead to the second task: it counts once.
		expect(job.counts.task).toEqual({ found: 2, outcomes: { changed: 2 } });
	});

	test('VM-15 contacts, leads and what follows from messages, tasks and opportunities, each with its own', async () => {
		const { world } = jobs;
		const [lead] = await world.add('lead', { name: 'Lea', assigned_user_id: jobs.from });
		const [message] = await world.add('message', { contact_id: contact.id, origin: 'manual', occurrence: '', recipient_kind: 2, recipient_id: contact.id, state: 'sent', assigned_user_id: jobs.from });
		const [opportunity] = await world.add('opportunity', { name: 'Deal', assigned_user_id: jobs.from });
		await hang('task', { contact_id: contact.id }, { lead_id: lead?.id ?? 0 }, { message_id: message?.id ?? 0 }, { opportunity_id: opportunity?.id ?? 0 });
		const related = ['contact', 'task', 'opportunity', 'message', 'activity', 'event'] as const;
		const run = async (...refs: (Ref | undefined)[]) => (await jobs.carryOut(refs.filter((ref) => ref !== undefined), jobs.assign({ related }))).job.counts;
		expect(await run(contact)).toEqual({ contact: { found: 1, outcomes: { changed: 1 } }, task: { found: 1, outcomes: { changed: 1 } }, message: { found: 1, outcomes: { changed: 1 } } });
		expect(await run(lead)).toEqual({ lead: { found: 1, outcomes: { changed: 1 } }, task: { found: 1, outcomes: { changed: 1 } } });
		expect(await run(message, opportunity)).toEqual({
			message: { found: 1, outcomes: { unchanged: 1 } },
			opportunity: { found: 1, outcomes: { changed: 1 } },
			task: { found: 2, outcomes: { changed: 2 } },
		});
		expect(await owners('task')).toEqual([jobs.to, jobs.to, jobs.to, jobs.to]);
	});

	test('VM-15 a task with an outcome stays too, whatever its status says, as on the tasks page; a selected one goes', async () => {
		const [done] = await hang('task', { account_id: account.id, status: 'in_progress', outcome: 'positive' }, { account_id: account.id, outcome: 'negative' }, { account_id: account.id, outcome: 'open' }, { account_id: account.id, outcome: null });
		await jobs.carryOut([account], jobs.assign({ related: ['task'], onlyOpen: true }));
		expect(await owners('task')).toEqual([jobs.from, jobs.from, jobs.to, jobs.to]);
		if (done === undefined) throw new Error('No task was made.');
		await jobs.carryOut([{ kind: 'task', id: done }], jobs.assign({ related: [], onlyOpen: true }));
		expect(await owners('task')).toEqual([jobs.to, jobs.from, jobs.to, jobs.to]);
	});

	test('VM-15 completed and cancelled tasks and closed opportunities stay with who had them, where only open ones are to go', async () => {
		await hang('task', { account_id: account.id, status: 'not_started' }, { account_id: account.id, status: 'completed' }, { account_id: account.id, status: 'cancelled' }, { account_id: account.id, status: null });
		await hang('opportunity', { account_id: account.id, stage: 'Proposal' }, { account_id: account.id, stage: 'Closed Won' });
		await jobs.carryOut([account], jobs.assign({ related: ['task', 'opportunity'], onlyOpen: true }));
		expect(await owners('task')).toEqual([jobs.to, jobs.from, jobs.from, jobs.to]);
		expect(await owners('opportunity')).toEqual([jobs.to, jobs.from]);
	});

	test('VM-17 results tell each record once with old and new user; one that is his already is left as it is, one deleted since is gone', async () => {
		await execute(jobs.store, `UPDATE contact SET assigned_user_id = ${jobs.to}, updated_at = 7 WHERE id = ${contact.id}`);
		await execute(jobs.store, `UPDATE contact SET assigned_user_id = NULL WHERE id = ${contact.id + 1}`);
		const selection = await jobs.world.select([account, contact, { kind: 'contact', id: contact.id + 2 }]);
		await execute(jobs.store, `DELETE FROM contact WHERE id = ${contact.id + 2}`);
		const { job } = await jobs.carryOut(selection, jobs.assign({ related: ['contact'] }));
		expect(job.counts).toEqual({ account: { found: 1, outcomes: { changed: 1 } }, contact: { found: 3, outcomes: { changed: 1, unchanged: 1, gone: 1 } } });
		const base = { field: 'assigned_user_id', new: jobs.to, newName: 'Margaret Park', error: null, source: null };
		expect(await jobs.results(job.id)).toEqual([
			{ ...base, kind: 'contact', id: contact.id, name: 'Ana', outcome: 'unchanged', old: jobs.to, oldName: 'Margaret Park' },
			{ ...base, kind: 'contact', id: contact.id + 1, name: 'Ben', outcome: 'changed', old: null, oldName: null },
			{ ...base, kind: 'contact', id: contact.id + 2, name: null, outcome: 'gone', old: null, oldName: null, new: null, newName: null, error: 'The record was deleted.' },
			{ ...base, kind: 'account', id: account.id, name: 'Acme', outcome: 'changed', old: jobs.from, oldName: 'Jane Peacock' },
		]);
		expect(await count(jobs.store, `SELECT updated_at FROM contact WHERE id = ${contact.id}`)).toBe(7);
	});

	test('VM-15 a company on which more hangs than a step takes is gone through in parts, and so are many with little', async () => {
		const [big] = await jobs.world.add('account', { name: 'Big', assigned_user_id: jobs.from });
		for (let part = 0; part < 3; part++) await hang('contact', ...Array.from({ length: 9_000 }, () => ({ account_id: big?.id ?? 0 })));
		const people = await query(jobs.store, `SELECT id FROM contact WHERE account_id = ${big?.id ?? 0} ORDER BY id`);
		await hang('task', ...people.map(({ id }) => ({ contact_id: id ?? null })));
		const many = await jobs.world.add('account', ...Array.from({ length: 300 }, (_, index) => ({ name: `Small ${index}`, assigned_user_id: jobs.from })));
		await hang('contact', ...many.map(({ id }) => ({ account_id: id })));
		const { job } = await jobs.carryOut([account, ...(big ? [big] : []), ...many], jobs.assign({ related: ['contact', 'task'], throughContacts: true }));
		expect(job.counts).toEqual({
			account: { found: 302, outcomes: { changed: 302 } },
			contact: { found: 27_302, outcomes: { changed: 27_302 } },
			task: { found: 27_000, outcomes: { changed: 27_000 } },
		});
		const gone = async (table: string) => (await owners(table)).filter((owner) => owner === jobs.to).length;
		expect([await gone('contact'), await gone('task')]).toEqual([27_302, 27_000]);
	});
});
