import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { sendTest } from '../../../engine/delivery/sendTest';
import { isRecipientKind } from '../../../engine/records/kinds';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, requiredId, textParameter } from '../../shared/parameters';
import { openChannel } from './channel';
import { readSender, senderProperties } from './sender';

const show = { operation: ['sendTest'] };

export const description: INodeProperties[] = [
	locator('testTemplate', 'Template', 'searchTemplates', { required: true, displayOptions: { show } }),
	{
		displayName: 'To Email',
		name: 'testTo',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. me@example.com',
		description: 'Who gets the test, instead of the recipient',
		displayOptions: { show },
	},
	{
		displayName: 'Filled In With',
		name: 'testKind',
		type: 'options',
		options: [
			{ name: 'Account', value: 'account' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Lead', value: 'lead' },
		],
		default: 'contact',
		displayOptions: { show },
	},
	{
		displayName: 'Record ID',
		name: 'testRecord',
		type: 'string',
		default: '',
		description: 'Whose data the test shows; empty: the first one there is',
		displayOptions: { show },
	},
	locator('testCampaign', 'Campaign', 'searchCampaigns', { displayOptions: { show } }),
	...senderProperties(['sendTest']),
];

/** Sends a template, filled in with a record's data, to oneself. Nothing is written to the store. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const kind = textParameter(context, 'testKind');
	if (!isRecipientKind(kind)) throw new EngineError('invalid-input', `There is no recipient of kind "${kind}".`, 'Use contact, lead or account.');
	const channel = await openChannel(context, 1);
	try {
		const sent = await sendTest(store, channel, {
			templateId: requiredId(context.getNodeParameter('testTemplate', 0), 'Template'),
			to: textParameter(context, 'testTo'),
			kind,
			recordId: idOf(context.getNodeParameter('testRecord', 0, ''), 'Record ID'),
			campaignId: idOf(context.getNodeParameter('testCampaign', 0, ''), 'Campaign'),
			from: readSender(context),
		});
		context.addExecutionHints({ message: `Test sent to ${sent.to}, filled in with ${sent.filledInWith.kind} ${sent.filledInWith.id}`, location: 'outputPane' });
		return [{ json: { ...sent }, pairedItem: { item: 0 } }];
	} finally {
		await channel.close();
	}
}
