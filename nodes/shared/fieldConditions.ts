import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import type { Catalogue } from '../../engine/records/catalogue/Catalogue';
import type { Kind } from '../../engine/records/kinds';
import { listValues } from '../../engine/segments/listValues';
import { OPERATOR_LABELS, operatorsOf } from '../../engine/segments/operators';
import { rowsOf, textOf } from './parameters';

const OPERATORS: INodePropertyOptions[] = Object.entries(OPERATOR_LABELS)
	.map(([value, name]) => ({ name, value }))
	.sort((a, b) => a.name.localeCompare(b.name));

/**
 * Rows of field, operator and value.
 * @param loadFieldsMethod loads the fields to choose from
 * @param dependsOn parameters that tell of which kind they are; by default the parameter `kind`
 */
export function conditionRows(loadFieldsMethod: string, more: Partial<INodeProperties>, dependsOn: string[] = ['kind']): INodeProperties {
	return {
		displayName: 'Conditions',
		name: 'conditions',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		...more,
		options: [
			{
				displayName: 'Condition',
				name: 'condition',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: loadFieldsMethod, ...(dependsOn.length > 0 ? { loadOptionsDependsOn: dependsOn } : {}) },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Operator',
						name: 'operator',
						type: 'options',
						options: OPERATORS,
						default: 'is',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. Madrid',
						description:
							'What the record holds: a text, a number, an option by its label, another record by its name or ID. Lists: values separated by commas; one that holds a comma in quotes: "Smith, Jones". Between: two values separated by a comma. Days: 2026-05-31, a date of an expression, or relative to now: today, today-7d, start of month.',
					},
				],
			},
		],
	};
}

/**
 * The rows as conditions, for the engine to validate their values.
 * @throws EngineError for a row without a field, a field there isn't, an operator that the field doesn't take
 */
export function readConditions(catalogue: Catalogue, kind: Kind, parameter: unknown): unknown[] {
	return rowsOf(parameter, 'condition').map((row) => readCondition(catalogue, kind, row));
}

function readCondition(catalogue: Catalogue, kind: Kind, row: Readonly<Record<string, unknown>>): unknown {
	const name = textOf(row['field']);
	if (name === null) {
		throw new EngineError('invalid-input', `A condition over ${catalogue.kind(kind).labelPlural.toLowerCase()} has no field.`, 'Choose a field, or remove the condition.');
	}
	const operator = textOf(row['operator']);
	const field = catalogue.field(kind, name);
	const choice = operatorsOf(field).find((one) => one.value === operator);
	if (!choice) {
		const possible = operatorsOf(field).map((one) => one.label);
		throw new EngineError('invalid-input', `${field.label} can't be compared by "${operator ?? ''}".`, `Choose one of: ${possible.join(', ')}.`);
	}
	switch (choice.operand) {
		case 'none':
			return { type: 'field', field: name, operator };
		case 'values':
		case 'pair':
			return { type: 'field', field: name, operator, value: listOf(row['value']) };
		case 'value':
		case 'day':
			return { type: 'field', field: name, operator, value: plain(row['value']) };
	}
}

/** An expression's array stays as it is. */
function listOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value.map(plain) : listValues(textOf(value) ?? '');
}

/** A date that an expression gave is its text; anything else stays as it is. */
function plain(value: unknown): unknown {
	return typeof value === 'object' ? (textOf(value) ?? value) : value;
}
