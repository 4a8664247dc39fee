import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { canonicalJson } from '../../../engine/canonicalJson';
import { EngineError } from '../../../engine/EngineError';
import { sendTest, type TestMail, type TestSent } from '../../../engine/delivery/sendTest';
import { isRecipientKind } from '../../../engine/records/kinds';
import { checkCampaigns } from '../../shared/checkCampaigns';
import { failedItem } from '../../shared/failedItem';
import { locator } from '../../shared/locators';
import { asNodeError } from '../../shared/nodeErrors';
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

/** Sends the template that each item names, filled in with a record's data, to oneself: the same once. Nothing is written to the store. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const channel = await openChannel(context, 1);
	const items: INodeExecutionData[] = [];
	const sent: TestSent[] = [];
	try {
		const asked = new Set<string>();
		for (const item of context.getInputData().keys()) {
			try {
				const test = readTest(context, item);
				const same = canonicalJson(test);
				if (asked.has(same)) continue;
				asked.add(same);
				await checkCampaigns(store, [test.campaignId]);
				const one = await sendTest(store, channel, test);
				sent.push(one);
				items.push({ json: { ...one }, pairedItem: { item } });
			} catch (error) {
				const nodeError = asNodeError(context.getNode(), error, item);
				if (!context.continueOnFail()) throw nodeError;
				items.push(failedItem(nodeError, item));
			}
		}
	} finally {
		await channel.close();
	}
	if (sent.length > 0) context.addExecutionHints({ message: hint(sent), location: 'outputPane' });
	return items;
}

function readTest(context: IExecuteFunctions, item: number): TestMail {
	const kind = textParameter(context, 'testKind', item);
	if (!isRecipientKind(kind)) throw new EngineError('invalid-input', `There is no recipient of kind "${kind}".`, 'Use contact, lead or account.');
	return {
		templateId: requiredId(context.getNodeParameter('testTemplate', item), 'Template'),
		to: textParameter(context, 'testTo', item),
		kind,
		recordId: idOf(context.getNodeParameter('testRecord', item, ''), 'Record ID'),
		campaignId: idOf(context.getNodeParameter('testCampaign', item, ''), 'Campaign'),
		from: readSender(context, item),
	};
}

function hint(sent: readonly TestSent[]): string {
	const [only, ...others] = sent;
	if (!only || others.length > 0) return `${sent.length} tests sent to ${[...new Set(sent.map(({ to }) => to))].slice(0, 5).join(', ')}`;
	return `Test sent to ${only.to}, filled in with ${only.filledInWith.kind} ${only.filledInWith.id}`;
}
