import { checkConsent } from '../../../engine/consent/checkConsent';
import { setConsent } from '../../../engine/consent/setConsent';
import { addsUp } from '../../../engine/campaigns/checkedCounts';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count, execute, insertRows, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('campaign members and contacts from accounts', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});

	const link = { operation: 'campaign_link', status: 'Invited' } as const;
	const contacts = { operation: 'contacts' } as const;

	test('VM-11 the recipient of each row becomes a member, once', async () => {
		const people = await world.contacts(3);
		const [lead] = await world.add('lead', { name: 'Lead' });
		const [account] = await world.add('account', { name: 'Account' });
		const tasks = await world.add('task', { name: 'Of person 1', contact_id: people[0]?.id ?? 0 }, { name: 'Of nobody' }, { name: 'Of the account', account_id: account?.id ?? 0 });
		await insertRows(store, 'campaign_member', [{ campaign_id: world.campaignId, kind: 2, record_id: people[2]?.id ?? 0, status: 'Came', added_at: 1 }]);
		const gone = await world.add('contact', { name: 'Gone' });
		const rows = [...people, ...gone, ...tasks, lead, account].flatMap((ref) => ref ?? []);
		const selection = await world.select(rows, { campaignId: world.campaignId });
		await execute(store, `DELETE FROM contact WHERE id = ${gone[0]?.id ?? 0}`);
		const foreseen = await world.process(selection, link, {}, { dryRun: true });
		const { counts } = await world.process(selection, link);
		expect(counts).toEqual({ selected: 9, done: 4, skipped: { gone: 1, 'no recipient': 1, 'already done': 1, duplicate: 2 }, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
		expect(await query(store, `SELECT kind, record_id, status FROM campaign_member WHERE campaign_id = ${world.campaignId} ORDER BY kind, record_id`)).toEqual([
			{ kind: 1, record_id: lead?.id, status: 'Invited' },
			{ kind: 2, record_id: people[0]?.id, status: 'Invited' },
			{ kind: 2, record_id: people[1]?.id, status: 'Invited' },
			{ kind: 2, record_id: people[2]?.id, status: 'Came' },
			{ kind: 3, record_id: account?.id, status: 'Invited' },
		]);
		const again = await world.process(await world.select(rows, { campaignId: world.campaignId }), link);
		expect(again.counts).toEqual({ selected: 9, done: 0, skipped: { gone: 1, 'no recipient': 1, 'already done': 7 }, notSent: {} });
	});

	test('VM-11 two runs at once link each record once, and both add up', async () => {
		const people = await world.contacts(500);
		const selections = [await world.select(people), await world.select(people.slice(100))];
		const results = await Promise.all(selections.map((selection) => world.process(selection, link, { campaignId: world.campaignId })));
		expect(results.every(({ counts }) => addsUp(counts))).toBe(true);
		expect(results.reduce((sum, { counts }) => sum + counts.done, 0)).toBe(500);
		expect(await count(store, `SELECT COUNT(*) FROM campaign_member WHERE campaign_id = ${world.campaignId}`)).toBe(500);
	});

	test('VM-14 accounts without a contact get one with their data; twice creates nothing twice', async () => {
		const accounts = await world.add(
			'account',
			{ name: 'Ça va', email: 'Info@Cava.example', phone: '+34 1', city: 'Málaga', language: 'es', description: 'Good', assigned_user_id: world.users[0] ?? 0 },
			{ name: 'Has one', email: 'has@example.com' },
			{ name: 'Deleted' },
		);
		await world.add('contact', { name: 'Its contact', account_id: accounts[1]?.id ?? 0 });
		const people = await world.contacts(1);
		const selection = await world.select([...accounts, ...people]);
		await execute(store, `DELETE FROM account WHERE id = ${accounts[2]?.id ?? 0}`);
		const foreseen = await world.process(selection, contacts, {}, { dryRun: true });
		const { counts } = await world.process(selection, contacts);
		expect(counts).toEqual({ selected: 4, done: 1, skipped: { gone: 1, 'already done': 1, 'no meaning': 1 }, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
		expect(await query(store, `SELECT * FROM contact WHERE account_id = ${accounts[0]?.id ?? 0}`)).toEqual([
			expect.objectContaining({
				name: 'Ça va', name_f: 'ca va', last_name: 'Ça va', email: 'Info@Cava.example', email_key: 'info@cava.example', phone: '+34 1', city_f: 'malaga',
				language: 'es', description: 'Good', assigned_user_id: world.users[0], made_from_account_id: accounts[0]?.id, source: 'process',
			}),
		]);
		for (const createAgain of [false, true]) {
			const again = await world.process(await world.select(accounts), contacts, {}, { createAgain });
			expect(again.counts).toMatchObject({ done: 0, skipped: { gone: 1, 'already done': 2 } });
		}
	});

	test('VM-14 a contact that was made and then moved elsewhere is not made again, and the dry run knows', async () => {
		const accounts = await world.add('account', { name: 'Left behind' });
		await world.process(await world.select(accounts), contacts);
		await execute(store, `UPDATE contact SET account_id = NULL WHERE made_from_account_id = ${accounts[0]?.id ?? 0}`);
		const selection = await world.select(accounts);
		const foreseen = await world.process(selection, contacts, {}, { dryRun: true });
		const { counts } = await world.process(selection, contacts);
		expect(counts).toEqual({ selected: 1, done: 0, skipped: { 'already done': 1 }, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
	});

	test('VM-14 an account\'s no holds for the contact made from it, and one that a person lifted there does not come back', async () => {
		const accounts = await world.add('account', { name: 'A', email: null }, { name: 'B', email: 'b@example.com' }, { name: 'C' });
		const say = (decision: 'no' | 'lift', kind: 'account' | 'contact', id: number) =>
			store.run(setConsent, { decision, address: null, record: { kind, id }, scope: 'all', scopeRef: '', source: 'user', reason: 'said', proof: null, happenedAt: null });
		for (const ref of accounts.slice(0, 2)) await say('no', 'account', ref.id);
		await world.process(await world.select(accounts.slice(0, 2)), contacts);
		const made = await query(store, `SELECT id FROM contact WHERE made_from_account_id IN (${accounts.map((ref) => ref.id).join()}) ORDER BY id`);
		const check = async () => {
			const questions = made.map((row) => ({ address: 'somebody@example.com', record: { kind: 'contact' as const, id: Number(row.id) } }));
			return (await store.run(checkConsent, { questions, campaignId: null })).map((answer) => answer.mayBeEmailed);
		};
		expect(await check()).toEqual([false, false]);
		await say('lift', 'contact', Number(made[0]?.id));
		// C is new in the same window as A and B.
		expect((await world.process(await world.select(accounts), contacts)).counts.done).toBe(1);
		expect(await check()).toEqual([true, false]);
	});
});
