import type { INodeParameters } from 'n8n-workflow';

/** What differs from one item to the next, as expressions name it. */
const OF_THE_ITEM = /\$json\b|\$binary\b|\$itemIndex\b|\$input\.item\b|\.item\b|\.itemMatching\b|\$node\b/;

/** Whether any parameter of a node is an expression whose value may be another for each item. */
export function dependsOnItem(parameters: INodeParameters): boolean {
	return Object.values(parameters).some(depends);
}

function depends(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=') && OF_THE_ITEM.test(value);
	return typeof value === 'object' && value !== null && Object.values(value).some(depends);
}
