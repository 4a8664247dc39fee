import fc from 'fast-check';

import { addsUp } from '../../../engine/campaigns/checkedCounts';
import type { ProcessSettings } from '../../../engine/campaigns/ProcessRun';
import { beginRun } from '../../../engine/campaigns/beginRun';
import { processChunk } from '../../../engine/campaigns/processChunk';
import { runProcess } from '../../../engine/campaigns/runProcess';
import { setConsent } from '../../../engine/consent/setConsent';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { SearchKind } from '../../../engine/records/kinds';
import { setSelectionState } from '../../../engine/selections/selectionState';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { count, execute, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('process runs', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});

	const operations = (): ProcessSettings[] => [
		world.tasks,
		{ operation: 'opportunities', stage: 'Prospecting', closeDate: null, amount: null, assignment: { kind: 'own' }, once: null },
		{ operation: 'campaign_link', status: null },
		world.messages,
		{ operation: 'contacts' },
		world.events,
		world.fair,
		{ operation: 'edit', changes: { contact: [{ field: 'city', value: 'Roma' }] } },
	];
	const made = async () =>
		Object.fromEntries(
			await Promise.all(
				['task', 'opportunity', 'campaign_member', 'message', 'contact', 'event', 'event_participant'].map(async (table) => [table, await count(store, `SELECT COUNT(*) FROM ${table}`)] as const),
			),
		);

	test('VM-07 general parameters ride with the selection to every process, and each can be overridden', async () => {
		const riding = { reference: 'Fair', dateAt: Date.UTC(2031, 4, 1), campaignId: world.campaignId, assignedUserId: world.users[1] ?? 0, description: 'From the fair' };
		const selection = await world.select(await world.contacts(1, () => ({ assigned_user_id: world.users[0] ?? 0 })), riding);
		for (const settings of operations()) await world.process(selection, settings);
		const expected = { name: 'Person 1 - Fair', assigned_user_id: world.users[1], description: 'From the fair', campaign_id: world.campaignId };
		expect(await query(store, `SELECT * FROM task WHERE campaign_id = ${world.campaignId}`)).toEqual([expect.objectContaining({ ...expected, due_at: riding.dateAt })]);
		expect(await query(store, `SELECT * FROM opportunity WHERE campaign_id = ${world.campaignId}`)).toEqual([expect.objectContaining(expected)]);
		expect(await query(store, `SELECT * FROM message WHERE campaign_id = ${world.campaignId}`)).toEqual([expect.objectContaining({ ...expected, date_at: riding.dateAt })]);
		expect(await count(store, `SELECT COUNT(*) FROM campaign_member WHERE campaign_id = ${world.campaignId}`)).toBe(1);
		expect(await query(store, `SELECT * FROM event WHERE campaign_id = ${world.campaignId} ORDER BY id`)).toEqual([
			expect.objectContaining({ ...expected, start_at: riding.dateAt }),
			expect.objectContaining({ ...expected, start_at: riding.dateAt, name: 'Fair' }),
		]);

		const other = await world.newCampaign('Other');
		const own = { reference: 'Call', dateAt: Date.UTC(2032, 0, 1), campaignId: other, assignedUserId: world.users[2] ?? 0, description: 'Own' };
		for (const settings of operations()) await world.process(selection, settings, own);
		const overridden = { name: 'Person 1 - Call', assigned_user_id: world.users[2], description: 'Own', campaign_id: other };
		for (const table of ['task', 'opportunity', 'message']) {
			expect(await query(store, `SELECT * FROM ${table} WHERE campaign_id = ${other}`)).toEqual([expect.objectContaining(overridden)]);
		}
		const starts = { start_at: own.dateAt };
		expect(await query(store, `SELECT * FROM event WHERE campaign_id = ${other} ORDER BY id`)).toEqual([
			expect.objectContaining({ ...overridden, ...starts, end_at: own.dateAt + 3_600_000 }),
			expect.objectContaining({ ...overridden, ...starts, name: 'Call' }),
		]);
	});

	test('VM-07 a task\'s own salesperson comes before the general parameters, and a nameless record is called by the reference', async () => {
		const records = await world.add('contact', { email: 'nameless@example.com' });
		const selection = await world.select(records, { assignedUserId: world.users[0] ?? 0, reference: 'Élan', campaignId: world.campaignId });
		await world.process(selection, { ...world.tasks, assignment: { kind: 'user', userId: world.users[1] ?? 0 } });
		expect(await query(store, `SELECT name, name_f, assigned_user_id FROM task WHERE campaign_id = ${world.campaignId}`)).toEqual([
			{ name: 'Élan', name_f: 'elan', assigned_user_id: world.users[1] },
		]);
	});

	test('X-03 the same run again creates nothing and answers the same; create again is explicit', async () => {
		const accounts = await world.add('account', { name: 'Lonely' });
		const selection = await world.select([...(await world.contacts(5)), ...accounts], { campaignId: world.campaignId, dateAt: Date.UTC(2031, 0, 1) });
		for (const settings of operations()) {
			const first = await world.process(selection, settings);
			const before = await made();
			for (const dryRun of [false, true]) {
				const again = await world.process(selection, settings, {}, { dryRun });
				expect(again).toMatchObject({ counts: first.counts, doneBefore: true });
			}
			expect(await made()).toEqual(before);
			const once = await world.process(selection, settings, {}, { createAgain: true });
			expect(once.doneBefore).toBe(false);
			expect(addsUp(once.counts)).toBe(true);
			const repeats = settings.operation === 'tasks' || settings.operation === 'opportunities' || settings.operation === 'events';
			expect(once.counts.done).toBe(repeats ? first.counts.done : 0);
		}
	});

	test('X-03 a retry whose date was worked out anew resumes the run it began', async () => {
		const selection = await world.select(await world.contacts(3_000));
		const settings = world.tasks;
		const run = await store.run(beginRun, { selectionId: selection, settings, parameters: { dateAt: 1_000, campaignId: world.campaignId }, createAgain: false });
		await store.run(processChunk, { runId: run.id });
		await execute(store, `UPDATE process_run SET state = 'running' WHERE id = ${run.id}`);
		const retried = await world.process(selection, settings, { dateAt: 2_000, campaignId: world.campaignId });
		expect(retried).toMatchObject({ runId: run.id, counts: { done: 3_000 } });
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE campaign_id = ${world.campaignId}`)).toBe(3_000);
		const another = await world.process(selection, settings, { dateAt: 3_000, campaignId: world.campaignId });
		expect(another.counts.done).toBe(3_000);
	});

	test('X-03 one run carried out by several at once is done once', async () => {
		const selection = await world.select(await world.contacts(3_000), { campaignId: world.campaignId });
		const results = await Promise.all([1, 2, 3, 4].map(() => world.process(selection, world.tasks)));
		for (const { counts } of results) expect(counts).toEqual({ selected: 3_000, done: 3_000, skipped: {}, notSent: {} });
		expect(new Set(results.map((result) => result.runId)).size).toBe(1);
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE campaign_id = ${world.campaignId}`)).toBe(3_000);
	});

	test('X-03 a run stopped between two chunks is resumed and ends with exact counts', async () => {
		const selection = await world.select(await world.contacts(30_000), { campaignId: world.campaignId });
		const stop = new AbortController();
		let chunks = 0;
		const spied: Store = {
			dialect: store.dialect,
			id: store.id,
			location: store.location,
			intake: store.intake,
			close: () => store.close(),
			run: async (transaction, input) => {
				if (transaction.name === processChunk.name && ++chunks === 2) stop.abort(new Error('stopped'));
				return await store.run(transaction, input);
			},
		};
		await world.through(spied).process(selection, world.tasks, {}, { signal: stop.signal }).catch((error: unknown) => expect(error).toMatchObject({ message: 'stopped' }));
		const result = await world.process(selection, world.tasks);
		expect(result.counts).toEqual({ selected: 30_000, done: 30_000, skipped: {}, notSent: {} });
		expect(await count(store, `SELECT COUNT(DISTINCT source_id) FROM task WHERE campaign_id = ${world.campaignId}`)).toBe(30_000);
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE campaign_id = ${world.campaignId}`)).toBe(30_000);
	});

	test('X-02 a dry run writes nothing and says exactly what the run then does', async () => {
		const accounts = await world.add('account', { name: 'A', email: 'a@example.com' }, { name: 'B', email: 'out@example.com' }, { name: 'C' });
		const at = (refs: readonly Ref[], index: number) => refs[index % refs.length]?.id ?? 0;
		const emails = ['a@example.com', 'A@EXAMPLE.com', 'b@example.com', null, 'broken@', 'out@example.com', 'c@example.com'];
		const contacts = await world.add('contact', ...Array.from({ length: 14 }, (_, index) => ({ name: `C${index}`, email: emails[index % 7] ?? null, account_id: index % 4 === 0 ? at(accounts, index) : null })));
		const leads = await world.add('lead', ...Array.from({ length: 7 }, (_, index) => ({ name: `L${index}`, email: emails[index] ?? null })));
		const tasks = await world.add('task', ...Array.from({ length: 8 }, (_, index) => ({ name: `T${index}`, contact_id: index % 3 === 0 ? at(contacts, index) : null, lead_id: index % 3 === 1 ? at(leads, index) : null })));
		const deals = await world.add('opportunity', ...Array.from({ length: 5 }, (_, index) => ({ name: `O${index}`, account_id: index % 2 ? at(accounts, index) : null })));
		const all = [...accounts, ...contacts, ...leads, ...tasks, ...deals];
		await store.run(setConsent, { decision: 'no', address: 'out@example.com', record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'x', proof: null, happenedAt: null });
		const gone = await world.add('lead', { name: 'Gone', email: 'gone@example.com' });
		const kinds: SearchKind[] = ['contact', 'lead', 'account', 'task', 'opportunity'];
		let round = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.subarray([...all, ...gone], { minLength: 1 }),
				fc.array(fc.tuple(fc.nat({ max: operations().length - 1 }), fc.boolean(), fc.subarray(kinds, { minLength: 1 })), { minLength: 1, maxLength: 4 }),
				async (rows, steps) => {
					const campaignId = await world.newCampaign(`Round ${++round}`);
					const selections = await Promise.all(steps.map(([, , among]) => world.select(rows.filter((row) => among.includes(row.kind)))));
					for (const [index, [which, once]] of steps.entries()) {
						const base = operations()[which] ?? world.tasks;
						const settings = base.operation === 'tasks' || base.operation === 'opportunities' ? { ...base, once: once ? `round ${round}` : null } : base;
						const parameters = { campaignId, dateAt: Date.UTC(2031, 0, 1) };
						const selection = selections[index] ?? 0;
						const before = await made();
						const foreseen = await world.process(selection, settings, parameters, { dryRun: true });
						expect(await made()).toEqual(before);
						const result = await world.process(selection, settings, parameters);
						expect(foreseen.counts).toEqual(result.counts);
						expect(addsUp(result.counts)).toBe(true);
						expect(result.counts.selected).toBe(rows.filter((row) => steps[index]?.[2].includes(row.kind)).length);
					}
				},
			),
			{ numRuns: 40, seed: 7 },
		);
	}, 120_000);

	test('a selection that may not be processed is refused, whatever the operation', async () => {
		const records = await world.contacts(2);
		const asked = { campaignId: world.campaignId };
		const refused = async (selection: number, says: RegExp, storeId = store.id) => {
			for (const settings of operations()) {
				const before = await made();
				const input = { selectionId: selection, settings, parameters: asked, createAgain: false };
				for (const dryRun of [true, false]) {
					await expect(runProcess(store, input, { storeId, dryRun })).rejects.toMatchObject({ name: 'EngineError', message: expect.stringMatching(says) });
				}
				expect(await made()).toEqual(before);
			}
		};
		await refused(999_999, /no selection 999999/);
		await refused(await world.select(records), /another store/, 'somewhere else');
		const inReview = await world.select(records);
		await setSelectionState(store, inReview, 'in_review');
		await refused(inReview, /in review/);
		await setSelectionState(store, inReview, 'rejected');
		await refused(inReview, /rejected/);
		const expired = await world.select(records);
		await execute(store, `UPDATE selection SET expires_at = 1 WHERE id = ${expired}`);
		await refused(expired, /expired/);
		const building = await world.select(records);
		await execute(store, `UPDATE selection SET state = 'building' WHERE id = ${building}`);
		await refused(building, /not finished/);
		const unconfirmed = await world.select(records);
		await execute(store, `UPDATE selection SET require_confirmation = 1 WHERE id = ${unconfirmed}`);
		await refused(unconfirmed, /not confirmed/);
	});

	test('a campaign that requires confirmation refuses what nobody confirmed', async () => {
		const strict = await world.newCampaign('Strict', { require_confirmation: 1 });
		const selection = await world.select(await world.contacts(1), { campaignId: strict });
		await expect(world.process(selection, world.tasks)).rejects.toMatchObject({ code: 'not-allowed' });
		await setSelectionState(store, selection, 'in_review');
		await setSelectionState(store, selection, 'confirmed');
		expect((await world.process(selection, world.tasks)).counts.done).toBe(1);
	});

	test('a campaign deleted between search and process, and one deleted during it, is named', async () => {
		const campaignId = await world.newCampaign('Short-lived');
		const selection = await world.select(await world.contacts(2), { campaignId });
		const run = await store.run(beginRun, { selectionId: selection, settings: world.tasks, parameters: {}, createAgain: false });
		await deleteRecord(store, { kind: 'campaign', id: campaignId, reassignTo: null });
		for (const settings of operations()) {
			await expect(world.process(selection, settings)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(`Campaign ${campaignId}`) });
		}
		await expect(store.run(processChunk, { runId: run.id })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(`Campaign ${campaignId}`) });
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE campaign_id = ${campaignId}`)).toBe(0);
	});

	test('messages and links without a campaign, a user that is gone, nobody to share among: named, nothing created', async () => {
		const selection = await world.select(await world.contacts(2));
		const before = await made();
		await expect(world.process(selection, world.messages)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('campaign') });
		await expect(world.process(selection, { operation: 'campaign_link', status: null })).rejects.toMatchObject({ code: 'invalid-input' });
		const user = await insertRow(store, 'crm_user', { name: 'Left' });
		await execute(store, `DELETE FROM crm_user WHERE id = ${user}`);
		await expect(world.process(selection, { ...world.tasks, assignment: { kind: 'user', userId: user } })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(String(user)) });
		await expect(world.process(selection, { ...world.tasks, assignment: { kind: 'shared', userIds: [world.users[0] ?? 0, user] } })).rejects.toMatchObject({ code: 'not-found' });
		await expect(world.process(selection, world.tasks, { assignedUserId: user })).rejects.toMatchObject({ code: 'not-found' });
		await expect(world.process(selection, { ...world.tasks, assignment: { kind: 'shared', userIds: [] } })).rejects.toMatchObject({ code: 'invalid-input' });
		expect(await made()).toEqual(before);
	});
});
