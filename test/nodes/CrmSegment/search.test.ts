import { EngineError } from '../../../engine/EngineError';
import { getSelection } from '../../../engine/selections/getSelection';
import { objectOf } from '../../../nodes/shared/parameters';
import { itemsOf } from '../../harness';
import { NODE, NodeHost } from '../shared/NodeHost';
import { byId, condition, records, rows, search } from '../shared/tabs';

const ALL_CONTACTS = { contact: [{ allRecords: true }] };

describe('CRM Segment: search', () => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create();
		await nodes.record('contact', { name: 'Ana', email: 'ana@example.com', city: 'Madrid' });
		await nodes.record('contact', { name: 'Ben', email: 'ANA@example.com', city: 'Rome' });
		await nodes.record('contact', { name: 'Cai', city: 'Rome' });
		await nodes.record('contact', { name: 'Dan', email: 'dan@', city: 'Oslo' });
		await nodes.record('contact', { name: 'Eva', email: 'eva@example.com', city: 'Oslo', do_not_email: true });
		await nodes.record('lead', { name: 'Lea', email: 'lea@example.com', city: 'Madrid' });
	});

	afterAll(async () => {
		await nodes.close();
	});

	test('VM-05 every tab is searched and the results are united, each record once, whatever their order', async () => {
		const tabs = {
			lead: [{ all: rows(condition('city', 'is', 'Madrid')) }],
			contact: [{ all: rows(condition('city', 'is', 'Rome')) }, { any: rows(condition('city', 'is', 'Rome'), condition('city', 'is', 'Madrid')) }],
		};
		const found = await nodes.one('crmSegment', search(tabs));
		expect(found).toMatchObject({ count: 4, byKind: { contact: 3, lead: 1 }, state: 'open', requireConfirmation: false });
		const other = await nodes.one('crmSegment', search({ contact: [...tabs.contact].reverse(), lead: tabs.lead }));
		expect(other).toMatchObject({ count: 4, byKind: { contact: 3, lead: 1 } });
	});

	test('hands on one item that counts whom a mail would reach, and says so in a hint', async () => {
		const result = (await nodes.run('crmSegment', search(ALL_CONTACTS))).expect('success');
		expect(result.json(NODE)).toMatchObject([{ count: 5, withoutAddress: 1, malformedAddress: 1, optedOut: 1, duplicateAddress: 1, mayBeMailed: 1 }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['5 selected: 1 may be emailed, 1 have no address, 1 have one that is malformed or that mails came back from, 1 opted out, 1 share a recipient or an address']);
		expect(result.items(NODE)[0]?.pairedItem).toEqual({ item: 0 });
		const uncounted = await nodes.run('crmSegment', search(ALL_CONTACTS, { options: { countRecipients: false } }));
		expect(uncounted.hints.map((hint) => hint.message)).toEqual(['5 selected']);
	});

	test('VM-07 the general parameters ride with the selection; a date without a zone is one of the workflow\'s', async () => {
		const campaign = await nodes.record('campaign', { name: 'Spring' });
		const user = await nodes.record('user', { name: 'Sal' });
		const generalParameters = { reference: 'Spring offer', dateAt: '2026-12-01T09:30:00', campaign: byId(campaign.id), assignedUser: byId(user.id), description: 'Call first' };
		const expected = { reference: 'Spring offer', campaignId: campaign.id, assignedUserId: user.id, description: 'Call first' };
		const madrid = await nodes.one('crmSegment', search(ALL_CONTACTS, { generalParameters }));
		expect(madrid['generalParameters']).toEqual({ ...expected, dateAt: '2026-12-01T08:30:00.000Z' });
		const result = await nodes.run('crmSegment', search(ALL_CONTACTS, { generalParameters }), { timezone: 'America/New_York' });
		expect(result.expect('success').json(NODE)[0]?.['generalParameters']).toEqual({ ...expected, dateAt: '2026-12-01T14:30:00.000Z' });
	});

	test.each([
		['a Luxon date', '={{ DateTime.fromISO("2026-12-01T09:30:00", { zone: "Europe/Madrid" }) }}'],
		['a JavaScript date', '={{ new Date("2026-12-01T08:30:00Z") }}'],
		['a text with its zone', '2026-12-01T08:30:00Z'],
		['a text with a blank', '2026-12-01 09:30'],
	])('VM-07 a date given as %s is that instant', async (_, dateAt) => {
		const found = await nodes.one('crmSegment', search(ALL_CONTACTS, { generalParameters: { dateAt } }));
		expect(found['generalParameters']).toMatchObject({ dateAt: '2026-12-01T08:30:00.000Z' });
	});

	test('"today" is a day of the workflow\'s time zone', async () => {
		const day = (zone: string) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date());
		const created = (zone: string) => nodes.run('crmSegment', search({ contact: [{ all: rows(condition('created_at', 'isOn', day(zone))) }] }), { timezone: zone });
		const today = (zone: string) => nodes.run('crmSegment', search({ contact: [{ all: rows(condition('created_at', 'isOn', 'today')) }] }), { timezone: zone });
		for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
			expect((await today(zone)).expect('success').json(NODE)[0]?.['count']).toBe((await created(zone)).json(NODE)[0]?.['count']);
		}
	});

	test('a selection lasts as many days as it is told, and then is refused', async () => {
		const found = await nodes.one('crmSegment', search(ALL_CONTACTS, { options: { days: 2 } }));
		const inDays = (days: number) => Date.now() + days * 86_400_000;
		const read = async (now: number) => await getSelection(nodes.store, Number(found['selectionId']), nodes.store.id, now);
		await expect(read(inDays(1.9))).resolves.toMatchObject({ count: 5 });
		await expect(read(inDays(2.1))).rejects.toThrow(EngineError);
	});

	test('bad input: a campaign that is not there is told by the search, before anybody reviews it', async () => {
		const result = await nodes.run('crmSegment', search(ALL_CONTACTS, { generalParameters: { campaign: byId(999) } }));
		expect(result.error).toMatchObject({ message: 'There is no campaign with id 999: it was deleted, or never existed.', description: expect.stringMatching(/\S/) });
	});

	test('"Require Confirmation" is written into the selection', async () => {
		const result = (await nodes.run('crmSegment', search(ALL_CONTACTS, { options: { requireConfirmation: true, countRecipients: false } }))).expect('success');
		expect(result.json(NODE)).toMatchObject([{ requireConfirmation: true, state: 'open' }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['5 selected, to be confirmed by a person']);
	});

	test('X-07 what an AI agent selects always waits for a person, also the records it is shown', async () => {
		const selected = (await nodes.run('crmSegmentTool', search(ALL_CONTACTS, { options: { requireConfirmation: false } }))).expect('success');
		expect(selected.json(NODE)).toMatchObject([{ count: 5, requireConfirmation: true }]);
		const shown = (await nodes.run('crmSegmentTool', records(ALL_CONTACTS))).expect('success');
		const [first] = shown.json(NODE);
		const { selectionId } = objectOf(first?.['search']);
		await expect(getSelection(nodes.store, Number(selectionId), nodes.store.id)).resolves.toMatchObject({ requireConfirmation: true });
	});

	test.each([
		['no tab at all', {}, 'The segment has no search tab.'],
		['a tab without conditions', { contact: [{}] }, 'has no condition.'],
		['a tab of empty groups', { contact: [{ all: { condition: [] }, any: {}, none: {}, relations: {} }] }, 'has no condition.'],
		['an unknown field', { contact: [{ all: rows(condition('shoe_size', 'is', '42')) }] }, 'no field "shoe_size"'],
		['a condition without a field', { contact: [{ all: rows(condition('', 'is', '42')) }] }, 'A condition over contacts has no field.'],
		['an operator that the field does not take', { contact: [{ all: rows(condition('created_at', 'startsWith', '2026')) }] }, 'can\'t be compared by "startsWith"'],
		['an operator that there is not', { contact: [{ all: rows(condition('city', 'rhymesWith', 'Rome')) }] }, 'can\'t be compared by "rhymesWith"'],
		['a day that is none', { contact: [{ all: rows(condition('created_at', 'isAfter', 'soon')) }] }, '"soon", which is no day'],
		['an empty list', { contact: [{ all: rows(condition('city', 'isAnyOf', ' , ')) }] }, 'an empty one'],
		['a campaign that is not chosen', { contact: [{ relations: { member: [{ campaign: byId('') }] } }] }, 'No Campaign is chosen.'],
		['an id that is none', { contact: [{ relations: { messages: [{ campaign: byId('first'), outcome: 'any' }] } }] }, '"first" is no ID'],
		['a saved filter that is gone', { contact: [{ relations: { filter: [{ filter: byId(999) }] } }] }, 'There is no saved filter 999.'],
		['an outcome that there is not', { contact: [{ relations: { messages: [{ outcome: 'loved' }] } }] }, '"loved"'],
	])('bad input: %s is a clear error with a way out, and nobody is selected', async (_, tabs, message) => {
		const result = await nodes.run('crmSegment', search(tabs));
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
		expect(result.items(NODE)).toEqual([]);
	});

	test.each([
		['a date that is none', { generalParameters: { dateAt: 'next week' } }, '"next week" is no date and time'],
		['a list as a date', { generalParameters: { dateAt: '={{ ["2026-12-01"] }}' } }, 'is no date and time'],
		['a number as a date', { generalParameters: { dateAt: '={{ 12 }}' } }, 'is no date and time'],
		['too many days', { options: { days: 1_000 } }, 'Lasts (Days): 1000 is not possible.'],
		['days that are no number', { options: { days: '={{ "a week" }}' } }, 'Lasts (Days): a week is not possible.'],
	])('bad input: %s is a clear error', async (_, more, message) => {
		const result = await nodes.run('crmSegment', search(ALL_CONTACTS, more));
		expect(result.error).toMatchObject({ message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('an unknown operation is a clear error', async () => {
		const result = await nodes.run('crmSegment', { operation: 'explode' });
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: 'There is no operation "explode".' });
	});

	test('a failure goes to the error output with its way out, where the user asked for that', async () => {
		const result = await nodes.run('crmSegment', search({ contact: [{}] }), { node: { onError: 'continueErrorOutput' }, items: itemsOf({ a: 1 }) });
		result.expect('success');
		expect(result.json(NODE)).toEqual([]);
		expect(result.json(NODE, 1)).toMatchObject([{ error: 'Tab 1 has no condition.', message: expect.stringContaining('All Records of This Kind') }]);
	});
});
