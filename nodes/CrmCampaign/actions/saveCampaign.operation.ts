import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { upsertRecord } from '../../../engine/records/upsertRecord';
import { EngineError } from '../../../engine/EngineError';
import type { Store } from '../../../engine/store/Store';
import { calledByAi } from '../../shared/aiTool';
import { dayOf } from '../../shared/dates';
import { failedItem } from '../../shared/failedItem';
import { asNodeError } from '../../shared/nodeErrors';
import { nodeStore } from '../../shared/nodeStore';
import { objectOf, textOf } from '../../shared/parameters';

const show = { operation: ['saveCampaign'] };

const statuses = (DEFINITIONS.campaign.fields.find((field) => field.name === 'status')?.options ?? []).map(({ label, value }) => ({ name: label, value }));

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
			{ displayName: 'End Date', name: 'end_date', type: 'dateTime', default: '', description: 'The day; the time is not used' },
			{ displayName: 'External ID', name: 'external_id', type: 'string', default: '', description: 'The ID it has in another system' },
			{
				displayName: 'Require Confirmation',
				name: 'require_confirmation',
				type: 'boolean',
				default: false,
				description: 'Whether nothing is created for this campaign before a person has confirmed the selection',
			},
			{ displayName: 'Start Date', name: 'start_date', type: 'dateTime', default: '', description: 'The day; the time is not used' },
			{ displayName: 'Status', name: 'status', type: 'options', options: statuses, default: 'Active' },
			{ displayName: 'Type', name: 'type', type: 'string', default: '', placeholder: 'e.g. Email' },
		],
	},
];

/** Creates a campaign, or updates the one of that name, for each item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const items: INodeExecutionData[] = [];
	const did = { created: 0, updated: 0, unchanged: 0 };
	for (let index = 0; index < context.getInputData().length; index++) {
		try {
			const { outcome, record } = await save(context, store, index);
			did[outcome]++;
			items.push({ json: { ...record }, pairedItem: { item: index } });
		} catch (error) {
			const nodeError = asNodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw nodeError;
			items.push(failedItem(nodeError, index));
		}
	}
	const words = Object.entries(did).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
	if (words.length > 0) context.addExecutionHints({ message: words.join(', '), location: 'outputPane' });
	return items;
}

async function save(context: IExecuteFunctions, store: Store, index: number) {
	const name = textOf(context.getNodeParameter('campaignName', index));
	if (name === null) throw new EngineError('invalid-input', 'The campaign has no name.', 'Fill in Name.');
	const fields = objectOf(context.getNodeParameter('campaignFields', index, {}));
	if (calledByAi(context) && fields['require_confirmation'] !== undefined) {
		throw new EngineError('not-allowed', 'An AI agent may not decide whether a campaign requires confirmation.', 'Remove Require Confirmation from the tool, and set it by hand.');
	}
	const values = { ...fields, ...day(context, fields, 'start_date', 'Start Date'), ...day(context, fields, 'end_date', 'End Date'), name };
	return await store.run(upsertRecord, { kind: 'campaign', values, source: 'user', timeZone: context.getTimezone() });
}

/** What was not added stays as it is; what was added and left empty is cleared. */
function day(context: IExecuteFunctions, fields: Readonly<Record<string, unknown>>, name: string, label: string): Record<string, string | null> {
	return name in fields ? { [name]: dayOf(context, fields[name], label) } : {};
}
