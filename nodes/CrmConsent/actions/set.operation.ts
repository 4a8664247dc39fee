import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { setConsent } from '../../../engine/consent/setConsent';
import { EngineError } from '../../../engine/EngineError';
import { isRecipientKind, type RecipientKind } from '../../../engine/records/kinds';
import { calledByAi } from '../../shared/aiTool';
import { failedItem } from '../../shared/failedItem';
import { locator } from '../../shared/locators';
import { asNodeError } from '../../shared/nodeErrors';
import { nodeStore } from '../../shared/nodeStore';
import { requiredId, textOf, textParameter } from '../../shared/parameters';

const show = { operation: ['set'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Consent',
		name: 'decision',
		type: 'options',
		options: [
			{ name: 'Do Not Email', value: 'no', description: 'No more mail from now on' },
			{ name: 'May Be Emailed Again', value: 'lift', description: 'Lifts every earlier no; needs a reason' },
		],
		default: 'no',
		displayOptions: { show },
	},
	{
		displayName: 'Of',
		name: 'subject',
		type: 'options',
		options: [
			{ name: 'Email Address', value: 'address', description: 'Every record with that address' },
			{ name: 'Record', value: 'record', description: 'Only that record, whatever its address' },
			{ name: 'Record and Its Address', value: 'both', description: 'That record, and every record with the address it has now' },
		],
		default: 'address',
		displayOptions: { show },
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'name@email.com',
		required: true,
		default: '={{ $json.email }}',
		displayOptions: { show: { ...show, subject: ['address'] } },
	},
	{
		displayName: 'Kind',
		name: 'recordKind',
		type: 'options',
		options: [
			{ name: 'Account', value: 'account' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Lead', value: 'lead' },
		],
		default: 'contact',
		displayOptions: { show: { ...show, subject: ['both', 'record'] } },
	},
	{
		displayName: 'Record ID',
		name: 'recordId',
		type: 'string',
		required: true,
		default: '={{ $json.id }}',
		displayOptions: { show: { ...show, subject: ['both', 'record'] } },
	},
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		options: [
			{ name: 'All Email', value: 'all' },
			{ name: 'One Campaign', value: 'campaign' },
		],
		default: 'all',
		displayOptions: { show },
	},
	locator('scopeCampaign', 'Campaign', 'searchCampaigns', { required: true, displayOptions: { show: { ...show, scope: ['campaign'] } } }),
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. asked for by telephone',
		description: 'Kept in the ledger; needed to lift a no',
		displayOptions: { show },
	},
];

/** One decision per item, written into the ledger. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const store = await nodeStore(context);
	const items: INodeExecutionData[] = [];
	const did = { no: 0, lift: 0 };
	let stillNo = 0;
	for (let index = 0; index < context.getInputData().length; index++) {
		try {
			const decision = readDecision(context, index);
			const subject = readSubject(context, index);
			const scope = context.getNodeParameter('scope', index) === 'campaign' ? 'campaign' : 'all';
			const scopeRef = scope === 'campaign' ? String(requiredId(context.getNodeParameter('scopeCampaign', index), 'Campaign')) : '';
			const reason = textOf(context.getNodeParameter('reason', index, ''));
			const { standing } = await store.run(setConsent, { decision, ...subject, scope, scopeRef, source: 'user', reason, proof: null, happenedAt: null });
			did[decision]++;
			if (decision === 'lift' && standing) stillNo++;
			items.push({ json: { ...subject, scope, scopeRef, decision, reason, mayBeEmailed: !standing }, pairedItem: { item: index } });
		} catch (error) {
			const nodeError = asNodeError(context.getNode(), error, index);
			if (!context.continueOnFail()) throw nodeError;
			items.push(failedItem(nodeError, index));
		}
	}
	const parts = [...(did.no > 0 ? [`${did.no} may not be emailed any more`] : []), ...(did.lift > 0 ? [`${did.lift} lifted`] : [])];
	if (parts.length > 0) context.addExecutionHints({ message: parts.join(', '), location: 'outputPane' });
	if (stillNo > 0) {
		context.addExecutionHints({
			message: `${stillNo} may still not be emailed: another no stands. Lift it for Record and Its Address.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	return items;
}

/** @throws EngineError where an AI agent would lift a no: only a person may */
function readDecision(context: IExecuteFunctions, index: number): 'no' | 'lift' {
	const decision = textParameter(context, 'decision', index);
	if (decision === 'no') return 'no';
	if (decision !== 'lift') throw new EngineError('invalid-input', `"${decision}" is no decision.`, 'Use no or lift.');
	if (!calledByAi(context)) return 'lift';
	throw new EngineError('not-allowed', 'An AI agent may not lift a no.', 'Have a person lift it, with the reason.');
}

interface Subject {
	readonly address: string | null;
	readonly record: { readonly kind: RecipientKind; readonly id: number } | null;
	readonly withItsAddress: boolean;
}

function readSubject(context: IExecuteFunctions, index: number): Subject {
	const subject = context.getNodeParameter('subject', index);
	if (subject === 'address') {
		const address = textOf(context.getNodeParameter('email', index));
		if (address !== null) return { address, record: null, withItsAddress: false };
		throw new EngineError('invalid-input', 'Email is empty.', 'Give the address that shall not be emailed.');
	}
	const kind = textParameter(context, 'recordKind', index);
	if (!isRecipientKind(kind)) throw new EngineError('invalid-input', `Records of kind "${kind}" are not emailed.`, 'Use contact, lead or account.');
	return { address: null, record: { kind, id: requiredId(context.getNodeParameter('recordId', index), 'Record ID') }, withItsAddress: subject === 'both' };
}
