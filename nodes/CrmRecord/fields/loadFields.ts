import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Field } from '../../../engine/records/catalogue/Field';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { nodeStore } from '../../shared/nodeStore';
import { LEAVE_OUT } from '../import/importProperties';
import { chosenKind } from './kindProperty';

async function fieldsWhere(context: ILoadOptionsFunctions, wanted: (field: Field) => boolean): Promise<INodePropertyOptions[]> {
	const catalogue = await catalogueOf(await nodeStore(context));
	return catalogue
		.kind(chosenKind(context))
		.fields.filter(wanted)
		.map((field) => ({ name: field.label, value: field.name }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/** All fields of the chosen kind. */
export async function readableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await fieldsWhere(this, () => true);
}

/** Fields by which the chosen kind can be sorted. */
export async function sortableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await fieldsWhere(this, (field) => field.storage.kind !== 'consent');
}

/** Fields of the chosen kind that an import fills, and none at all. */
export async function writableFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const fields = await fieldsWhere(this, (field) => field.writable);
	return [{ name: '(Leave the Column Out)', value: LEAVE_OUT }, ...fields];
}

/** Custom fields of the chosen kind, by their own name. */
export async function customFieldsOfKind(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const kind = chosenKind(this);
	const { customFields } = await catalogueOf(await nodeStore(this));
	return customFields
		.filter((field) => field.kind === kind)
		.map((field) => ({ name: field.label, value: field.name }))
		.sort((a, b) => a.name.localeCompare(b.name));
}
