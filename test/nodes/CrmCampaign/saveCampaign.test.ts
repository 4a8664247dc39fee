import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { NODE, NodeHost } from '../shared/NodeHost';

const SAVE: INodeParameters = { resource: 'campaign', operation: 'saveCampaign' };

describe('CRM Campaign: create or update a campaign', () => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create();
	});

	afterAll(async () => {
		await nodes.close();
	});

	test('creates a campaign, and updates the one of that name', async () => {
		const fields = { status: 'Active', budget: 5_000, start_date: '2026-12-01T00:00:00', end_date: '2026-12-31T23:59:00' };
		const first = await nodes.run('crmCampaign', { ...SAVE, campaignName: 'Spring', campaignFields: fields });
		expect(first.expect('success').json(NODE)).toMatchObject([{ kind: 'campaign', name: 'Spring', status: 'Active', budget: 5_000, start_date: '2026-12-01', end_date: '2026-12-31' }]);
		expect(first.hints.map((hint) => hint.message)).toEqual(['1 created']);
		const again = await nodes.run('crmCampaign', { ...SAVE, campaignName: 'SPRING', campaignFields: { budget: 6_000, end_date: '' } });
		expect(again.expect('success').json(NODE)).toMatchObject([{ id: first.json(NODE)[0]?.['id'], budget: 6_000, start_date: '2026-12-01', end_date: null }]);
		expect(again.hints.map((hint) => hint.message)).toEqual(['1 updated']);
	});

	test('one campaign for each item; one that fails goes to the error output, the others go on', async () => {
		const items = itemsOf({ name: 'One' }, { name: ' ' }, { name: 'Three' });
		const result = await nodes.run('crmCampaign', { ...SAVE, campaignName: '={{ $json.name }}' }, { items, node: { onError: 'continueErrorOutput' } });
		result.expect('success');
		expect(result.json(NODE).map((campaign) => campaign['name'])).toEqual(['One', 'Three']);
		expect(result.json(NODE, 1)).toMatchObject([{ error: 'The campaign has no name.', message: 'The campaign has no name. Fill in Name.' }]);
		expect(result.hints.map((hint) => hint.message)).toEqual(['2 created']);
	});

	test('a date that is none is a clear error', async () => {
		const result = await nodes.run('crmCampaign', { ...SAVE, campaignName: 'X', campaignFields: { start_date: 'tomorrow' } });
		expect(result.error).toMatchObject({ message: 'Start Date: "tomorrow" is no date.', description: expect.stringContaining('2026-11-30') });
	});
});
