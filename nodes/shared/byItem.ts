/** Expressions by the item: `$json`, `$binary`, `$itemIndex`, another node's `.item`. */
const OF_THE_ITEM = /\$json|\$binary|\$itemIndex|\$node\[|\.item\b/;

/**
 * Whether a parameter, as it stands in the node, may say something else for each item. Reading one that does not costs
 * nothing; an expression costs a third of a millisecond an item.
 */
export function isByItem(parameter: unknown): boolean {
	return OF_THE_ITEM.test(JSON.stringify(parameter) ?? '');
}
