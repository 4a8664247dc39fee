import { MOST_EVENTS, MOST_PARTICIPANTS, readCalendar, type EventsAsked } from '../../../../engine/records/calendar/readCalendar';
import { kindCode } from '../../../../engine/records/kinds';
import type { Store } from '../../../../engine/store/Store';
import { CampaignWorld } from '../../../support/campaignWorld';
import { execute, insertRow, insertRows, type Row } from '../../../support/rows';
import { describeStores } from '../../../support/stores';

const ANY: Extract<EventsAsked, { by: 'filters' }> = { by: 'filters', campaignId: null, userId: null, from: null, before: null };

describeStores('events for a calendar file', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		await execute(store, 'DELETE FROM event');
		await execute(store, 'DELETE FROM event_participant');
		world = await CampaignWorld.in(store);
	});

	const add = (...rows: readonly Row[]) => insertRows(store, 'event', rows);
	const names = async (events: EventsAsked) => (await readCalendar(store, { events, withParticipants: false })).map((event) => event.name);

	test('MU-12 by campaign, salesperson and period, in the order of their start; without a start only where they are named', async () => {
		const [jane = 0, paul = 0] = world.users;
		const ids = await add(
			{ name: 'late', start_at: 3_000, assigned_user_id: jane, campaign_id: world.campaignId },
			{ name: 'early', start_at: 1_000, assigned_user_id: jane },
			{ name: 'middle', start_at: 2_000, assigned_user_id: paul, campaign_id: world.campaignId },
			{ name: 'some time' },
		);
		expect(await names(ANY)).toEqual(['early', 'middle', 'late']);
		expect(await names({ ...ANY, campaignId: world.campaignId })).toEqual(['middle', 'late']);
		expect(await names({ ...ANY, userId: jane })).toEqual(['early', 'late']);
		expect(await names({ ...ANY, from: 2_000 })).toEqual(['middle', 'late']);
		expect(await names({ ...ANY, before: 2_000 })).toEqual(['early']);
		expect(await names({ ...ANY, from: 1_001, before: 3_000 })).toEqual(['middle']);
		expect(await names({ by: 'named', ids: [...ids, ...ids], runIds: [] })).toEqual(['some time', 'early', 'middle', 'late']);
		expect(await names({ by: 'named', ids: [], runIds: [] })).toEqual([]);
	});

	test('MU-12 those that a run made, with the people they name themselves and those who take part, each once', async () => {
		const [account] = await world.add('account', { name: 'Acme', email: 'INFO@acme.example' });
		const [contact, other] = await world.contacts(2, () => ({ account_id: account?.id ?? 0 }));
		const [lead] = await world.add('lead', { name: 'Lena', email: 'broken@' });
		const refs = [account, contact, lead].flatMap((ref) => ref ?? []);
		const parameters = { dateAt: 5_000, reference: 'Visit' };
		const each = await world.process(await world.select(refs, parameters), world.events);
		const together = await world.process(await world.select([...refs, ...(other ? [other] : [])], { ...parameters, assignedUserId: world.users[0] ?? 0 }), world.fair);
		const read = async (runId: number | null, withParticipants = true) => await readCalendar(store, { events: { by: 'named', ids: [], runIds: [runId ?? 0] }, withParticipants });
		expect((await read(each.runId)).map((event) => [event.name, event.participants])).toEqual([
			['Person 1 - Visit', [{ name: 'Person 1', address: `person1@${world.domain}` }]],
			['Lena - Visit', [{ name: 'Lena', address: null }]],
			['Acme - Visit', [{ name: 'Acme', address: 'info@acme.example' }]],
		]);
		const [fair] = await read(together.runId);
		expect(fair?.organizer).toEqual({ name: 'Jane Peacock', address: 'jane@example.com' });
		expect(fair?.participants.map((person) => person.name)).toEqual(['Lena', 'Person 1', 'Person 2', 'Acme']);
		expect((await read(together.runId, false))[0]?.participants).toEqual([]);
	});

	test('MU-12 what was deleted takes no part', async () => {
		const eventId = await insertRow(store, 'event', { name: 'Fair', start_at: 1 });
		await insertRow(store, 'event_participant', { event_id: eventId, kind: kindCode('contact'), record_id: 999_999, added_at: 1 });
		const [fair] = await readCalendar(store, { events: ANY, withParticipants: true });
		expect(fair?.participants).toEqual([]);
	});

	test('MU-12 more than a calendar takes is refused, with the way out; just as many are not', async () => {
		await add(...Array.from({ length: MOST_EVENTS }, (_, index) => ({ name: 'E', start_at: index })));
		expect(await readCalendar(store, { events: ANY, withParticipants: true })).toHaveLength(MOST_EVENTS);
		await add({ name: 'E', start_at: 1 });
		await expect(readCalendar(store, { events: ANY, withParticipants: false })).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('10000 events'), wayOut: expect.stringMatching(/Narrow/) });
		await execute(store, 'DELETE FROM event');
		const eventId = await insertRow(store, 'event', { name: 'Fair', start_at: 1 });
		const people = await world.contacts(MOST_PARTICIPANTS + 1);
		await insertRows(store, 'event_participant', people.map((ref) => ({ event_id: eventId, kind: kindCode('contact'), record_id: ref.id, added_at: 1 })));
		await expect(readCalendar(store, { events: ANY, withParticipants: true })).rejects.toMatchObject({ message: expect.stringContaining('10000 participants') });
		expect(await readCalendar(store, { events: ANY, withParticipants: false })).toHaveLength(1);
	}, 60_000);
});
