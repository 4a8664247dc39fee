import { addsUp } from '../../../engine/campaigns/checkedCounts';
import { setConsent } from '../../../engine/consent/setConsent';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { count, execute, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('messages of a selection', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});

	const no = (address: string | null, record: { kind: 'contact' | 'lead' | 'account'; id: number } | null, scope: 'all' | 'campaign' = 'all', scopeRef = '') =>
		store.run(setConsent, { decision: 'no', address, record, scope, scopeRef, source: 'user', reason: 'said so', proof: null, happenedAt: null });
	const states = (campaignId: number) =>
		query(store, `SELECT name, state, reason_class, reason, address_key, holds_address FROM message WHERE campaign_id = ${campaignId} ORDER BY id`);

	test('VM-08 one message per selected record, filled in from record and parameters', async () => {
		const account = await insertRow(store, 'account', { name: 'Embraer' });
		const [owner] = world.users;
		const records = await world.add(
			'contact',
			{ name: 'Luís Gonçalves', email: 'Luis@Embraer.example', account_id: account, assigned_user_id: owner ?? null },
			{ name: 'Ana', email: 'ana@example.com' },
		);
		const selection = await world.select(records, { reference: 'Offer', description: 'The spring offer' });
		const result = await world.process(selection, world.messages, { campaignId: world.campaignId });
		expect(result.counts).toEqual({ selected: 2, done: 2, skipped: {}, notSent: {} });
		const [first, second] = await query(store, `SELECT * FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`);
		expect(first).toMatchObject({
			name: 'Luís Gonçalves - Offer',
			name_f: 'luis goncalves - offer',
			description_f: 'the spring offer',
			assigned_user_id: owner,
			contact_id: records[0]?.id,
			account_id: account,
			recipient_id: records[0]?.id,
			address: 'Luis@Embraer.example',
			address_key: 'luis@embraer.example',
			state: 'queued',
			origin: 'campaign',
			next_attempt_at: null,
		});
		expect(second).toMatchObject({ name: 'Ana - Offer', assigned_user_id: null, account_id: null });
		expect(await count(store, 'SELECT COUNT(*) FROM template_version')).toBe(1);
	});

	test('VM-12 selected = done + skipped + not sent, exactly, over every sort of address there is', async () => {
		const contacts = await world.add(
			'contact',
			{ name: 'Good', email: 'good@example.com' },
			{ name: 'Empty', email: null },
			{ name: 'Malformed', email: 'no-address' },
			{ name: 'Shout', email: 'GOOD@EXAMPLE.COM' },
			{ name: 'Opted out by address', email: 'out@example.com' },
			{ name: 'Opted out by record', email: 'record@example.com' },
			{ name: 'Deleted', email: 'deleted@example.com' },
			{ name: 'Opted out of this campaign', email: 'campaign@example.com' },
			{ name: 'Opted out of another', email: 'other@example.com' },
		);
		const leads = await world.add('lead', { name: 'Lead of the same address', email: 'good@example.com' }, { name: 'Lead', email: 'lead@example.com' });
		const accounts = await world.add('account', { name: 'Account', email: 'account@example.com' });
		const at = (index: number) => contacts[index]?.id ?? 0;
		const tasks = await world.add(
			'task',
			{ name: 'Of the good one', contact_id: at(0) },
			{ name: 'Of the lead', lead_id: leads[1]?.id ?? 0 },
			{ name: 'Of nobody' },
			{ name: 'Of the account', account_id: accounts[0]?.id ?? 0 },
		);
		const opportunities = await world.add('opportunity', { name: 'Deal', contact_id: at(1), account_id: accounts[0]?.id ?? 0 });
		const messages = await world.add('message', {
			name: 'Earlier', origin: 'logged', occurrence: '', state: 'sent', recipient_kind: 2, recipient_id: at(5), contact_id: at(5),
		});
		await no('out@example.com', null);
		await no(null, { kind: 'contact', id: at(5) });
		await no('campaign@example.com', null, 'campaign', String(world.campaignId));
		await no('other@example.com', null, 'campaign', String(world.campaignId + 1000));
		const all = [...contacts, ...leads, ...accounts, ...tasks, ...opportunities, ...messages];
		const selection = await world.select(all);
		await deleteRecord(store, { kind: 'contact', id: at(6), reassignTo: null });

		const foreseen = await world.process(selection, world.messages, { campaignId: world.campaignId }, { dryRun: true });
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId}`)).toBe(0);
		const { counts } = await world.process(selection, world.messages, { campaignId: world.campaignId });
		expect(counts).toEqual({
			selected: 18,
			done: 4,
			skipped: { gone: 1, 'no recipient': 1, duplicate: 5 },
			notSent: { 'No email address': 1, 'Malformed email address': 1, 'Opted out': 3, 'Address already mailed in this campaign': 2 },
		});
		expect(addsUp(counts)).toBe(true);
		expect(foreseen.counts).toEqual(counts);
		expect(await states(world.campaignId)).toEqual(
			[
				['Good', 'queued', null, null],
				['Empty', 'not_sent', 'address', 'No email address'],
				['Malformed', 'not_sent', 'address', 'Malformed email address'],
				['Shout', 'not_sent', 'policy', 'Address already mailed in this campaign'],
				['Opted out by address', 'not_sent', 'policy', 'Opted out'],
				['Opted out by record', 'not_sent', 'policy', 'Opted out'],
				['Opted out of this campaign', 'not_sent', 'policy', 'Opted out'],
				['Opted out of another', 'queued', null, null],
				['Lead of the same address', 'not_sent', 'policy', 'Address already mailed in this campaign'],
				['Lead', 'queued', null, null],
				['Account', 'queued', null, null],
			].map(([name, state, reason_class, reason]): unknown => expect.objectContaining({ name, state, reason_class, reason, holds_address: state === 'queued' ? 1 : 0 })),
		);
	});

	test('VM-12 who was not sent and now can be is queued by the next run, as the same message', async () => {
		const records = await world.add('contact', { name: 'Bad', email: 'bad@' }, { name: 'Out', email: 'nolonger@example.com' }, { name: 'Fine', email: 'fine@example.com' });
		await no('nolonger@example.com', null);
		const first = await world.process(await world.select(records), world.messages, { campaignId: world.campaignId });
		expect(first.counts).toMatchObject({ done: 1, notSent: { 'Malformed email address': 1, 'Opted out': 1 } });
		const before = await query(store, `SELECT id, name FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`);

		await execute(store, `UPDATE contact SET email = 'bad@example.com', email_key = 'bad@example.com' WHERE id = ${records[0]?.id ?? 0}`);
		await store.run(setConsent, {
			decision: 'lift', address: 'nolonger@example.com', record: null, scope: 'all', scopeRef: '', source: 'user', reason: 'asked by phone', proof: null, happenedAt: null,
		});
		const selection = await world.select(records);
		const foreseen = await world.process(selection, world.messages, { campaignId: world.campaignId }, { dryRun: true });
		const second = await world.process(selection, world.messages, { campaignId: world.campaignId });
		expect(second.counts).toEqual({ selected: 3, done: 2, skipped: { 'already done': 1 }, notSent: {} });
		expect(foreseen.counts).toEqual(second.counts);
		expect(await query(store, `SELECT id, name FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`)).toEqual(before);
		for (const row of await states(world.campaignId)) expect(row).toMatchObject({ state: 'queued', reason: null, reason_class: null, holds_address: 1 });
	});

	test('VM-12 a reason of today replaces the one of yesterday', async () => {
		const records = await world.add('contact', { name: 'Bad', email: null });
		await world.queue(records);
		await execute(store, `UPDATE contact SET email = 'nowhere', email_key = NULL WHERE id = ${records[0]?.id ?? 0}`);
		const { counts } = await world.process(await world.select(records), world.messages, { campaignId: world.campaignId });
		expect(counts.notSent).toEqual({ 'Malformed email address': 1 });
		expect(await states(world.campaignId)).toEqual([expect.objectContaining({ reason: 'Malformed email address', reason_class: 'address' })]);
	});

	test('X-03 one message per campaign, template, occurrence and recipient, one mail per address, however many selections there are', async () => {
		const records = await world.contacts(30, (index) => ({ email: `shared${index % 10}@example.com` }));
		for (const part of [records.slice(0, 20), records.slice(10), records]) {
			await world.process(await world.select(part), world.messages, { campaignId: world.campaignId });
		}
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId}`)).toBe(30);
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId} AND state = 'queued'`)).toBe(10);
		const next = await world.process(await world.select(records), { ...world.messages, occurrence: '2026-12' }, { campaignId: world.campaignId });
		expect(next.counts).toMatchObject({ done: 10, notSent: { 'Address already mailed in this campaign': 20 } });
	});

	test('X-03 runs at the same time over one campaign mail each address once', async () => {
		const records = await world.contacts(400, (index) => ({ email: `race${index % 100}@example.com` }));
		const selections = await Promise.all([0, 1, 2, 3].map((part) => world.select(records.slice(part * 60, part * 60 + 220))));
		const results = await Promise.all(selections.map((selection) => world.process(selection, world.messages, { campaignId: world.campaignId })));
		expect(results.every(({ counts }) => addsUp(counts))).toBe(true);
		expect(results.reduce((sum, { counts }) => sum + counts.done, 0)).toBe(100);
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId} AND state = 'queued'`)).toBe(100);
		expect(await count(store, `SELECT COUNT(DISTINCT address_key) FROM message WHERE campaign_id = ${world.campaignId} AND state = 'queued'`)).toBe(100);
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId}`)).toBe(400);
	});

	test('a date still to come is when sending starts', async () => {
		const later = Date.now() + 86_400_000;
		const records = await world.contacts(1);
		await world.queue(records, { dateAt: later });
		expect(await query(store, `SELECT date_at, next_attempt_at FROM message WHERE campaign_id = ${world.campaignId}`)).toEqual([{ date_at: later, next_attempt_at: later }]);
	});

	test.each([
		['does not parse', 'Hello {{ recipient.name', /not|end|clos/i],
		['names an unknown field', 'Hello {{ recipient.nmae }}', /nmae/],
	])('a template that %s creates nothing', async (_what, subject, says) => {
		const templateId = await insertRow(store, 'template', { name: 'Broken', subject, html: '<p>x</p>' });
		const selection = await world.select(await world.contacts(2));
		for (const dryRun of [true, false]) {
			await expect(world.process(selection, { ...world.messages, templateId }, { campaignId: world.campaignId }, { dryRun })).rejects.toMatchObject({
				name: 'EngineError',
				message: expect.stringMatching(says),
			});
		}
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId}`)).toBe(0);
		expect(await count(store, `SELECT COUNT(*) FROM process_run WHERE selection_id = ${selection}`)).toBe(0);
	});

	test('a template that is gone, or has no subject or no body, creates nothing', async () => {
		const selection = await world.select(await world.contacts(1));
		for (const templateId of [
			999_999,
			await insertRow(store, 'template', { name: 'No subject', html: '<p>x</p>' }),
			await insertRow(store, 'template', { name: 'No body', subject: 'x' }),
		]) {
			await expect(world.process(selection, { ...world.messages, templateId }, { campaignId: world.campaignId })).rejects.toMatchObject({ name: 'EngineError' });
		}
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId}`)).toBe(0);
	});
});
