import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyCollection } from 'n8n-workflow';

import { readChanges, type ChangeAsked, type ChangesAsked } from '../../../engine/campaigns/edit/readChanges';
import { EngineError } from '../../../engine/EngineError';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { calledByAi } from '../../shared/aiTool';
import { rowsOf, textOf } from '../../shared/parameters';
import { editableFieldsMethod } from './editableFields';
import { processSelections } from './process';

const show = { operation: ['edit'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Fields',
		name: 'edits',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: {},
		description: 'What the selected records get, by their kind; records of other kinds stay as they are',
		displayOptions: { show },
		options: SEARCH_KINDS.map(fieldOf).sort((a, b) => a.displayName.localeCompare(b.displayName)),
	},
];

function fieldOf(kind: SearchKind): INodePropertyCollection {
	return {
		displayName: `${DEFINITIONS[kind].label} Field`,
		name: kind,
		values: [
			{
				displayName: 'Field Name or ID',
				name: 'field',
				type: 'options',
				typeOptions: { loadOptionsMethod: editableFieldsMethod(kind) },
				default: '',
				description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			{
				displayName: 'Clear Field',
				name: 'clear',
				type: 'boolean',
				default: false,
				description: 'Whether to empty the field',
			},
			{
				displayName: 'Value',
				name: 'value',
				type: 'string',
				default: '',
				placeholder: 'e.g. Madrid',
				description: 'A text, a number, true or false, an option by its label, another record by its name or ID, a day such as 2026-05-31, a date and time such as 2026-05-31T18:30',
				displayOptions: { show: { clear: [false] } },
			},
		],
	};
}

/** MU-12: fields of the selected records get the same values. Only for people: what stood there before is gone. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (calledByAi(context)) {
		throw new EngineError('not-allowed', 'An AI agent may not edit many records at once.', 'Have a person run Edit Records, or let the agent update single records with CRM Record.');
	}
	return await processSelections(context, async (index, store) => ({
		operation: 'edit',
		changes: await store.run(readChanges, { changes: readEdits(context.getNodeParameter('edits', index, {})), timeZone: context.getTimezone() }),
	}));
}

function readEdits(parameter: unknown): ChangesAsked['changes'] {
	return Object.fromEntries(SEARCH_KINDS.map((kind) => [kind, rowsOf(parameter, kind).map((row) => readEdit(kind, row))]));
}

function readEdit(kind: SearchKind, row: Readonly<Record<string, unknown>>): ChangeAsked {
	const field = textOf(row['field']);
	if (field === null) throw new EngineError('invalid-input', `A field of ${DEFINITIONS[kind].labelPlural.toLowerCase()} is not chosen.`, 'Choose one under Field, or remove the row.');
	if (row['clear'] === true) return { field, to: { kind: 'clear' } };
	const value = row['value'];
	return { field, to: { kind: 'value', value: typeof value === 'boolean' || typeof value === 'number' ? value : (textOf(value) ?? '') } };
}
