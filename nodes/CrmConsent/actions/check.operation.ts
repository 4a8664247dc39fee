import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties, NodeOperationError } from 'n8n-workflow';

import { checkConsent, type ConsentAnswer, type ConsentQuestion, type ConsentReason } from '../../../engine/consent/checkConsent';
import type { Store } from '../../../engine/store/Store';
import { isKind } from '../../../engine/records/kinds';
import { takeUpEvents } from '../../../engine/events/takeUpEvents';
import { checkCampaigns } from '../../shared/checkCampaigns';
import { failedItem } from '../../shared/failedItem';
import { locator } from '../../shared/locators';
import { asNodeError } from '../../shared/nodeErrors';
import { nodeStore } from '../../shared/nodeStore';
import { idOf, textOf, textParameter } from '../../shared/parameters';

const show = { operation: ['check'] };
const PAGE = 5_000;

export const description: INodeProperties[] = [
	{
		displayName: 'Email Field',
		name: 'emailField',
		type: 'string',
		requiresDataPath: 'single',
		default: 'email',
		description: 'Name of the input field that holds the address. Items that carry kind and ID are checked as records too.',
		displayOptions: { show },
	},
	locator('checkCampaign', 'Campaign', 'searchCampaigns', {
		description: 'Whose own unsubscribes count too; empty: only those from all email',
		displayOptions: { show },
	}),
];

/** items that may be emailed leave by the first output, the others, with every reason, by the second. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		return await split(context);
	} catch (error) {
		return notCheckable(context, asNodeError(context.getNode(), error));
	}
}

async function split(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const store = await nodeStore(context);
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const items = context.getInputData();
	const field = textParameter(context, 'emailField');
	const campaigns = items.map((_, index) => idOf(context.getNodeParameter('checkCampaign', index, ''), 'Campaign'));
	await checkCampaigns(store, campaigns);
	const may: INodeExecutionData[] = [];
	const mayNot: INodeExecutionData[] = [];
	for (let from = 0; from < items.length; from += PAGE) {
		const page = items.slice(from, from + PAGE);
		const answers = await answersTo(store, page.map((item) => question(item.json, field)), campaigns.slice(from, from + PAGE));
		page.forEach((item, index) => {
			const answer = answers.get(index);
			const output = answer?.mayBeEmailed === true ? may : mayNot;
			output.push(checked(item, from + index, answer ? asJson(answer) : notChecked('No answer', '')));
		});
	}
	context.addExecutionHints({ message: `${may.length} may be emailed, ${mayNot.length} may not`, location: 'outputPane' });
	return [may, mayNot];
}

/** By the question's place. Each item's own campaign counts: a no to that one must not be passed over for the first item's. */
async function answersTo(store: Store, questions: readonly ConsentQuestion[], campaigns: readonly (number | null)[]): Promise<ReadonlyMap<number, ConsentAnswer>> {
	const answers = new Map<number, ConsentAnswer>();
	for (const campaignId of new Set(campaigns)) {
		const places = [...questions.keys()].filter((place) => campaigns[place] === campaignId);
		const found = await store.run(checkConsent, { questions: places.flatMap((place) => questions[place] ?? []), campaignId });
		found.forEach((answer, index) => answers.set(places[index] ?? -1, answer));
	}
	return answers;
}

/**
 * What becomes of items that could not be checked, where the workflow is to go on: they may not be emailed. Thrown,
 * the failure would make n8n hand all of them on by the first output.
 */
function notCheckable(context: IExecuteFunctions, error: NodeOperationError): INodeExecutionData[][] {
	if (!context.continueOnFail()) throw error;
	if (context.getNode().onError === 'continueErrorOutput') return [context.getInputData().map((_, index) => failedItem(error, index)), []];
	context.addExecutionHints({ message: `Nobody could be checked, so nobody may be emailed: ${error.message}`, type: 'danger', location: 'outputPane' });
	const answer = notChecked(error.message, error.description ?? '');
	return [[], context.getInputData().map((item, index) => checked(item, index, answer))];
}

function checked(item: INodeExecutionData, itemIndex: number, consent: IDataObject): INodeExecutionData {
	return { ...item, json: { ...item.json, consent }, pairedItem: { item: itemIndex } };
}

function notChecked(error: string, details: string): IDataObject {
	return { mayBeEmailed: false, address: null, reasons: [{ reason: 'not checked', error, details }] };
}

function question(json: IDataObject, field: string): ConsentQuestion {
	const kind = textOf(json['kind']);
	const id = Number(json['id']);
	const record = kind !== null && isKind(kind) && Number.isSafeInteger(id) && id > 0 ? { kind, id } : null;
	const address = valueAt(json, field);
	return { address: typeof address === 'string' ? address : null, record };
}

/** A field's value, also inside objects: `contact.email`. */
function valueAt(json: IDataObject, path: string): unknown {
	if (path in json) return json[path];
	let value: unknown = json;
	for (const name of path.split('.')) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = Object.entries(value).find(([key]) => key === name)?.[1];
	}
	return value;
}

function asJson(answer: ConsentAnswer): IDataObject {
	if (answer.mayBeEmailed) return { mayBeEmailed: true, address: answer.address };
	return { mayBeEmailed: false, address: answer.address, reasons: answer.reasons.map(reasonAsJson) };
}

function reasonAsJson(reason: ConsentReason): IDataObject {
	switch (reason.kind) {
		case 'no address':
		case 'malformed address':
			return { reason: reason.kind };
		case 'forgotten':
			return { reason: reason.kind, since: new Date(reason.since).toISOString() };
		case 'opted out':
			return {
				reason: reason.kind,
				of: reason.of,
				scope: reason.scope,
				scopeRef: reason.scopeRef,
				source: reason.source,
				since: new Date(reason.since).toISOString(),
			};
	}
}
