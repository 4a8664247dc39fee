import { addsUp } from '../../../engine/campaigns/checkedCounts';
import type { Assignment } from '../../../engine/campaigns/ProcessRun';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('tasks and opportunities of a selection', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});

	const shares = async (campaignId: number) =>
		(await query(store, `SELECT assigned_user_id AS who, COUNT(*) AS many FROM task WHERE campaign_id = ${campaignId} GROUP BY 1 ORDER BY 1`)).map((row) => row.many);

	test('VM-09 a task hangs on the row\'s own record, with its account, contact, lead, message and campaign', async () => {
		const [account] = await world.add('account', { name: 'Embraer', assigned_user_id: world.users[2] ?? 0 });
		const [contact] = await world.add('contact', { name: 'Luís', account_id: account?.id ?? 0, assigned_user_id: world.users[0] ?? 0 });
		const [lead] = await world.add('lead', { name: 'Léonie' });
		const old = await world.newCampaign('Autumn');
		const [message] = await world.add('message', {
			name: 'Mail', origin: 'logged', occurrence: '', state: 'sent', recipient_kind: 2, recipient_id: contact?.id ?? 0, contact_id: contact?.id ?? 0, campaign_id: old,
		});
		const [opportunity] = await world.add('opportunity', { name: 'Deal', contact_id: contact?.id ?? 0 });
		const rows = [account, contact, lead, message, opportunity].flatMap((ref) => ref ?? []);
		const due = Date.UTC(2030, 0, 2, 9);
		await world.process(await world.select(rows, { reference: 'Call', dateAt: due }), { ...world.tasks, status: 'in_progress' });
		const made = await query(store, `SELECT * FROM task WHERE run_id = (SELECT MAX(id) FROM process_run) ORDER BY id`);
		const common = { type: 'Call', type_f: 'call', status: 'in_progress', outcome: 'open', due_at: due };
		expect(made).toEqual([
			expect.objectContaining({ ...common, name: 'Luís - Call', contact_id: contact?.id, account_id: account?.id, assigned_user_id: world.users[0], campaign_id: null }),
			expect.objectContaining({ ...common, name: 'Léonie - Call', name_f: 'leonie - call', lead_id: lead?.id, contact_id: null, account_id: null, assigned_user_id: null }),
			expect.objectContaining({ ...common, name: 'Embraer - Call', account_id: account?.id, contact_id: null, assigned_user_id: world.users[2] }),
			expect.objectContaining({ ...common, name: 'Mail - Call', message_id: message?.id, contact_id: contact?.id, account_id: account?.id, campaign_id: old, assigned_user_id: world.users[0] }),
			expect.objectContaining({ ...common, name: 'Deal - Call', opportunity_id: opportunity?.id, contact_id: contact?.id, account_id: account?.id, assigned_user_id: world.users[0] }),
		]);
	});

	test('VM-09 all to one person', async () => {
		const who = world.users[1] ?? 0;
		const selection = await world.select(await world.contacts(7, () => ({ assigned_user_id: world.users[0] ?? 0 })));
		await world.process(selection, { ...world.tasks, assignment: { kind: 'user', userId: who } }, { campaignId: world.campaignId });
		expect(await query(store, `SELECT DISTINCT assigned_user_id FROM task WHERE campaign_id = ${world.campaignId}`)).toEqual([{ assigned_user_id: who }]);
	});

	test('VM-09 shared out among several, shares differ by one at most: over chunks, over deleted records, over follow-ups done before', async () => {
		const records = await world.contacts(9_001);
		const assignment: Assignment = { kind: 'shared', userIds: world.users };
		const settings = { ...world.tasks, assignment, once: `share ${world.campaignId}` };
		// Every third has its follow-up already: in turn by place alone, one person would get nothing.
		const done = await world.process(await world.select(records.filter((_, index) => index % 3 === 0)), { ...settings, assignment: { kind: 'own' } });
		expect(done.counts.done).toBe(3_001);
		const selection = await world.select(records);
		for (const index of [1, 4, 7, 10, 13]) await deleteRecord(store, { kind: 'contact', id: records[index]?.id ?? 0, reassignTo: null });
		const result = await world.process(selection, settings, { campaignId: world.campaignId });
		expect(result.counts).toEqual({ selected: 9_001, done: 5_995, skipped: { gone: 5, 'already done': 3_001 }, notSent: {} });
		const each = (await shares(world.campaignId)).map(Number);
		expect(each.reduce((sum, share) => sum + share, 0)).toBe(5_995);
		expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
	});

	test('VM-09 shares stay even over many small runs', async () => {
		const assignment: Assignment = { kind: 'shared', userIds: world.users };
		for (const record of await world.contacts(10)) {
			await world.process(await world.select([record]), { ...world.tasks, assignment }, { campaignId: world.campaignId });
			await world.process(await world.select([record]), world.tasks);
		}
		expect((await shares(world.campaignId)).map(Number).sort()).toEqual([3, 3, 4]);
	});

	test('VM-10 opportunities with stage, close date and amount, linked to account, contact and campaign', async () => {
		const [account] = await world.add('account', { name: 'Embraer' });
		const [contact] = await world.add('contact', { name: 'Luís', account_id: account?.id ?? 0 });
		const [task] = await world.add('task', { name: 'Called', contact_id: contact?.id ?? 0, assigned_user_id: world.users[1] ?? 0 });
		const [opportunity] = await world.add('opportunity', { name: 'Old deal' });
		const rows = [contact, task, opportunity].flatMap((ref) => ref ?? []);
		const settings = { operation: 'opportunities', stage: 'Propuesta', closeDate: '2030-12-31', amount: 1234.5, assignment: { kind: 'own' }, once: null } as const;
		const selection = await world.select(rows, { campaignId: world.campaignId });
		const foreseen = await world.process(selection, settings, {}, { dryRun: true });
		const { counts } = await world.process(selection, settings);
		expect(counts).toEqual({ selected: 3, done: 2, skipped: { 'no meaning': 1 }, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
		const common = { stage: 'Propuesta', stage_f: 'propuesta', close_date: '2030-12-31', amount: 1234.5, account_id: account?.id, contact_id: contact?.id, campaign_id: world.campaignId };
		expect(await query(store, `SELECT * FROM opportunity WHERE campaign_id = ${world.campaignId} ORDER BY id`)).toEqual([
			expect.objectContaining({ ...common, name: 'Luís', task_id: null }),
			expect.objectContaining({ ...common, name: 'Called', task_id: task?.id, assigned_user_id: world.users[1] }),
		]);
	});

	test('VM-13 a follow-up of one name is made once a record, however many runs there are', async () => {
		const records = await world.contacts(50);
		const settings = { ...world.tasks, once: `opened ${world.campaignId}` };
		expect((await world.process(await world.select(records.slice(0, 30)), settings)).counts.done).toBe(30);
		const selection = await world.select(records);
		const foreseen = await world.process(selection, settings, {}, { dryRun: true });
		const second = await world.process(selection, settings, { reference: 'again' });
		expect(second.counts).toEqual({ selected: 50, done: 20, skipped: { 'already done': 30 }, notSent: {} });
		expect(foreseen.counts).toEqual(second.counts);
		const forced = await world.process(selection, settings, { reference: 'again' }, { createAgain: true });
		expect(forced.counts).toMatchObject({ done: 0, skipped: { 'already done': 50 } });
		expect(addsUp(forced.counts)).toBe(true);
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE once = 'opened ${world.campaignId}'`)).toBe(50);
		expect((await world.process(selection, { ...settings, once: `clicked ${world.campaignId}` })).counts.done).toBe(50);
	});

	test('VM-13 the same follow-up by two runs at once is made once', async () => {
		const records = await world.contacts(300);
		const settings = { ...world.tasks, once: `race ${world.campaignId}` };
		const selections = [await world.select(records), await world.select(records.slice(100))];
		const results = await Promise.all(selections.map((selection) => world.process(selection, settings)));
		expect(results.every(({ counts }) => addsUp(counts))).toBe(true);
		expect(results.reduce((sum, { counts }) => sum + counts.done, 0)).toBe(300);
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE once = 'race ${world.campaignId}'`)).toBe(300);
	});
});
