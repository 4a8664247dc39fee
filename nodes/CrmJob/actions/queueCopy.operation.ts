import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { isSearchKind, SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { textOf, textParameter } from '../../shared/parameters';
import { queueOptions, queueSelections } from './queue';
import { asRelatedKind, readChoice, throughContacts } from './related';

const show = { operation: ['queueCopy'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Copy From',
		name: 'fromKind',
		type: 'options',
		options: SEARCH_KINDS.map((kind) => ({ name: DEFINITIONS[kind].labelPlural, value: kind })).sort((a, b) => a.name.localeCompare(b.name)),
		default: 'account',
		description: 'Which of the selected records hand their value on; others in the selection are left out',
		displayOptions: { show },
	},
	{
		displayName: 'From Field Name or ID',
		name: 'fromField',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'copySources', loadOptionsDependsOn: ['fromKind'] },
		required: true,
		default: '',
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show },
	},
	{
		displayName: 'Copy To Name or ID',
		name: 'toKind',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'copyTargetKinds', loadOptionsDependsOn: ['fromKind'] },
		required: true,
		default: 'contact',
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show },
	},
	{
		displayName: 'To Field Name or ID',
		name: 'toField',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'copyTargets', loadOptionsDependsOn: ['fromKind', 'fromField', 'toKind'] },
		required: true,
		default: '',
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show },
	},
	throughContacts({ ...show, fromKind: ['account'] }, 'a task of a contact'),
	queueOptions('queueCopy', [
		{
			displayName: 'Copy Empty Values',
			name: 'copyEmpty',
			type: 'boolean',
			default: false,
			description: 'Whether a record that has nothing in the field empties it in the records that hang on it; otherwise they keep what they have',
		},
	]),
];

/** VM-16: a field's value goes from each selected record to the records that hang on it. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await queueSelections(context, (index, options) => ({
		kind: 'copy',
		fromKind: readFromKind(context, index),
		fromField: chosenField(context, 'fromField', 'From Field', index),
		toKind: asRelatedKind(context.getNodeParameter('toKind', index)),
		toField: chosenField(context, 'toField', 'To Field', index),
		copyEmpty: options['copyEmpty'] === true,
		...readChoice(context, options, index),
	}));
}

function readFromKind(context: IExecuteFunctions, index: number): SearchKind {
	const kind = textParameter(context, 'fromKind', index);
	if (isSearchKind(kind)) return kind;
	throw new EngineError('invalid-input', `Nothing can be copied from records of kind "${kind}".`, `Use one of: ${[...SEARCH_KINDS].sort().join(', ')}.`);
}

function chosenField(context: IExecuteFunctions, name: string, label: string, index: number): string {
	const field = textOf(context.getNodeParameter(name, index, ''));
	if (field !== null) return field;
	throw new EngineError('invalid-input', `No ${label} is chosen.`, `Choose one under ${label}.`);
}
