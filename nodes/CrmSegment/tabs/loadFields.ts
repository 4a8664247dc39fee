import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { nodeStore } from '../../shared/nodeStore';

/** The name of the method that loads a kind's fields: nested rows can't ask for their tab's kind. */
export function fieldsMethod(kind: SearchKind): string {
	return `fieldsOf_${kind}`;
}

type LoadFields = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

function loader(kind: SearchKind): LoadFields {
	return async function () {
		const catalogue = await catalogueOf(await nodeStore(this));
		return catalogue
			.kind(kind)
			.fields.map((field) => ({ name: field.label, value: field.name }))
			.sort((a, b) => a.name.localeCompare(b.name));
	};
}

export const loadFields: Record<string, LoadFields> = Object.fromEntries(
	SEARCH_KINDS.map((kind) => [fieldsMethod(kind), loader(kind)]),
);
