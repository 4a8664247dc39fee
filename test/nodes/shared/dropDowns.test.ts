import type { INodeListSearchResult } from 'n8n-workflow';

import { NodeHost, type NodeName } from './NodeHost';
import { condition, rows } from './tabs';

const NODES: NodeName[] = ['campaignEmail', 'crmCampaign', 'crmConsent', 'crmJob', 'crmRecord', 'crmSegment'];

describe('drop-downs filled from the store', () => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create();
		for (let number = 1; number <= 60; number++) await nodes.record('campaign', { name: `Campaign ${String(number).padStart(2, '0')}` });
		await nodes.record('campaign', { name: 'Élan' });
		await nodes.record('template', { name: 'Offer', subject: 'Hello', html: '<p>Hello</p>' });
		await nodes.record('account', { name: 'Acme' });
		await nodes.record('user', { name: 'Jane' });
		await nodes.one('crmSegment', { operation: 'saveFilter', criteriaBy: 'tabs', filterName: 'In Rome', tabs: { contact: [{ all: rows(condition('city', 'is', 'Rome')) }] } });
	});

	afterAll(async () => {
		await nodes.close();
	});

	const search = async (method: string, filter?: string, token?: string, node: NodeName = 'crmSegment'): Promise<INodeListSearchResult> => {
		const found = nodes.nodeType(node).methods?.listSearch?.[method];
		if (!found) throw new Error(`${node} has no listSearch ${method}.`);
		return await found.call(nodes.loadOptions(node), filter, token);
	};

	test('lists 50 at a time, by name, with a token for the next page', async () => {
		const first = await search('searchCampaigns');
		expect(first.results).toHaveLength(50);
		expect(first.results[0]).toEqual({ name: 'Campaign 01', value: expect.stringMatching(/^\d+$/) });
		const second = await search('searchCampaigns', undefined, String(first.paginationToken));
		expect(second.results.map(({ name }) => name)).toEqual([...Array.from({ length: 10 }, (_, index) => `Campaign ${index + 51}`), 'Élan']);
		expect(second.paginationToken).toBeUndefined();
	});

	test('finds by a part of the name, accents and capitals aside', async () => {
		expect((await search('searchCampaigns', 'elan')).results.map(({ name }) => name)).toEqual(['Élan']);
		expect((await search('searchCampaigns', '60')).results.map(({ name }) => name)).toEqual(['Campaign 60']);
		expect((await search('searchCampaigns', '%')).results).toEqual([]);
	});

	test.each([
		['searchTemplates', 'Offer'],
		['searchAccounts', 'Acme'],
		['searchUsers', 'Jane'],
		['searchFilters', 'In Rome'],
	])('%s', async (method, name) => {
		expect((await search(method)).results).toContainEqual({ name, value: expect.stringMatching(/^\d+$/) });
		expect((await search(method, name.toUpperCase())).results).toMatchObject([{ name }]);
		expect((await search(method, 'nothing like it')).results).toEqual([]);
	});

	test('saved filters over the kind of the tab, and no others', async () => {
		expect((await search('filtersOf_contact')).results.map(({ name }) => name)).toContain('In Rome');
		expect((await search('filtersOf_account')).results.map(({ name }) => name)).not.toContain('In Rome');
	});

	test('the fields of each kind of record, by label, the store\'s own included', async () => {
		const load = nodes.nodeType('crmSegment').methods?.loadOptions?.['fieldsOf_contact'];
		const fields = await load?.call(nodes.loadOptions('crmSegment'));
		expect(fields).toContainEqual({ name: 'City', value: 'city' });
		const names = fields?.map(({ name }) => name) ?? [];
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
	});

	test('the salespeople to share out among', async () => {
		const load = nodes.nodeType('crmCampaign').methods?.loadOptions?.['users'];
		expect(await load?.call(nodes.loadOptions('crmCampaign'))).toEqual([{ name: 'Jane', value: expect.any(Number) }]);
	});

	test('VM-15 VM-09 users who are not active are told apart, in lists of one and of several', async () => {
		const gone = await nodes.record('user', { name: 'Gone', active: false });
		expect((await search('searchUsers', 'gone', undefined, 'crmJob')).results).toEqual([{ name: 'Gone (not active)', value: String(gone.id) }]);
		const several = await nodes.nodeType('crmCampaign').methods?.loadOptions?.['users']?.call(nodes.loadOptions('crmCampaign'));
		expect(several?.map(({ name }) => name)).toEqual(['Gone (not active)', 'Jane']);
	});

	test.each(NODES)('every method that %s names is there', (node) => {
		const { description, methods } = nodes.nodeType(node);
		const named = [...JSON.stringify(description.properties).matchAll(/"(searchListMethod|loadOptionsMethod)":"([^"]+)"/g)];
		const missing = named.filter(([, kind, name]) => !(String(name) in (kind === 'searchListMethod' ? (methods?.listSearch ?? {}) : (methods?.loadOptions ?? {}))));
		expect(missing.map(([, , name]) => name)).toEqual([]);
	});
});
