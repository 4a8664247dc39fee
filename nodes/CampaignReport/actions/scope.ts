import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { WON_STAGE } from '../../../engine/records/catalogue/definitions';
import { searchNames } from '../../../engine/records/searchNames';
import type { ReportScope } from '../../../engine/reports/CampaignReport';
import { listedIn } from '../../shared/listedIn';
import { locator } from '../../shared/locators';
import type { OperationCall } from '../../shared/NodeOperation';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, numberOf, objectOf, requiredId, textOf, textParameter } from '../../shared/parameters';
import { periodProperties, readPeriod } from './period';

const DEFAULT_LINKS = 20;
const MOST_LINKS = 1_000;
const MOST_CAMPAIGNS = 1_000;

/** What the report is about, for every operation. */
export const scopeProperties: INodeProperties[] = [
	{
		displayName: 'Report On',
		name: 'reportOn',
		type: 'options',
		options: [
			{ name: 'All Campaigns', value: 'all' },
			{ name: 'One Campaign', value: 'one' },
			{ name: 'Several Campaigns', value: 'several' },
		],
		default: 'one',
	},
	locator('campaign', 'Campaign', 'searchCampaigns', { required: true, displayOptions: { show: { reportOn: ['one'] } } }),
	{
		displayName: 'Campaign Names or IDs',
		name: 'campaigns',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'campaigns' },
		default: [],
		description: 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show: { reportOn: ['several'] } },
	},
	...periodProperties,
];

/** Options of every operation, within its collection `options`. */
export const scopeOptions: INodeProperties[] = [
	{
		displayName: 'Include Machine Opens',
		name: 'machineOpens',
		type: 'boolean',
		default: true,
		description: 'Whether to tell the open rate with opens by machines too, beside the one without: mail programs that load all pictures beforehand, and scanners',
	},
	{
		displayName: 'Links',
		name: 'links',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MOST_LINKS, numberPrecision: 0 },
		default: DEFAULT_LINKS,
		description: 'How many links, those with most clicks first',
	},
	{
		displayName: 'Won Stages',
		name: 'wonStages',
		type: 'string',
		default: WON_STAGE,
		description: 'Stages of an opportunity that mean it is won, separated by commas',
	},
];

/** All campaigns, for choosing several. */
export async function loadCampaigns(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const store = await nodeStore(this);
	const campaigns = await store.run(searchNames, { kind: 'campaign', text: '', limit: MOST_CAMPAIGNS, offset: 0 });
	return campaigns.map(({ id, name }) => ({ name: name ?? `#${id}`, value: id }));
}

/** What the node's parameters ask for. @throws EngineError */
export function readScope(call: OperationCall): ReportScope {
	const { context, index } = call;
	const options = objectOf(context.getNodeParameter('options', index, {}));
	return {
		campaignIds: readCampaigns(call),
		...readPeriod(call),
		timeZone: context.getTimezone(),
		wonStages: (textOf(options['wonStages']) ?? WON_STAGE).split(',').map((stage) => stage.trim()).filter((stage) => stage !== ''),
		links: Math.floor(numberOf(options['links'], 'Links', { least: 0, most: MOST_LINKS }) ?? DEFAULT_LINKS),
	};
}

function readCampaigns({ context, index }: OperationCall): number[] | null {
	const reportOn = textParameter(context, 'reportOn', index) || 'one';
	switch (reportOn) {
		case 'all':
			return null;
		case 'one':
			return [requiredId(context.getNodeParameter('campaign', index, ''), 'Campaign')];
		case 'several': {
			const ids = listedIn(context.getNodeParameter('campaigns', index, [])).flatMap((one) => idOf(one, 'Campaigns') ?? []);
			if (ids.length > 0) return [...new Set(ids)];
			throw new EngineError('invalid-input', 'No campaign is chosen.', 'Choose some under Campaigns, or report on all of them.');
		}
		default:
			throw new EngineError('invalid-input', `There is no choice "${reportOn}" under Report On.`, 'Use one of: all, one, several.');
	}
}

/** Whether opens by machines are told too. */
export function readMachineOpens({ context, index }: OperationCall): boolean {
	return objectOf(context.getNodeParameter('options', index, {}))['machineOpens'] !== false;
}
