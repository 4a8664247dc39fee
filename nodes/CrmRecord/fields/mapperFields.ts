import type { FieldType as MapperType, ILoadOptionsFunctions, INodeProperties, INodePropertyOptions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';

import type { Field } from '../../../engine/records/catalogue/Field';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { isPerson } from '../../../engine/records/kindRules';
import type { Kind } from '../../../engine/records/kinds';
import { loadUsers } from '../../shared/loadUsers';
import { nodeStore } from '../../shared/nodeStore';
import { chosenKind } from './kindProperty';

/** Shown at once; all others are a click on "Add field" away. None is a boolean: an untouched switch would say "no". */
const SHOWN_AT_ONCE = new Set([
	'first_name',
	'last_name',
	'name',
	'company',
	'email',
	'phone',
	'city',
	'account_id',
	'contact_id',
	'status',
	'type',
	'stage',
	'amount',
	'close_date',
	'start_date',
	'end_date',
	'due_at',
	'outcome',
	'outcome_note',
	'happened_at',
	'note',
	'start_at',
	'end_at',
	'date_at',
	'subject',
	'html',
	'assigned_user_id',
]);

/** Which fields a record gets: n8n's mapper over the fields of the chosen kind. */
export function mapperProperty(more: Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		required: true,
		description: 'A field that is not given stays as it is; an empty text clears it',
		...more,
		typeOptions: {
			loadOptionsDependsOn: ['kind'],
			resourceMapper: {
				resourceMapperMethod: 'fieldsOfKind',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: true,
			},
		},
	};
}

/** The fields of the chosen kind that can be written, custom ones included. */
export async function fieldsOfKind(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const kind = chosenKind(this);
	const catalogue = await catalogueOf(await nodeStore(this));
	const fields = catalogue.kind(kind).fields.filter((field) => field.writable);
	const users = fields.some((field) => field.to === 'user') ? await loadUsers.call(this) : [];
	return { fields: fields.map((field) => mapperField(kind, field, users)) };
}

function mapperField(kind: Kind, field: Field, users: INodePropertyOptions[]): ResourceMapperField {
	const type = mapperType(field);
	return {
		id: field.name,
		displayName: labelOf(field),
		required: false,
		defaultMatch: false,
		canBeUsedToMatch: false,
		display: true,
		removed: !isShownAtOnce(kind, field),
		type,
		...(type === 'options' && { options: field.to === 'user' ? users : optionsOf(field) }),
	};
}

function labelOf(field: Field): string {
	if (field.storage.kind === 'consent') return `${field.label} (Lifted in CRM Consent Only)`;
	return field.to === null || field.to === 'user' ? field.label : `${field.label} (ID)`;
}

/** A person's full name follows from the two others. */
function isShownAtOnce(kind: Kind, field: Field): boolean {
	return SHOWN_AT_ONCE.has(field.name) && !(field.name === 'name' && isPerson(kind));
}

function mapperType(field: Field): MapperType {
	switch (field.type) {
		case 'text':
		case 'option':
			return field.options.length > 0 ? 'options' : 'string';
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
			return 'string';
		case 'integer':
		case 'number':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'date':
		case 'instant':
			return 'dateTime';
		case 'reference':
			return field.to === 'user' ? 'options' : 'number';
	}
}

function optionsOf(field: Field): INodePropertyOptions[] {
	return field.options.map((option) => ({ name: option.label, value: option.value }));
}
