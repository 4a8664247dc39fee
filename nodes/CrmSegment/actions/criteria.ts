import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { filterSegment } from '../../../engine/segments/filterSegment';
import { locator } from '../../shared/locators';
import type { OperationCall } from '../../shared/NodeOperation';
import { requiredId, textOf } from '../../shared/parameters';
import { readTabs } from '../tabs/readTabs';
import { tabsProperty } from '../tabs/tabProperties';

const OPERATIONS = ['count', 'returnRecords', 'saveFilter', 'search'];

/** How a segment is told: by tabs, by a saved filter or report, or by criteria JSON. */
export const criteriaProperties: INodeProperties[] = [
	{
		displayName: 'Criteria',
		name: 'criteriaBy',
		type: 'options',
		options: [
			{ name: 'JSON', value: 'json', description: 'Criteria as data, with groups nested as deep as needed' },
			{ name: 'Saved Filter or Report', value: 'filter', description: 'All that a saved filter finds' },
			{ name: 'Search Tabs', value: 'tabs', description: 'Conditions put together here' },
		],
		default: 'tabs',
		displayOptions: { show: { operation: OPERATIONS } },
	},
	{ ...tabsProperty, displayOptions: { show: { operation: OPERATIONS, criteriaBy: ['tabs'] } } },
	locator('savedFilter', 'Saved Filter or Report', 'searchFilters', {
		required: true,
		displayOptions: { show: { operation: OPERATIONS, criteriaBy: ['filter'] } },
	}),
	{
		displayName: 'Criteria (JSON)',
		name: 'criteriaJson',
		type: 'json',
		default:
			'{\n  "tabs": [\n    {\n      "kind": "contact",\n      "condition": { "type": "field", "field": "city", "operator": "is", "value": "Madrid" }\n    }\n  ]\n}',
		description: 'Tabs of kind and condition; the README tells all types of conditions',
		displayOptions: { show: { operation: OPERATIONS, criteriaBy: ['json'] } },
	},
];

/**
 * The criteria as set in the node, still to be validated by the engine.
 * @throws EngineError for JSON that isn't, a filter that is missing, a condition without a field
 */
export async function readCriteria(call: OperationCall): Promise<unknown> {
	const { context, store, index } = call;
	const by = context.getNodeParameter('criteriaBy', index);
	switch (by) {
		case 'filter':
			return await store.run(filterSegment, { filterId: requiredId(context.getNodeParameter('savedFilter', index), 'Saved Filter or Report') });
		case 'json':
			return parseJson(context.getNodeParameter('criteriaJson', index));
		default:
			return readTabs(await call.catalogue(), context.getNodeParameter('tabs', index, {}));
	}
}

function parseJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const read = readJson(textOf(value) ?? '{}');
	if (read.kind === 'value') return read.value;
	throw new EngineError('invalid-input', `Criteria (JSON) is no JSON: ${read.problem}.`, 'Correct it, or use Search Tabs.');
}

type ReadJson = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'problem'; readonly problem: string };

function readJson(text: string): ReadJson {
	try {
		return { kind: 'value', value: JSON.parse(text) };
	} catch (error) {
		return { kind: 'problem', problem: error instanceof Error ? error.message : String(error) };
	}
}
