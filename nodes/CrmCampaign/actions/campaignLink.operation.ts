import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { textOf } from '../../shared/parameters';
import { processSelections } from './process';

export const description: INodeProperties[] = [
	{
		displayName: 'Member Status',
		name: 'memberStatus',
		type: 'string',
		default: '',
		placeholder: 'e.g. Invited',
		description: 'The status that new members get in the campaign; those who are members already keep theirs',
		displayOptions: { show: { operation: ['campaignLink'] } },
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await processSelections(context, (index) => ({
		operation: 'campaign_link',
		status: textOf(context.getNodeParameter('memberStatus', index, '')),
	}));
}
