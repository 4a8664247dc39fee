import { EngineError } from '../../../engine/EngineError';
import { CUSTOM_PREFIX } from '../../../engine/records/catalogue/Catalogue';
import type { Field, KindDefinition } from '../../../engine/records/catalogue/Field';
import { referenceName } from '../../../engine/records/RecordJson';
import type { RecordValues } from '../../../engine/records/recordValues';
import { objectOf } from '../../shared/parameters';

/** Keys that records bring along and that are no field. */
const COMPANIONS = ['kind', 'search'];

/**
 * An item's keys as a record's values: by a field's name or label, custom fields as `custom.<name>` or in an object
 * `custom`. What records coming out of these nodes bring along beside their fields, and what can't be written, is
 * left out. So is a "do not email" that isn't ticked: whoever unsubscribed is not written to again because some
 * other system doesn't know it.
 * @param unknownKeys what becomes of keys that no field has
 * @throws EngineError that names them, or where no key at all is a field's
 */
export function fieldsOfItem(
	definition: KindDefinition,
	json: Readonly<Record<string, unknown>>,
	unknownKeys: 'refuse' | 'ignore',
): RecordValues {
	const values: Record<string, unknown> = {};
	const unknown: string[] = [];
	for (const [key, value] of entriesOf(json)) {
		const field = fieldOf(definition, key);
		if (!field) {
			if (!isCompanion(definition, key)) unknown.push(key);
		} else if (field.writable && !(field.storage.kind === 'consent' && !isTicked(value))) {
			values[field.name] = value;
		}
	}
	const names = unknown.map((key) => `"${key}"`).join(', ');
	if (unknown.length > 0 && unknownKeys === 'refuse') {
		throw new EngineError(
			'invalid-input',
			`${definition.labelPlural} have no field ${names}.`,
			'Rename the keys (Edit Fields does that), map each field manually, add a custom field, or set Options → Keys Without a Field to Ignore.',
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

const UNTICKED = new Set(['', 'false', 'no', '0', 'off']);

function isTicked(value: unknown): boolean {
	if (value === null || value === undefined || value === false || value === 0) return false;
	return typeof value !== 'string' || !UNTICKED.has(value.trim().toLowerCase());
}
