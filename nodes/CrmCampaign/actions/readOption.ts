import { EngineError } from '../../../engine/EngineError';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { optionValue } from '../../../engine/records/optionValue';
import { parseValue } from '../../../engine/records/values';

/**
 * The value of a field with options for what is created: by an option's value or label, whatever its capitals; where a
 * house may have words of its own, those.
 * @throws EngineError where it is empty, or none of a closed list
 */
export function readOption(kind: 'opportunity' | 'task', name: string, value: unknown): string {
	const definition = DEFINITIONS[kind];
	const field = definition.fields.find((one) => one.name === name);
	if (!field) throw new Error(`${definition.labelPlural} have no field "${name}".`);
	const parsed = parseValue(definition, field, value);
	if (typeof parsed === 'string') return optionValue(field.options, parsed) ?? parsed;
	throw new EngineError('invalid-input', `${definition.label}: ${field.label} is empty.`, `Use one of: ${field.options.map((option) => option.label).join(', ')}.`);
}
