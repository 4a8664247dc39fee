import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { locator } from '../../shared/locators';
import { requiredId, textOf } from '../../shared/parameters';
import { processSelections } from './process';

const show = { operation: ['messages'] };

export const description: INodeProperties[] = [
	locator('template', 'Template', 'searchTemplates', { required: true, displayOptions: { show } }),
	{
		displayName: 'Occurrence',
		name: 'occurrence',
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-12',
		description: 'Tells one mailing of this template in this campaign from the next: nobody gets the same occurrence twice. Empty: everybody gets it only once.',
		displayOptions: { show },
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await processSelections(context, (index) => ({
		operation: 'messages',
		templateId: requiredId(context.getNodeParameter('template', index), 'Template'),
		occurrence: textOf(context.getNodeParameter('occurrence', index, '')) ?? '',
	}));
}
