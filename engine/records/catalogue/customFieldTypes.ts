import type { FieldType } from './Field';

/** What a field of one's own may hold. References are the engine's: they need indexes and rules for deletion. */
export const CUSTOM_FIELD_TYPES = [
	'text',
	'longText',
	'email',
	'phone',
	'url',
	'integer',
	'number',
	'boolean',
	'date',
	'instant',
	'option',
] as const satisfies readonly FieldType[];

export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

export function isCustomFieldType(text: string): text is CustomFieldType {
	return CUSTOM_FIELD_TYPES.some((type) => type === text);
}
