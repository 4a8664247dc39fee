import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import { createSelection } from '../../engine/selections/createSelection';
import { getSelection } from '../../engine/selections/getSelection';
import type { Store } from '../../engine/store/Store';
import { calledByAi } from './aiTool';
import { isByItem } from './byItem';
import { objectOf, requiredId, textOf } from './parameters';

/** A selection that came in, by the id its item carries. */
export interface SelectionRef {
	readonly selectionId: number;
	readonly storeId: string;
	/** The first item that named it. */
	readonly itemIndex: number;
}

interface NamedRecord {
	readonly kind: string;
	readonly id: number;
}

/** Records that items name, with the first of those items. */
interface NamedRecords {
	readonly records: NamedRecord[];
	readonly itemIndex: number;
}

/**
 * What a process works on: the selections its items name, or one made of items that carry kind and id.
 * Items of a search that was cut off are refused, unless the user says that only these are meant.
 * An AI agent names a selection by its id, and only a confirmed one (X-07).
 * @param howOf tells apart what items ask for: a selection comes once for each, and only records of one are put together; without it all records are, and whoever may have meant it otherwise is told
 * @throws EngineError for items that are neither
 */
export async function readSelections(context: IExecuteFunctions, store: Store, onlyThese: boolean, howOf?: (itemIndex: number) => string): Promise<SelectionRef[]> {
	if (calledByAi(context)) return [await confirmedSelection(context, store)];
	const selections = new Map<string, SelectionRef>();
	const named = new Map<string, NamedRecords>();
	context.getInputData().forEach(({ json }, itemIndex) => {
		if (json['selectionId'] !== undefined) {
			const found = selectionRef(json, itemIndex);
			const key = `${found.storeId} ${found.selectionId} ${howOf?.(itemIndex) ?? ''}`;
			if (!selections.has(key)) selections.set(key, found);
		} else if (json['kind'] !== undefined && json['id'] !== undefined) {
			refuseOtherStore(json, store);
			if (!onlyThese) refuseCutOff(json);
			const how = howOf?.(itemIndex) ?? '';
			const group = named.get(how) ?? { records: [], itemIndex };
			group.records.push({ kind: textOf(json['kind']) ?? '', id: Number(json['id']) });
			named.set(how, group);
		} else {
			throw new EngineError(
				'invalid-input',
				`Item ${itemIndex} is neither a selection nor a record: it has no selectionId, and no kind with id.`,
				'Connect the output of CRM Segment (Search or Return Records), CRM Record or another process node.',
			);
		}
	});
	const refs = [...selections.values()];
	for (const group of named.values()) refs.push(await selectionOf(context, store, group));
	if (!howOf) tellMerged(context, refs.length);
	return refs;
}

/** Records that came in one by one are one set, and have its parameters: whoever meant one for each learns of it. */
function tellMerged(context: IExecuteFunctions, selections: number): void {
	const items = context.getInputData().length;
	if (items === selections || !isByItem(context.getNode().parameters)) return;
	context.addExecutionHints({
		message: `${items} items came in, which are ${selections === 1 ? 'one selection' : `${selections} selections`}: each has the values of its first item. For values of their own, put Loop Over Items before this node.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/** @throws EngineError where the id is none */
function selectionRef(json: IDataObject, itemIndex: number): SelectionRef {
	const selectionId = Number(json['selectionId']);
	if (Number.isSafeInteger(selectionId) && selectionId > 0) return { selectionId, storeId: textOf(json['storeId']) ?? '', itemIndex };
	throw new EngineError(
		'invalid-input',
		`Item ${itemIndex} names no selection: its selectionId is "${String(textOf(json['selectionId']))}".`,
		'Connect the output of CRM Segment (Search), CRM Review or another process node.',
	);
}

/** Ids mean something in their own store only. */
function refuseOtherStore(json: IDataObject, store: Store): void {
	const storeId = textOf(objectOf(json['search'])['storeId']);
	if (storeId === null || storeId === store.id) return;
	throw new EngineError(
		'not-allowed',
		`These records were found in another store (${storeId}); this node uses the store ${store.location} (${store.id}).`,
		'Choose the same CRM Store credential in both nodes.',
	);
}

function refuseCutOff(json: IDataObject): void {
	const search = objectOf(json['search']);
	const found = Number(search['found'] ?? 0);
	const returned = Number(search['returned'] ?? 0);
	if (found <= returned) return;
	throw new EngineError(
		'not-allowed',
		`These are ${returned} of ${found} records that the search found.`,
		'Connect the selection (CRM Segment → Search) to process all of them, or tick Only These under Options.',
	);
}

async function selectionOf(context: IExecuteFunctions, store: Store, { records, itemIndex }: NamedRecords): Promise<SelectionRef> {
	const selection = await createSelection(store, await catalogueOf(store), {
		source: { records },
		timeZone: context.getTimezone(),
		// Retry On Fail runs this step once more: it must find what it has begun.
		askedBy: stepOf(context),
	});
	return { selectionId: selection.id, storeId: selection.storeId, itemIndex };
}

async function confirmedSelection(context: IExecuteFunctions, store: Store): Promise<SelectionRef> {
	const selectionId = requiredId(context.getNodeParameter('selectionId', 0, ''), 'Selection ID');
	const { state } = await getSelection(store, selectionId, store.id);
	if (state === 'confirmed') return { selectionId, storeId: store.id, itemIndex: 0 };
	throw new EngineError(
		'not-allowed',
		`Selection ${selectionId} was not confirmed by a person: an AI agent may not process it.`,
		'Have a person confirm it in CRM Review first.',
	);
}

/** This node in this execution and, in a loop, in this turn of it: the same for every attempt. */
export function stepOf(context: IExecuteFunctions): string {
	// Several n8n may share a store, with the same workflow imported and the same execution number.
	return `${context.getInstanceId()}/${context.getExecutionId()}/${context.getNode().id}/${context.getWorkflowDataProxy(0).$runIndex}`;
}
