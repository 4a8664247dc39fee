import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { NODE, NodeHost } from '../shared/NodeHost';
import { byId, condition, records, rows, search } from '../shared/tabs';

const IN_ROME: INodeParameters = { contact: [{ all: rows(condition('city', 'is', 'Rome')) }] };

describe('CRM Segment: count, return records, save filter, criteria as JSON', () => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create();
		for (let number = 1; number <= 60; number++) {
			await nodes.record('contact', { name: `Person ${number}`, email: `person${number}@example.com`, city: number > 55 ? 'Rome' : 'Oslo' });
		}
		await nodes.record('lead', { name: 'Lea', city: 'Rome' });
	});

	afterAll(async () => {
		await nodes.close();
	});

	const json = (criteria: unknown, operation = 'count'): INodeParameters => ({ operation, criteriaBy: 'json', criteriaJson: typeof criteria === 'string' ? criteria : JSON.stringify(criteria) });
	const save = (parameters: INodeParameters) => nodes.one('crmSegment', { operation: 'saveFilter', criteriaBy: 'tabs', ...parameters });
	const countOf = async (filterId: unknown) => await nodes.one('crmSegment', { operation: 'count', criteriaBy: 'filter', savedFilter: byId(filterId) });

	test('counts by kind and selects nobody', async () => {
		const before = await nodes.one('crmSegment', search(IN_ROME));
		expect(await nodes.one('crmSegment', { operation: 'count', criteriaBy: 'tabs', tabs: { ...IN_ROME, lead: [{ allRecords: true }] } })).toEqual({ count: 6, byKind: { contact: 5, lead: 1 } });
		const after = await nodes.one('crmSegment', search(IN_ROME));
		expect(Number(after['selectionId'])).toBe(Number(before['selectionId']) + 1);
	});

	test('returns the first 50 records, tells how many there are, and warns that they are not all', async () => {
		const result = (await nodes.run('crmSegment', records({ contact: [{ allRecords: true }] }, { returnAll: false, limit: 50 }))).expect('success');
		const items = result.json(NODE);
		expect(items).toHaveLength(50);
		expect(items[0]).toMatchObject({ kind: 'contact', name: 'Person 1', search: { found: 60, returned: 50, storeId: nodes.store.id } });
		expect(result.hints).toMatchObject([{ type: 'warning', message: expect.stringContaining('50 of 60 records') }]);
	});

	test('returns all records of several kinds, kind by kind', async () => {
		const result = (await nodes.run('crmSegment', records({ contact: [{ allRecords: true }], lead: [{ allRecords: true }] }))).expect('success');
		expect(result.json(NODE).map((record) => record['name'])).toEqual(['Lea', ...Array.from({ length: 60 }, (_, index) => `Person ${index + 1}`)]);
		expect(result.hints).toEqual([]);
	});

	test('a limit that is none is a clear error', async () => {
		const result = await nodes.run('crmSegment', records(IN_ROME, { returnAll: false, limit: 0 }));
		expect(result.error).toMatchObject({ message: 'Limit: 0 is not possible.', description: 'Give a number, 1 or more.' });
	});

	test('nobody found is no item, and no error', async () => {
		expect(await nodes.json('crmSegment', records({ contact: [{ all: rows(condition('city', 'is', 'Atlantis')) }] }))).toEqual([]);
	});

	test('VM-04 criteria as JSON take groups nested as deep as needed', async () => {
		const field = (name: string, operator: string, value: unknown) => ({ type: 'field', field: name, operator, value });
		const group = (match: string, ...conditions: unknown[]) => ({ type: 'group', match, conditions });
		const condition = group('none', group('all', field('city', 'is', 'Oslo'), group('any', field('name', 'is', 'Person 1'), field('name', 'isNot', 'Person 1'))));
		expect(await nodes.one('crmSegment', json({ tabs: [{ kind: 'contact', condition }] }))).toMatchObject({ count: 5 });
	});

	test('criteria as JSON may come from an expression as an object', async () => {
		const parameters: INodeParameters = { operation: 'count', criteriaBy: 'json', criteriaJson: '={{ $json.criteria }}' };
		const criteria = { tabs: [{ kind: 'lead', allRecords: true }] };
		expect(await nodes.one('crmSegment', parameters, [{ json: { criteria } }])).toMatchObject({ count: 1 });
	});

	test.each([
		['no JSON', '{ tabs', 'Criteria (JSON) is no JSON'],
		['no criteria', '42', 'The segment'],
		['an empty text', '', 'no search tab'],
		['an unknown kind', { tabs: [{ kind: 'unicorn', allRecords: true }] }, '"unicorn"'],
		['an unknown type of condition', { tabs: [{ kind: 'contact', condition: { type: 'sql', value: '1 = 1' } }] }, '"sql"'],
		['a field that would be SQL', { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'id; DROP TABLE contact', operator: 'is', value: '1' } }] }, 'no field'],
	])('bad input: %s as criteria is a clear error', async (_, criteria, message) => {
		const result = await nodes.run('crmSegment', json(criteria));
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('VM-05 a saved filter finds what its tabs found, a report finds several kinds', async () => {
		const filter = await save({ filterName: 'In Rome', tabs: IN_ROME });
		expect(filter).toMatchObject({ name: 'In Rome', kinds: ['contact'], tabs: 1, replaced: false });
		expect(await countOf(filter['filterId'])).toEqual({ count: 5, byKind: { contact: 5 } });
		const report = await save({ filterName: 'Rome, all', tabs: { ...IN_ROME, lead: [{ allRecords: true }] } });
		expect(await countOf(report['filterId'])).toEqual({ count: 6, byKind: { contact: 5, lead: 1 } });
	});

	test('saving under the same name again replaces the filter, and so does Replace under another name', async () => {
		const tabs = (name: string): INodeParameters => ({ contact: [{ all: rows(condition('name', 'is', name)) }] });
		const first = await save({ filterName: 'Só one', tabs: tabs('Person 1') });
		const again = await save({ filterName: 'so ONE', tabs: IN_ROME });
		expect(again).toMatchObject({ filterId: first['filterId'], replaced: true });
		expect(await countOf(first['filterId'])).toMatchObject({ count: 5 });
		const renamed = await save({ filterName: 'Another name', replaceFilter: byId(first['filterId']), tabs: tabs('Person 2') });
		expect(renamed).toMatchObject({ filterId: first['filterId'], name: 'Another name' });
		expect(await countOf(first['filterId'])).toMatchObject({ count: 1 });
	});

	test('X-07 an AI agent may save a filter, and not replace one that campaigns may be using', async () => {
		const parameters = { operation: 'saveFilter', criteriaBy: 'tabs', filterName: 'By AI', tabs: IN_ROME };
		(await nodes.run('crmSegmentTool', parameters)).expect('success');
		expect((await nodes.run('crmSegmentTool', parameters)).error).toMatchObject({ message: expect.stringContaining('may not replace one'), description: 'Give another name.' });
	});

	test('VM-05 a filter of filters that would go round in a circle is a clear error, and the one there is stays', async () => {
		const inFilter = (id: unknown): INodeParameters => ({ contact: [{ relations: { filter: [{ filter: byId(id) }] } }] });
		const one = await save({ filterName: 'One', tabs: IN_ROME });
		const two = await save({ filterName: 'Two', tabs: inFilter(one['filterId']) });
		expect(await countOf(two['filterId'])).toMatchObject({ count: 5 });
		const result = await nodes.run('crmSegment', { operation: 'saveFilter', criteriaBy: 'tabs', filterName: 'One', tabs: inFilter(two['filterId']) });
		expect(result.error).toMatchObject({ name: 'NodeOperationError', message: 'The saved filter "One" would use itself, directly or by way of others.', description: expect.stringMatching(/\S/) });
		expect(await countOf(two['filterId'])).toMatchObject({ count: 5 });
	});

	test.each([
		['without a name', { filterName: ' ', tabs: IN_ROME }, 'The saved filter has no name.'],
		['without conditions', { filterName: 'Everyone', tabs: { contact: [{}] } }, 'has no condition'],
		['that uses one that is gone', { filterName: 'X', tabs: { contact: [{ relations: { filter: [{ filter: byId(888) }] } }] } }, 'There is no saved filter 888.'],
		['over one that is gone', { filterName: 'X', replaceFilter: byId(999), tabs: IN_ROME }, 'There is no saved filter 999.'],
	])('a filter can\'t be saved %s', async (_, parameters, message) => {
		const result = await nodes.run('crmSegment', { operation: 'saveFilter', criteriaBy: 'tabs', ...parameters });
		expect(result.error).toMatchObject({ message: expect.stringContaining(message), description: expect.stringMatching(/\S/) });
	});

	test('VM-04 runs for each item where its parameters depend on the item; one that fails leaves the others', async () => {
		const inCity: INodeParameters = { contact: [{ all: rows(condition('city', 'is', '={{ $json.city }}')) }] };
		const items = itemsOf({ city: 'Rome' }, { city: '' }, { city: 'Madrid' });
		const counted = (await nodes.run('crmSegment', { operation: 'count', criteriaBy: 'tabs', tabs: inCity }, { items, node: { onError: 'continueErrorOutput' } })).expect('success');
		expect(counted.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(counted.items(NODE, 1)).toMatchObject([{ json: { error: expect.stringContaining('the value for "City" is empty') }, pairedItem: { item: 1 } }]);
		expect(counted.json(NODE).map(({ count }) => count)).toEqual([(await nodes.json('crmSegment', records(IN_ROME))).length, 0]);
	});

	test('VM-07 the same search for two campaigns is two selections, each with its own', async () => {
		const campaigns = [await nodes.record('campaign', { name: 'North' }), await nodes.record('campaign', { name: 'South' })];
		const parameters = search(IN_ROME, { generalParameters: { campaign: byId('={{ $json.id }}') } });
		const [north, south] = (await nodes.run('crmSegment', parameters, { items: itemsOf(...campaigns.map(({ id }) => ({ id }))) })).expect('success').json(NODE);
		expect([north, south]).toMatchObject(campaigns.map(({ id }) => ({ generalParameters: { campaignId: id } })));
		expect(north?.['selectionId']).not.toBe(south?.['selectionId']);
	});

	test.each([search(IN_ROME), records(IN_ROME), { operation: 'count', criteriaBy: 'tabs', tabs: IN_ROME }, { operation: 'saveFilter', criteriaBy: 'tabs', tabs: IN_ROME, filterName: 'Of the first' }])(
		'runs once for several items where none of its parameters depends on them, and says so: %j',
		async (parameters) => {
			const hints = async (...names: string[]) => (await nodes.run('crmSegment', parameters, { items: itemsOf(...names.map((name) => ({ name }))) })).expect('success').hints.map(({ message }) => message);
			expect(await hints('one', 'two')).toContainEqual(expect.stringContaining('Ran once, not for each of 2 items'));
			expect((await hints('one')).join()).not.toContain('Ran once');
		},
	);
});
