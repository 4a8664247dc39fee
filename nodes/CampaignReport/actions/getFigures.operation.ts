import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { readReport } from '../../../engine/reports/readReport';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { textParameter } from '../../shared/parameters';
import { FIGURES, reportItems } from './reportItems';
import { readMachineOpens, readScope, scopeOptions } from './scope';
import { tellKeyNumbers } from './tellKeyNumbers';

const show = { operation: ['getFigures'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Figures',
		name: 'figures',
		type: 'options',
		options: [
			{ name: 'Campaigns', value: 'campaigns', description: 'An item for each campaign, with its funnel' },
			{ name: 'Days', value: 'days', description: 'An item for each day: sent, delivered, opened, clicked, bounced, unsubscribed' },
			{ name: 'Everything in One Item', value: 'everything', description: 'All of them in one item, for a dashboard' },
			{ name: 'Funnel and Rates', value: 'funnel', description: 'One item: from selected to won, and every rate with its base' },
			{ name: 'Links', value: 'links', description: 'An item for each link, those with most clicks first' },
			{ name: 'Reasons for Not Sending', value: 'reasons', description: 'An item for each reason, by class' },
			{ name: 'Salespeople', value: 'salespeople', description: 'An item for each salesperson' },
		],
		default: 'funnel',
		description: 'Which figures to return: flat items, as a spreadsheet takes them',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: scopeOptions,
		displayOptions: { show },
	},
];

/** the figures as items. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const chosen = textParameter(call.context, 'figures', call.index) || 'funnel';
	const choice = FIGURES.find((one) => one === chosen);
	if (choice === undefined) throw new EngineError('invalid-input', `There are no figures "${chosen}".`, `Use one of: ${FIGURES.join(', ')}.`);
	const report = await call.store.run(readReport, readScope(call));
	tellKeyNumbers(call, report);
	return outcome(reportItems(report, choice, readMachineOpens(call)));
}
