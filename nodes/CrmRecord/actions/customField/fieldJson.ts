import type { IDataObject } from 'n8n-workflow';

import { CUSTOM_PREFIX, type CustomField } from '../../../../engine/records/catalogue/Catalogue';

/** A custom field as an item. */
export function fieldJson(field: CustomField): IDataObject {
	return {
		kind: field.kind,
		name: field.name,
		/** How criteria, mappings and templates call it. */
		field: CUSTOM_PREFIX + field.name,
		label: field.label,
		type: field.type,
		options: field.options.map((option) => ({ ...option })),
	};
}
