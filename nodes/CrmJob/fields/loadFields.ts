import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { fits } from '../../../engine/jobs/fits';
import { relatedKindsOf } from '../../../engine/jobs/ways';
import { isRelatedKind } from '../../../engine/jobs/Job';
import { whyNotInBulk } from '../../../engine/records/bulkWritable';
import type { Field } from '../../../engine/records/catalogue/Field';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { isSearchKind, type SearchKind } from '../../../engine/records/kinds';
import { nodeStore } from '../../shared/nodeStore';
import { textOf } from '../../shared/parameters';

/** Fields whose values can be handed on. */
export async function copySources(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const catalogue = await catalogueOf(await nodeStore(this));
	return listed(catalogue.kind(fromKind(this)).fields.filter((field) => field.storage.kind !== 'consent'));
}

/** Kinds of records that hang on the chosen one. */
export async function copyTargetKinds(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const catalogue = await catalogueOf(await nodeStore(this));
	return relatedKindsOf(fromKind(this))
		.map((kind) => ({ name: catalogue.kind(kind).labelPlural, value: kind }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** Fields of the other kind that take the chosen field's values. */
export async function copyTargets(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const catalogue = await catalogueOf(await nodeStore(this));
	const kind = textOf(this.getNodeParameter('toKind', 'contact')) ?? '';
	if (!isRelatedKind(kind)) return [];
	const definition = catalogue.kind(kind);
	const source = catalogue.findField(fromKind(this), textOf(this.getNodeParameter('fromField', '')) ?? '');
	return listed(definition.fields.filter((field) => whyNotInBulk(definition, field) === null && (source === undefined || fits(source, field))));
}

function fromKind(context: ILoadOptionsFunctions): SearchKind {
	const kind = textOf(context.getNodeParameter('fromKind', 'account')) ?? '';
	return isSearchKind(kind) ? kind : 'account';
}

function listed(fields: readonly Field[]): INodePropertyOptions[] {
	return fields.map((field) => ({ name: field.label, value: field.name })).sort((a, b) => a.name.localeCompare(b.name));
}
