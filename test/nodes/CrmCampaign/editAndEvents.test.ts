import { itemsOf } from '../../harness';
import { byId, NODE, STORES } from '../shared/NodeHost';
import { CampaignNodes } from './CampaignNodes';

const set = (field: string, value: string | boolean | number) => ({ field, clear: false, value });
const clear = (field: string) => ({ field, clear: true });

describe.each(STORES)('CRM Campaign on %s: edit records and create calendar events', (dialect) => {
	let scene: CampaignNodes;

	beforeAll(async () => {
		scene = await CampaignNodes.create(dialect);
	});

	afterAll(async () => {
		await scene.nodes.close();
	});

	test('MU-12 fields of the selected records by their kind, a salesperson by name, a field cleared; the next node gets the selection', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'E one', city: 'Milano', phone: '1' }, { name: 'E two', city: 'Roma' });
		const edits = { contact: [set('city', 'Roma'), set('assigned_user_id', 'jane'), clear('phone')], lead: [set('status', 'Lost')] };
		const result = (await scene.run('edit', { edits }, [selection])).expect('success');
		expect(result.json(NODE)).toMatchObject([{ process: 'edit', selected: 2, done: 2, skipped: {}, dryRun: false, selectionId: selection.json['selectionId'] }]);
		expect(result.json(NODE)[0]).not.toHaveProperty('changes');
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 records changed']);
		expect(await scene.named('contact', 'E ')).toMatchObject([
			{ city: 'Roma', assigned_user_name: 'Jane', phone: null },
			{ city: 'Roma', assigned_user_name: 'Jane' },
		]);
		expect(await scene.process('tasks', {}, ...result.items(NODE))).toMatchObject({ done: 2 });
	});

	test('X-02 a dry run of Edit Records tells for each field what stands there now, and changes nothing', async () => {
		const { selection } = await scene.selectNew('lead', { name: 'DE one', status: 'New' }, { name: 'DE two', status: 'Contacted' }, { name: 'DE three', status: 'New' });
		const result = (await scene.run('edit', { edits: { lead: [set('status', 'Qualified')] }, options: { dryRun: true } }, [selection])).expect('success');
		expect(result.json(NODE)).toMatchObject([
			{ done: 3, dryRun: true, runId: null, changes: [{ kind: 'lead', field: 'status', label: 'Status', to: 'Qualified', records: 3, from: [{ value: 'New', records: 2 }, { value: 'Contacted', records: 1 }] }] },
		]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['Dry run, nothing was changed: 3 records changed']);
		expect((await scene.named('lead', 'DE ')).map((lead) => lead['status']).sort()).toEqual(['Contacted', 'New', 'New']);
	});

	test('X-03 the same edit again changes nothing and says so; with Create Again it is done once more', async () => {
		const { selection, made } = await scene.selectNew('contact', { name: 'RE one', city: 'Milano' });
		const parameters = { edits: { contact: [set('city', 'Roma')] } };
		const first = await scene.process('edit', parameters, selection);
		const again = (await scene.run('edit', parameters, [selection])).expect('success');
		expect(again.json(NODE)).toEqual([{ ...first, doneBefore: true }]);
		expect(again.hints.map((hint) => hint.message)).toEqual(['Done before, nothing was changed now: 1 records changed']);
		expect(await scene.process('edit', { ...parameters, options: { createAgain: true } }, selection)).toMatchObject({ done: 0, skipped: { 'already done': 1 } });
		expect(await scene.process('edit', parameters, ...itemsOf({ kind: 'contact', id: made[0]?.id ?? 0 }))).toMatchObject({ done: 0, doneBefore: false });
	});

	test.each([
		[{}, 'There is no field to change.'],
		[{ contact: [{ field: '', clear: false, value: 'x' }] }, 'A field of contacts is not chosen.'],
		[{ contact: [set('city', '')] }, 'Contact, field "city" (City) has no value.'],
		[{ contact: [set('email', 'a@example.com')] }, 'Contact, field "email" (Email) can only be emptied: one address for many would have one person mailed for all of them.'],
		[{ contact: [set('do_not_email', true)] }, 'Contact, field "do_not_email" (Do Not Send Email) is kept in the consent ledger.'],
	])('MU-12 an edit that can\'t be made is refused and goes on nowhere: %j', async (edits, message) => {
		const { selection } = await scene.selectNew('contact', { name: `XE ${message.slice(0, 40)} ${JSON.stringify(edits)}` });
		const result = await scene.run('edit', { edits }, [selection], { onError: 'continueRegularOutput' });
		expect(result.expect('success').json(NODE)).toEqual([]);
		expect(result.hints[0]?.message).toContain(message);
	});

	test('X-07 an AI agent may not edit many records, whatever was confirmed', async () => {
		const result = await scene.nodes.run('crmCampaignTool', { operation: 'edit', selectionId: '1', edits: { contact: [set('city', 'Roma')] } });
		expect(result.expect('error').error).toMatchObject({ message: 'An AI agent may not edit many records at once.', description: expect.stringMatching(/CRM Record/) });
	});

	test('MU-12 the fields to choose from: those of the store too, and none that can\'t be the same for many', async () => {
		await scene.nodes.json('crmRecord', { resource: 'customField', operation: 'create', kind: 'contact', fieldName: 'shoe', fieldLabel: 'Shoe Size', fieldType: 'integer' });
		const load = scene.nodes.nodeType('crmCampaign').methods?.loadOptions?.['editableFieldsOf_contact'];
		const fields = (await load?.call(scene.nodes.loadOptions('crmCampaign'))) ?? [];
		const names = fields.map(({ name }) => name);
		expect(fields).toContainEqual({ name: 'Shoe Size', value: 'custom.shoe' });
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(fields.map(({ value }) => value)).not.toEqual(expect.arrayContaining(['id']));
		for (const never of ['id', 'external_id', 'do_not_email', 'name', 'first_name', 'created_at']) expect(fields.map(({ value }) => value)).not.toContain(never);
	});

	test('MU-12 VM-07 an event for each record: start, duration, place, salespeople in turn', async () => {
		const [jane, paul] = scene.users;
		const { selection, made } = await scene.selectNew('contact', { name: 'V one' }, { name: 'V two' });
		const result = (await scene.run('events', {
			attendance: 'each', eventStart: '2031-07-01T09:00', eventMinutes: 45, eventLocation: 'Hall 3',
			assignTo: 'shared', salespeople: [jane?.id ?? 0, paul?.id ?? 0],
			generalParameters: { reference: 'Visit', description: 'Bring samples', dateAt: '2030-01-01T00:00' },
		}, [selection])).expect('success');
		expect(result.json(NODE)).toMatchObject([{ process: 'events', done: 2, campaignId: scene.campaign.id }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 events created']);
		const events = await scene.nodes.json('crmRecord', { operation: 'find', kind: 'event', returnAll: true, conditions: { condition: [{ field: 'name', operator: 'startsWith', value: 'V ' }] } });
		const common = { start_at: '2031-07-01T07:00:00.000Z', end_at: '2031-07-01T07:45:00.000Z', all_day: false, location: 'Hall 3', description: 'Bring samples', campaign_name: 'Spring' };
		expect(events).toMatchObject([
			{ ...common, name: 'V one - Visit', contact_id: made[0]?.id },
			{ ...common, name: 'V two - Visit', contact_id: made[1]?.id },
		]);
		expect(events.map((event) => event['assigned_user_name']).sort()).toEqual(['Jane', 'Paul']);
	});

	test('MU-12 X-02 one event with all as participants: dry run, then it; participants by Get Related are records to go on with', async () => {
		const { selection } = await scene.selectNew('lead', { name: 'P1', email: 'p1@example.com' }, { name: 'P2' }, { name: 'P3' });
		const parameters = { attendance: 'together', allDay: true, eventDays: 2, generalParameters: { reference: 'Open day', dateAt: '2031-03-30T00:00', assignedUser: byId(scene.users[0]?.id) } };
		const dry = (await scene.run('events', { ...parameters, options: { dryRun: true } }, [selection])).expect('success');
		expect(dry.hints.map((hint) => hint.message)).toEqual(['Dry run, nothing was created: 3 participants of one event']);
		const find = () => scene.nodes.json('crmRecord', { operation: 'find', kind: 'event', conditions: { condition: [{ field: 'name', operator: 'is', value: 'Open day' }] } });
		expect(await find()).toEqual([]);
		expect(await scene.process('events', parameters, selection)).toMatchObject({ done: 3, skipped: {} });
		const [event, ...others] = await find();
		expect(others).toEqual([]);
		// Two days in Madrid, on the first of which the clocks change.
		expect(event).toMatchObject({ all_day: true, start_at: '2031-03-29T23:00:00.000Z', end_at: '2031-03-31T22:00:00.000Z', assigned_user_name: 'Jane' });
		const participants = await scene.nodes.json('crmRecord', { operation: 'getRelated', kind: 'event', recordId: byId(event?.['id']), relation: 'participants' });
		expect(participants).toMatchObject([{ kind: 'lead', name: 'P1', email: 'p1@example.com' }, { name: 'P2', email: null }, { name: 'P3' }]);
		expect(await scene.process('tasks', {}, ...itemsOf(...participants))).toMatchObject({ done: 3 });
	});

	test('events without a start are refused, with the way out', async () => {
		const { selection } = await scene.selectNew('contact', { name: 'Z one' });
		const result = await scene.run('events', {}, [selection]);
		expect(result.expect('error').error).toMatchObject({ message: 'The events have no start.', description: expect.stringMatching(/Start/) });
	});
});
