import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { forgottenWords } from '../../../engine/consent/forgotten';
import { EngineError } from '../../../engine/EngineError';
import { logMessages, rehearseLog, type LogInput, type LogOutcome, type SentElsewhere } from '../../../engine/messages/logMessages';
import { isRecipientKind } from '../../../engine/records/kinds';
import type { Store } from '../../../engine/store/Store';
import { checkCampaigns } from '../../shared/checkCampaigns';
import { instantIn } from '../../shared/dates';
import { dryRunOptions, isDryRun } from '../../shared/dryRunOption';
import { failedItem } from '../../shared/failedItem';
import { locator } from '../../shared/locators';
import { asNodeError } from '../../shared/nodeErrors';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, instantOf, objectOf, requiredId, textOf, textParameter } from '../../shared/parameters';

type Channel = LogInput['channel'];

const show = { operation: ['log'] };
const PAGE = 1_000;

export const description: INodeProperties[] = [
	{
		displayName: 'What Was Sent',
		name: 'logChannel',
		type: 'options',
		options: [
			{ name: 'Email', value: 'email' },
			{ name: 'SMS', value: 'sms' },
		],
		default: 'email',
		displayOptions: { show },
	},
	{
		displayName: 'Recipient By',
		name: 'recipientBy',
		type: 'options',
		options: [
			{ name: 'Email Address', value: 'address' },
			{ name: 'Record', value: 'record', description: 'Its kind and ID' },
		],
		default: 'address',
		displayOptions: { show },
	},
	{
		displayName: 'To Email',
		name: 'toEmail',
		type: 'string',
		required: true,
		default: '={{ $json.to }}',
		description: 'The address it went to: the contact, else lead, else account that has it gets the message',
		displayOptions: { show: { ...show, recipientBy: ['address'] } },
	},
	{
		displayName: 'Kind',
		name: 'recipientKind',
		type: 'options',
		options: [
			{ name: 'Account', value: 'account' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Lead', value: 'lead' },
		],
		default: 'contact',
		displayOptions: { show: { ...show, recipientBy: ['record'] } },
	},
	{
		displayName: 'Record ID',
		name: 'recipientId',
		type: 'string',
		required: true,
		default: '={{ $json.id }}',
		displayOptions: { show: { ...show, recipientBy: ['record'] } },
	},
	{
		displayName: 'Log Fields',
		name: 'logFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show },
		options: [
			locator('campaign', 'Campaign', 'searchCampaigns'),
			{ displayName: 'Description', name: 'description', type: 'string', default: '' },
			{ displayName: 'Message ID', name: 'externalId', type: 'string', default: '', description: 'The ID it has there: the same ID is logged once' },
			{ displayName: 'Sent', name: 'sentAt', type: 'dateTime', default: '', description: 'When it was sent; empty: now' },
			{ displayName: 'Subject', name: 'subject', type: 'string', default: '' },
		],
	},
	dryRunOptions(show),
];

interface Logged {
	readonly itemIndex: number;
	readonly channel: Channel;
	readonly campaignId: number | null;
	readonly message: SentElsewhere;
}

/** What other nodes sent becomes messages of its recipients (VM-01): one per item, a thousand in one transaction. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const dryRun = isDryRun(context);
	const items: INodeExecutionData[] = [];
	const did = { logged: 0, known: 0, nobody: 0, forgotten: 0 };
	for (const page of pagesOf(readMessages(context, items))) {
		try {
			const outcomes = await logPage(store, page, dryRun);
			page.forEach(({ itemIndex }, index) => {
				const outcome = outcomes[index];
				if (!outcome) return;
				did[outcome.kind]++;
				items.push({ json: asJson(outcome, dryRun), pairedItem: { item: itemIndex } });
			});
		} catch (error) {
			if (!context.continueOnFail()) throw asNodeError(context.getNode(), error, page[0]?.itemIndex);
			items.push(...page.map(({ itemIndex }) => failedItem(asNodeError(context.getNode(), error, itemIndex), itemIndex)));
		}
	}
	addHint(context, did, dryRun);
	return items.sort((a, b) => itemOf(a) - itemOf(b));
}

/** Messages of one campaign and channel. @throws EngineError where the campaign is not there */
async function logPage(store: Store, page: readonly Logged[], dryRun: boolean): Promise<LogOutcome[]> {
	const [first] = page;
	if (!first) return [];
	const { channel, campaignId } = first;
	await checkCampaigns(store, [campaignId]);
	return await store.run(dryRun ? rehearseLog : logMessages, { channel, campaignId, messages: page.map(({ message }) => message) });
}

/** Each item's message; one that can't be read goes to the error output, where the user asked for that. */
function readMessages(context: IExecuteFunctions, failed: INodeExecutionData[]): Logged[] {
	return context.getInputData().flatMap((_, itemIndex) => {
		try {
			return [readMessage(context, itemIndex)];
		} catch (error) {
			const nodeError = asNodeError(context.getNode(), error, itemIndex);
			if (!context.continueOnFail()) throw nodeError;
			failed.push(failedItem(nodeError, itemIndex));
			return [];
		}
	});
}

/** Parts of at most a page, each of one campaign and channel. */
function pagesOf(all: readonly Logged[]): Logged[][] {
	const alike = new Map<string, Logged[]>();
	for (const one of all) {
		const key = `${one.channel} ${one.campaignId}`;
		const group = alike.get(key);
		if (group) group.push(one);
		else alike.set(key, [one]);
	}
	const pages: Logged[][] = [];
	for (const group of alike.values()) {
		for (let from = 0; from < group.length; from += PAGE) pages.push(group.slice(from, from + PAGE));
	}
	return pages;
}

function itemOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}

