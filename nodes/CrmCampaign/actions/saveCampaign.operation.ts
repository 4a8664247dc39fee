import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { upsertRecord } from '../../../engine/records/upsertRecord';
import { nodeStore } from '../../shared/nodeStore';
import { objectOf } from '../../shared/parameters';

const show = { operation: ['saveCampaign'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'campaignName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Spring offer',
		description: 'A campaign of this name is updated, if there is one',
		displayOptions: { show },
	},
	{
		displayName: 'Campaign Fields',
		name: 'campaignFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
		options: [
			{ displayName: 'Budget', name: 'budget', type: 'number', default: 0 },
			{ displayName: 'Description', name: 'description', type: 'string', typeOptions: { rows: 3 }, default: '' },
			{ displayName: 'End Date', name: 'end_date', type: 'string', default: '', placeholder: 'e.g. 2026-12-31' },
			{ displayName: 'External ID', name: 'external_id', type: 'string', default: '' },
			{
				displayName: 'Require Confirmation',
				name: 'require_confirmation',
				type: 'boolean',
				default: false,
				description: 'Whether nothing is created for this campaign before a person has confirmed the selection',
			},
			{ displayName: 'Start Date', name: 'start_date', type: 'string', default: '', placeholder: 'e.g. 2026-12-01' },
			{ displayName: 'Status', name: 'status', type: 'string', default: 'Active' },
			{ displayName: 'Type', name: 'type', type: 'string', default: '' },
		],
	},
];

/** Creates a campaign, or updates the one of that name, for each item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const items: INodeExecutionData[] = [];
	for (let index = 0; index < context.getInputData().length; index++) {
		const fields = objectOf(context.getNodeParameter('campaignFields', index, {}));
		const values = { ...fields, name: context.getNodeParameter('campaignName', index) };
		const { record } = await store.run(upsertRecord, { kind: 'campaign', values, source: 'user', timeZone: context.getTimezone() });
		items.push({ json: { ...record }, pairedItem: { item: index } });
	}
	return items;
}
