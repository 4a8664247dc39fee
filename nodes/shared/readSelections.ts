import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import { createSelection } from '../../engine/selections/createSelection';
import type { Store } from '../../engine/store/Store';
import { objectOf } from './parameters';

/** A selection that came in, by the id its item carries. */
export interface SelectionRef {
	readonly selectionId: number;
	readonly storeId: string;
	/** The first item that named it. */
	readonly itemIndex: number;
}

/**
 * What a process works on: the selections its items name, or one made of items that carry kind and id.
 * Items of a search that was cut off are refused, unless the user says that only these are meant.
 * @throws EngineError for items that are neither
 */
export async function readSelections(context: IExecuteFunctions, store: Store, onlyThese: boolean): Promise<SelectionRef[]> {
	const items = context.getInputData();
	const selections = new Map<string, SelectionRef>();
	const records: { kind: string; id: number }[] = [];
	items.forEach(({ json }, itemIndex) => {
		if (json['selectionId'] !== undefined) {
			const found = { selectionId: Number(json['selectionId']), storeId: String(json['storeId'] ?? ''), itemIndex };
			const key = `${found.storeId} ${found.selectionId}`;
			if (!selections.has(key)) selections.set(key, found);
		} else if (json['kind'] !== undefined && json['id'] !== undefined) {
			if (!onlyThese) refuseCutOff(json);
			records.push({ kind: String(json['kind']), id: Number(json['id']) });
		} else {
			throw new EngineError(
				'invalid-input',
				`Item ${itemIndex} is neither a selection nor a record: it has no selectionId, and no kind with id.`,
				'Connect the output of CRM Segment (Search or Return Records), CRM Record or another process node.',
			);
		}
	});
	const refs = [...selections.values()];
	if (records.length > 0) refs.push(await selectionOf(context, store, records));
	return refs;
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

async function selectionOf(context: IExecuteFunctions, store: Store, records: readonly { kind: string; id: number }[]): Promise<SelectionRef> {
	const selection = await createSelection(store, await catalogueOf(store), { source: { records }, timeZone: context.getTimezone() });
	return { selectionId: selection.id, storeId: selection.storeId, itemIndex: 0 };
}
