import type { INodeExecutionData, NodeOperationError } from 'n8n-workflow';

/**
 * An item that failed, for a workflow that goes on: `error` is what is wrong, `message` the same with what to do about it.
 * n8n sends an item to the error output by its keys: from 2.10 on one of `error` and `message` alone, and only later
 * releases know others; elsewhere it would pass for a success. Of an item that carries the error itself it would keep
 * nothing but what is wrong.
 */
export function failedItem(error: NodeOperationError, itemIndex: number): INodeExecutionData {
	return { json: { error: error.message, message: `${error.message} ${error.description ?? ''}`.trim() }, pairedItem: { item: itemIndex } };
}
