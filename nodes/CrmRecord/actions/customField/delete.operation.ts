import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { CUSTOM_PREFIX } from '../../../../engine/records/catalogue/Catalogue';
import { countCustomValues, deleteCustomField } from '../../../../engine/records/customFields';
import { dryRunOptions, isDryRun } from '../../../shared/dryRunOption';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { textOf } from '../../../shared/parameters';
import { readKind } from '../../fields/kindProperty';

const show = { resource: ['customField'], operation: ['delete'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Custom Field Name or ID',
		name: 'customField',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'customFieldsOfKind', loadOptionsDependsOn: ['kind'] },
		required: true,
		default: '',
		description:
			'Its values in all records are deleted too. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show },
	},
	dryRunOptions(show),
];

/** Removes a custom field, with its values in all records. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const kind = readKind(context, index);
	const chosen = textOf(context.getNodeParameter('customField', index));
	if (chosen === null) throw new EngineError('invalid-input', 'No custom field is chosen.', 'Choose one under Custom Field.');
	const name = chosen.startsWith(CUSTOM_PREFIX) ? chosen.slice(CUSTOM_PREFIX.length) : chosen;
	if (isDryRun(context, index)) return outcome([{ deleted: false, kind, name, valuesRemoved: await store.run(countCustomValues, { kind, name }), dryRun: true }], 'would be deleted');
	const { valuesRemoved } = await deleteCustomField(store, { kind, name });
	return outcome([{ deleted: true, kind, name, valuesRemoved }], 'deleted');
}
