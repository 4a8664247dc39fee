import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { icsReader } from '../../support/readIcs';
import { byId, NODE, NodeHost, STORES } from '../shared/NodeHost';
import { search } from '../shared/tabs';

describe.each(STORES)('CRM Record on %s: Create Calendar File', (dialect) => {
	let nodes: NodeHost;
	let read: Awaited<ReturnType<typeof icsReader>>;

	beforeAll(async () => {
		nodes = await NodeHost.create(dialect);
		read = await icsReader();
	});

	afterAll(async () => {
		await nodes.close();
	});

	const createFile = async (parameters: INodeParameters, items: INodeExecutionData[] = itemsOf({})) =>
		await nodes.run('crmRecord', { resource: 'calendar', operation: 'createFile', ...parameters }, { items });
	const contents = (items: readonly INodeExecutionData[], field = 'data') => Buffer.from(items[0]?.binary?.[field]?.data ?? '', 'base64').toString();

	test('MU-12 the events that Create Calendar Events has just created, with salesperson and, where asked for, participants', async () => {
		const jane = await nodes.record('user', { name: 'Jane', email: 'jane@example.com' });
		for (const name of ['Ana', 'Luís']) await nodes.record('contact', { name, email: `${name === 'Ana' ? 'ana' : 'luis'}@example.com` });
		const json = await nodes.one('crmSegment', search({ contact: [{ allRecords: true }] }));
		const parameters = { operation: 'events', attendance: 'together', eventStart: '2031-07-01T09:00', eventMinutes: 90, eventLocation: 'Hall 3, Lisboa', generalParameters: { reference: 'Fair; day "1"', description: 'Line 1\nLine 2', assignedUser: byId(jane.id) } };
		const created = (await nodes.run('crmCampaign', parameters, { items: itemsOf(json) })).expect('success').items(NODE);

		const file = (await createFile({ includeParticipants: true, calendarField: 'ics', calendarFileName: 'fair.ics' }, created)).expect('success');
		expect(file.json(NODE)).toEqual([{ fileName: 'fair.ics', events: 1, withoutStart: 0, participants: 2, withoutAddress: 0 }]);
		expect(file.items(NODE)[0]?.binary?.['ics']).toMatchObject({ fileName: 'fair.ics', mimeType: 'text/calendar', fileExtension: 'ics' });
		expect(file.hints.map((hint) => hint.message)).toEqual(['1 events in the file, 2 participants']);
		const { events } = read(contents(file.items(NODE), 'ics'));
		expect(events).toHaveLength(1);
		expect(events[0]).toMatchObject({ summary: 'Fair; day "1"', location: 'Hall 3, Lisboa', description: 'Line 1\nLine 2', organizer: 'mailto:jane@example.com' });
		expect([events[0]?.startDate.toString(), events[0]?.endDate.toString()]).toEqual(['2031-07-01T07:00:00Z', '2031-07-01T08:30:00Z']);
		expect(events[0]?.attendees.map((attendee) => attendee.getParameter('cn'))).toEqual(['Ana', 'Luís']);

		const without = contents((await createFile({}, created)).expect('success').items(NODE));
		expect(without).not.toMatch(/ATTENDEE|ana@/);
		expect(read(without).events[0]?.uid).toBe(events[0]?.uid);
	});

	test('MU-12 records of kind event, from Find or Get Related; all together are one file, paired with each', async () => {
		const made = [await nodes.record('event', { name: 'F one', start_at: '2031-08-01T10:00', end_at: '2031-08-01T11:00' }), await nodes.record('event', { name: 'F two', start_at: '2031-08-02', all_day: true }), await nodes.record('event', { name: 'F three' })];
		const result = (await createFile({}, itemsOf(...made.map(({ kind, id }) => ({ kind, id }))))).expect('success');
		expect(result.json(NODE)).toMatchObject([{ fileName: 'events.ics', events: 2, withoutStart: 1 }]);
		expect(result.items(NODE)[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 events in the file, 1 events left out: they have no start']);
		const [one, two] = read(contents(result.items(NODE))).events;
		expect([one?.summary, one?.startDate.toString()]).toEqual(['F one', '2031-08-01T08:00:00Z']);
		expect([two?.summary, two?.startDate.toString(), two?.endDate.toString()]).toEqual(['F two', '2031-08-02', '2031-08-03']);
	});

	test('MU-12 of a salesperson, a campaign and a period; a part of a search is told', async () => {
		const [paul, campaign] = [await nodes.record('user', { name: 'Paul' }), await nodes.record('campaign', { name: 'Autumn' })];
		for (const [name, day] of [['G one', '2031-09-01T09:00'], ['G two', '2031-09-30T23:30'], ['G three', '2031-10-01T00:00']] as const) {
			await nodes.record('event', { name, start_at: day, assigned_user_id: paul.id, campaign_id: campaign.id });
		}
		const eventFilters = { assignedUser: byId(paul.id), campaign: byId(campaign.id), from: '2031-09-01T00:00', before: '2031-10-01T00:00' };
		const september = (await createFile({ eventsFrom: 'filters', eventFilters })).expect('success');
		expect(read(contents(september.items(NODE))).events.map((event) => event.summary)).toEqual(['G one', 'G two']);
		const found = await nodes.json('crmRecord', { operation: 'find', kind: 'event', returnAll: false, limit: 2, conditions: { condition: [{ field: 'name', operator: 'startsWith', value: 'G ' }] } });
		const part = (await createFile({}, itemsOf(...found))).expect('success');
		expect(part.hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringContaining('Return All') }));
	});

	test('MU-12 where there are no events, no file and no item comes out, and it says so', async () => {
		const none = (await createFile({ eventsFrom: 'filters', eventFilters: { from: '2099-01-01T00:00' } })).expect('success');
		expect(none.items(NODE)).toEqual([]);
		expect(none.hints.map((hint) => hint.message)).toEqual(['No events, so no file']);
		expect((await createFile({}, itemsOf({ process: 'events', dryRun: true, runId: null }))).expect('success').items(NODE)).toEqual([]);
	});

	test.each([
		['no event at all', [{ name: 'Ana' }], 'Item 0 is no event.'],
		['a record of another kind', [{ kind: 'contact', id: 1 }], 'Item 0 is no event, but a record of kind contact.'],
		['an event without an id', [{ kind: 'event', id: 'x' }], 'Item 0 is an event without an ID.'],
		['another process', [{ process: 'tasks', runId: 1 }], 'Item 0 is no event.'],
		['an event of another store', [{ process: 'events', runId: 1, storeId: 'elsewhere' }], 'These events are in another store (elsewhere)'],
	])('refuses %s', async (_, items, message) => {
		const result = await createFile({}, itemsOf(...items));
		expect(result.expect('error').error).toMatchObject({ message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('X-07 an AI agent gets no file', async () => {
		const result = await nodes.run('crmRecordTool', { resource: 'calendar', operation: 'createFile', eventsFrom: 'filters' });
		expect(result.expect('error').error?.message).toContain('An AI agent may not do this');
	});
});
