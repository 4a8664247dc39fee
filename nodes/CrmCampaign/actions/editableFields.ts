import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { whyNotEdited } from '../../../engine/campaigns/edit/checkChanges';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { nodeStore } from '../../shared/nodeStore';

/** The name of the method that loads the fields of a kind that can be edited in many records. */
export function editableFieldsMethod(kind: SearchKind): string {
	return `editableFieldsOf_${kind}`;
}

type LoadFields = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

function loader(kind: SearchKind): LoadFields {
	return async function () {
		const definition = (await catalogueOf(await nodeStore(this))).kind(kind);
		return definition.fields
			.filter((field) => whyNotEdited(definition, field) === null)
			.map((field) => ({ name: field.label, value: field.name, ...(field.options.length > 0 && { description: field.options.map(({ label }) => label).join(', ') }) }))
			.sort((a, b) => a.name.localeCompare(b.name));
	};
}

export const loadEditableFields: Record<string, LoadFields> = Object.fromEntries(SEARCH_KINDS.map((kind) => [editableFieldsMethod(kind), loader(kind)]));
