import type { EventSettings } from '../../../engine/campaigns/ProcessRun';
import { processChunk } from '../../../engine/campaigns/processChunk';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import { countRelated, getRelated } from '../../../engine/records/related';
import type { Kind } from '../../../engine/records/kinds';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { count, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff } from '../../support/watchedStore';

const START = Date.UTC(2031, 2, 30, 7, 30);

describeStores('calendar events of a selection', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});

	const eventsOf = (runId: number | null) => query(store, `SELECT * FROM event WHERE run_id = ${runId} ORDER BY id`);
	const related = async (kind: Kind, id: number, relation: 'events' | 'participants') => (await store.run(getRelated, { kind, id, relation, eventKind: null, link: null, limit: 50, after: null })).rows;
	const idOf = (ref: Ref | undefined) => ref?.id ?? 0;

	test('MU-12 VM-07 one for each record: named by it and the reference, with what it hangs on, its salesperson, place and time', async () => {
		const [account] = await world.add('account', { name: 'Embraer', assigned_user_id: world.users[2] ?? 0 });
		const [contact] = await world.add('contact', { name: 'Luís', account_id: idOf(account), assigned_user_id: world.users[0] ?? 0 });
		const [lead] = await world.add('lead', { name: 'Léonie' });
		const [task] = await world.add('task', { name: 'Called', contact_id: idOf(contact) });
		const rows = [account, contact, lead, task].flatMap((ref) => ref ?? []);
		const settings: EventSettings = { ...world.events, length: { kind: 'minutes', minutes: 45 }, location: 'Sala Ñ' };
		const selection = await world.select(rows, { reference: 'Visit', dateAt: START, campaignId: world.campaignId, description: 'Bring Élan' });
		const foreseen = await world.process(selection, settings, {}, { dryRun: true });
		const { runId, counts } = await world.process(selection, settings);
		expect(counts).toEqual({ selected: 4, done: 4, skipped: {}, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
		const common = {
			start_at: START, end_at: START + 45 * 60_000, all_day: 0, location: 'Sala Ñ', location_f: 'sala n', description: 'Bring Élan', description_f: 'bring elan', campaign_id: world.campaignId, source: 'process',
		};
		expect(await eventsOf(runId)).toEqual([
			expect.objectContaining({ ...common, name: 'Luís - Visit', name_f: 'luis - visit', contact_id: idOf(contact), account_id: idOf(account), assigned_user_id: world.users[0], task_id: null }),
			expect.objectContaining({ ...common, name: 'Léonie - Visit', lead_id: idOf(lead), contact_id: null, assigned_user_id: null }),
			expect.objectContaining({ ...common, name: 'Embraer - Visit', account_id: idOf(account), contact_id: null, assigned_user_id: world.users[2] }),
			expect.objectContaining({ ...common, name: 'Called - Visit', task_id: idOf(task), contact_id: idOf(contact), assigned_user_id: world.users[0] }),
		]);
		expect(await count(store, 'SELECT COUNT(*) FROM event_participant')).toBe(0);
	});

	test('MU-12 whole days are those of the calendar, also where the clocks change; the end is exclusive', async () => {
		const [contact] = await world.contacts(1);
		const settings: EventSettings = { ...world.events, length: { kind: 'days', days: 2, timeZone: 'Europe/Madrid' } };
		// The night of the 30th of March has an hour less in Madrid.
		const { runId } = await world.process(await world.select([contact ?? { kind: 'contact', id: 0 }]), settings, { dateAt: Date.UTC(2031, 2, 29, 23, 30) });
		expect(await eventsOf(runId)).toEqual([expect.objectContaining({ all_day: 1, start_at: Date.UTC(2031, 2, 29, 23), end_at: Date.UTC(2031, 2, 31, 22) })]);
	});

	test('MU-12 shared out among salespeople, and once under a follow-up name', async () => {
		const records = await world.contacts(7);
		const once = `visited ${world.campaignId}`;
		const settings: EventSettings = { ...world.events, attendance: { kind: 'each', assignment: { kind: 'shared', userIds: world.users }, once } };
		await world.process(await world.select(records.slice(0, 4)), settings, { dateAt: START });
		const selection = await world.select(records);
		const foreseen = await world.process(selection, settings, { dateAt: START }, { dryRun: true });
		const { counts } = await world.process(selection, settings, { dateAt: START });
		expect(counts).toEqual({ selected: 7, done: 3, skipped: { 'already done': 4 }, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
		const shares = await query(store, `SELECT COUNT(*) AS n FROM event WHERE once = '${once}' GROUP BY assigned_user_id ORDER BY 1`);
		expect(shares.map((row) => Number(row.n))).toEqual([2, 2, 3]);
	});

	test('MU-12 one with all: each recipient takes part once, whoever has none is told; related records show both ways', async () => {
		const [account] = await world.add('account', { name: 'Embraer' });
		const [contact, gone] = await world.contacts(2);
		const [lead] = await world.add('lead', { name: 'Léonie', email: 'leonie@example.com' });
		const [task, lone] = await world.add('task', { name: 'Called', contact_id: idOf(contact) }, { name: 'Alone' });
		const rows = [account, contact, gone, lead, task, lone].flatMap((ref) => ref ?? []);
		const selection = await world.select(rows, { reference: 'Fair', dateAt: START, assignedUserId: world.users[1] ?? 0 });
		await deleteRecord(store, { kind: 'contact', id: idOf(gone), reassignTo: null });
		const foreseen = await world.process(selection, world.fair, {}, { dryRun: true });
		expect(await count(store, `SELECT COUNT(*) FROM event WHERE name = 'Fair'`)).toBe(0);
		const { runId, counts } = await world.process(selection, world.fair);
		expect(counts).toEqual({ selected: 6, done: 3, skipped: { gone: 1, duplicate: 1, 'no recipient': 1 }, notSent: {} });
		expect(foreseen.counts).toEqual(counts);
		const [event, ...others] = await eventsOf(runId);
		expect(others).toEqual([]);
		expect(event).toMatchObject({ name: 'Fair', name_f: 'fair', assigned_user_id: world.users[1], contact_id: null, lead_id: null, account_id: null, location: 'Hall 3', all_day: 1 });
		const eventId = Number(event?.id);
		expect(await related('event', eventId, 'participants')).toEqual([
			{ kind: 'lead', id: idOf(lead), name: 'Léonie', email: 'leonie@example.com', added_at: expect.any(String) },
			{ kind: 'contact', id: idOf(contact), name: 'Person 1', email: `person1@${world.domain}`, added_at: expect.any(String) },
			{ kind: 'account', id: idOf(account), name: 'Embraer', email: null, added_at: expect.any(String) },
		]);
		expect(await store.run(countRelated, { kind: 'event', id: eventId, relation: 'participants', eventKind: null, link: null })).toBe(3);
		for (const ref of [contact, lead, account]) expect(await related(ref?.kind ?? 'contact', idOf(ref), 'events')).toEqual([expect.objectContaining({ kind: 'event', id: eventId })]);

		expect(await deleteRecord(store, { kind: 'lead', id: idOf(lead), reassignTo: null })).toEqual({ references: 1, memberships: 0 });
		expect(await related('event', eventId, 'participants')).toHaveLength(2);
		await deleteRecord(store, { kind: 'event', id: eventId, reassignTo: null });
		expect(await count(store, `SELECT COUNT(*) FROM event_participant WHERE event_id = ${eventId}`)).toBe(0);
	});

	test('MU-12 one with all is named by the campaign where there is no reference; nobody to take part: no event', async () => {
		const { runId } = await world.process(await world.select(await world.contacts(1)), world.fair, { dateAt: START, campaignId: world.campaignId });
		expect(await eventsOf(runId)).toEqual([expect.objectContaining({ name: 'Spring', campaign_id: world.campaignId })]);
		const nobody = await world.process(await world.select(await world.add('task', { name: 'Alone' })), world.fair, { dateAt: START, campaignId: world.campaignId });
		expect(nobody.counts).toEqual({ selected: 1, done: 0, skipped: { 'no recipient': 1 }, notSent: {} });
		expect(await eventsOf(nobody.runId)).toEqual([]);
	});

	test('events without a start, of no length, without a subject or of a user who is gone are refused, with the way out', async () => {
		const selection = await world.select(await world.contacts(1));
		const refused = async (settings: EventSettings, parameters: Parameters<CampaignWorld['process']>[2], says: RegExp) => {
			for (const dryRun of [true, false]) {
				await expect(world.process(selection, settings, parameters, { dryRun })).rejects.toMatchObject({ name: 'EngineError', message: expect.stringMatching(says) });
			}
		};
		await refused(world.events, {}, /no start/);
		for (const minutes of [0, 1.5, -1, 1e9, NaN]) await refused({ ...world.events, length: { kind: 'minutes', minutes } }, { dateAt: START }, /can't take/);
		await refused({ ...world.events, length: { kind: 'days', days: 400, timeZone: 'UTC' } }, { dateAt: START }, /400 days/);
		await refused(world.fair, { dateAt: START }, /no subject/);
		await refused({ ...world.events, attendance: { kind: 'each', assignment: { kind: 'user', userId: 999_999 }, once: null } }, { dateAt: START }, /no user 999999/);
		expect(await count(store, `SELECT COUNT(*) FROM process_run WHERE selection_id = ${selection}`)).toBe(0);
	});

	test.each(['each', 'together'] as const)('X-03 events (%s): killed before or after any chunk and asked again, everybody is there once', async (attendance) => {
		const settings = attendance === 'each' ? world.events : world.fair;
		const people = await world.contacts(12_000);
		// The same recipients once more, by their tasks: they take part once.
		const tasks = await world.add('task', ...people.slice(0, 500).map((ref, index) => ({ name: `T${index}`, contact_id: ref.id })));
		for (const moment of ['before', 'after'] as const) {
			const selection = await world.select([...people, ...tasks], { reference: `All ${moment}`, dateAt: START });
			for (let kills = 0; ; kills++) {
				const done = await world.through(brokenOff(store, moment, processChunk.name, kills % 2 === 0 ? 1 : 2)).process(selection, settings).catch((error: unknown) => {
					expect(error).toMatchObject({ message: 'killed' });
					return null;
				});
				if (done === null && kills < 6) continue;
				const result = await world.process(selection, settings);
				const each = attendance === 'each';
				expect(result.counts).toEqual({ selected: 12_500, done: each ? 12_500 : 12_000, skipped: each ? {} : { duplicate: 500 }, notSent: {} });
				expect(await count(store, `SELECT COUNT(*) FROM event WHERE run_id = ${result.runId}`)).toBe(each ? 12_500 : 1);
				if (!each) expect(await count(store, `SELECT COUNT(*) FROM event_participant WHERE event_id = (SELECT id FROM event WHERE run_id = ${result.runId})`)).toBe(12_000);
				break;
			}
		}
	}, 60_000);

	test('X-03 one event with all, begun by several at once, is one', async () => {
		const selection = await world.select(await world.contacts(3_000), { campaignId: world.campaignId, dateAt: START });
		const results = await Promise.all([1, 2, 3].map(() => world.process(selection, world.fair)));
		for (const { counts } of results) expect(counts).toEqual({ selected: 3_000, done: 3_000, skipped: {}, notSent: {} });
		expect(await count(store, `SELECT COUNT(*) FROM event WHERE campaign_id = ${world.campaignId}`)).toBe(1);
	});
});
