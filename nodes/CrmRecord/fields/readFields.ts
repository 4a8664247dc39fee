import type { INodeProperties } from 'n8n-workflow';

import type { Kind } from '../../../engine/records/kinds';
import type { RecordValues } from '../../../engine/records/recordValues';
import type { OperationCall } from '../../shared/NodeOperation';
import { objectOf } from '../../shared/parameters';
import { fieldsOfItem } from './fieldsOfItem';

/** For operations that write fields. */
export const unknownKeysOption: INodeProperties = {
	displayName: 'Keys Without a Field',
	name: 'unknownKeys',
	type: 'options',
	options: [
		{ name: 'Ignore', value: 'ignore', description: 'Leave out what no field takes' },
		{ name: 'Refuse the Item', value: 'refuse', description: 'So that nothing gets lost unnoticed' },
	],
	default: 'refuse',
	description: 'When fields are mapped automatically: what to do with keys of the item that no field has',
};

/**
 * What a record gets. Mapped automatically, the item's own keys count; mapped one by one, a field without any value
 * is not given.
 * @throws EngineError for keys that no field has
 */
export async function readFields(call: OperationCall, kind: Kind): Promise<RecordValues> {
	const { context, index } = call;
	const given = objectOf(context.getNodeParameter('fields', index));
	if (given['mappingMode'] === 'autoMapInputData') {
		const options = objectOf(context.getNodeParameter('options', index, {}));
		const json = context.getInputData()[index]?.json ?? {};
		return fieldsOfItem((await call.catalogue()).kind(kind), json, options['unknownKeys'] === 'ignore' ? 'ignore' : 'refuse');
	}
	return Object.fromEntries(Object.entries(objectOf(given['value'])).filter(([, value]) => value !== null && value !== undefined));
}
