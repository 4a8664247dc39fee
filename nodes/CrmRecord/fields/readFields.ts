import type { INodeProperties } from 'n8n-workflow';

import type { Kind } from '../../../engine/records/kinds';
import type { RecordValues } from '../../../engine/records/recordValues';
import type { OperationCall } from '../../shared/NodeOperation';
import { objectOf } from '../../shared/parameters';
import { checkAiValues } from '../aiLimits';
import { fieldsOfItem } from './fieldsOfItem';
import { withoutLift } from './withoutLift';

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
 * is not given. Never lifts a no.
 * @throws EngineError for keys that no field has, and for what an AI agent may not decide
 */
export async function readFields(call: OperationCall, kind: Kind): Promise<RecordValues> {
	const values = await givenFields(call, kind);
	checkAiValues(call, kind, values);
	return values;
}

async function givenFields(call: OperationCall, kind: Kind): Promise<RecordValues> {
	const { context, index } = call;
	const given = objectOf(context.getNodeParameter('fields', index));
	const definition = (await call.catalogue()).kind(kind);
	if (given['mappingMode'] === 'autoMapInputData') {
		const options = objectOf(context.getNodeParameter('options', index, {}));
		const json = context.getInputData()[index]?.json ?? {};
		const values = fieldsOfItem(definition, json, {
			unknownKeys: options['unknownKeys'] === 'ignore' ? 'ignore' : 'refuse',
			isRecord: json['kind'] === kind || context.getNodeParameter('operation', index) === 'update',
		});
		return withoutLift(definition, values);
	}
	const values = Object.entries(objectOf(given['value'])).filter(([, value]) => value !== null && value !== undefined);
	return withoutLift(definition, Object.fromEntries(values));
}
