import { EngineError } from '../../../engine/EngineError';
import { CUSTOM_PREFIX } from '../../../engine/records/catalogue/Catalogue';
import type { Field, KindDefinition } from '../../../engine/records/catalogue/Field';
import { referenceName } from '../../../engine/records/RecordJson';
import type { RecordValues } from '../../../engine/records/recordValues';
import { objectOf } from '../../shared/parameters';

/** Keys that records bring along and that are no field. */
const COMPANIONS = ['kind', 'search'];

export interface ItemMapping {
	/** What becomes of keys that no field takes. */
	readonly unknownKeys: 'refuse' | 'ignore';
	/** The item is a record of this store: what it brings along and what can't be written is left out. */
	readonly isRecord: boolean;
}

/**
 * An item's keys as a record's values: by a field's name or label, custom fields as `custom.<name>` or in an object
 * `custom`.
 * @throws EngineError that names the keys no field takes, or where no key at all is a field's
 */
export function fieldsOfItem(
	definition: KindDefinition,
	json: Readonly<Record<string, unknown>>,
	mapping: ItemMapping,
): RecordValues {
	const values: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const [key, value] of entriesOf(json)) {
		const field = fieldOf(definition, key);
		if (field?.writable) {
			values[field.name] = value;
		} else if (!mapping.isRecord || !(field || isCompanion(definition, key))) {
			unknown.push(key);
		}
	}
	const names = unknown.map((key) => `"${key}"`).join(', ');
	if (unknown.length > 0 && mapping.unknownKeys === 'refuse') {
		throw new EngineError(
			'invalid-input',
			`${definition.labelPlural} have no field ${names} that can be written.`,
			'Rename the keys in Edit Fields (the ID of another system is external_id), map each field manually, add a custom field, or set Options → Keys Without a Field to Ignore.',
		);
	}
	if (Object.keys(values).length === 0) {
		throw new EngineError(
			'invalid-input',
			`None of the item's keys is a field of ${definition.labelPlural.toLowerCase()} that can be written.`,
			`Name them ${definition.fields.filter((field) => field.writable).map((field) => field.name).join(', ')}, or map each field manually.`,
		);
	}
	return values;
}

function* entriesOf(json: Readonly<Record<string, unknown>>): Generator<[string, unknown]> {
	for (const [key, value] of Object.entries(json)) {
		if (key !== 'custom') yield [key, value];
		else for (const [name, own] of Object.entries(objectOf(value))) yield [CUSTOM_PREFIX + name, own];
	}
}

function fieldOf(definition: KindDefinition, key: string): Field | undefined {
	const label = key.trim().toLowerCase();
	return definition.fields.find((field) => field.name === key) ?? definition.fields.find((field) => field.label.toLowerCase() === label);
}

function isCompanion(definition: KindDefinition, key: string): boolean {
	return COMPANIONS.includes(key) || definition.fields.some((field) => field.type === 'reference' && referenceName(field.name) === key);
}