function readMessage(context: IExecuteFunctions, itemIndex: number): Logged {
	const fields = objectOf(context.getNodeParameter('logFields', itemIndex, {}));
	return {
		itemIndex,
		channel: readChannel(context, itemIndex),
		campaignId: idOf(fields['campaign'], 'Campaign'),
		message: {
			...readRecipient(context, itemIndex),
			subject: textOf(fields['subject']),
			description: textOf(fields['description']),
			sentAt: instantOf(context, fields['sentAt'], 'Sent', instantIn) ?? Date.now(),
			externalId: textOf(fields['externalId']),
		},
	};
}

function readChannel(context: IExecuteFunctions, itemIndex: number): Channel {
	const channel = textParameter(context, 'logChannel', itemIndex);
	if (channel === 'email' || channel === 'sms') return channel;
	throw new EngineError('invalid-input', `There is nothing to log of the kind "${channel}".`, 'Use email or sms under What Was Sent.');
}

function readRecipient(context: IExecuteFunctions, itemIndex: number): Pick<SentElsewhere, 'address' | 'record'> {
	if (context.getNodeParameter('recipientBy', itemIndex) === 'address') {
		const address = textOf(context.getNodeParameter('toEmail', itemIndex));
		if (address !== null) return { address, record: null };
		throw new EngineError('invalid-input', 'To Email is empty.', 'Give the address that the other node sent to, such as {{ $json.to }}.');
	}
	const kind = textParameter(context, 'recipientKind', itemIndex);
	if (!isRecipientKind(kind)) throw new EngineError('invalid-input', `A message can't go to a record of kind "${kind}".`, 'Use contact, lead or account.');
	return { address: null, record: { kind, id: requiredId(context.getNodeParameter('recipientId', itemIndex), 'Record ID') } };
}

function asJson(outcome: LogOutcome, dryRun: boolean): IDataObject {
	switch (outcome.kind) {
		case 'logged':
			return dryRun ? { logged: false, wouldBeLogged: true } : { kind: 'message', id: outcome.messageId, logged: true };
		case 'known':
			return { kind: 'message', id: outcome.messageId, logged: false };
		case 'nobody':
			return { logged: false, reason: 'There is no contact, lead or account for this recipient' };
		case 'forgotten':
			return { logged: false, reason: forgottenWords(outcome.since) };
	}
}

function addHint(context: IExecuteFunctions, did: Readonly<Record<LogOutcome['kind'], number>>, dryRun: boolean): void {
	const parts = [
		dryRun ? `Dry run, nothing was logged: ${did.logged} would be` : `${did.logged} logged`,
		...(did.known > 0 ? [`${did.known} logged before`] : []),
		...(did.nobody > 0 ? [`${did.nobody} left out: no contact, lead or account for their recipient`] : []),
		...(did.forgotten > 0 ? [`${did.forgotten} left out: their recipient asked to be forgotten`] : []),
	];
	context.addExecutionHints({ message: parts.join(', '), location: 'outputPane' });
}
