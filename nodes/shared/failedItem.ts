import type { INodeExecutionData, NodeOperationError } from 'n8n-workflow';

/**
 * An item that failed, for a workflow that goes on: what is wrong and what to do about it. n8n sends an item with
 * just these two keys to the error output; of one that carries the error itself it would keep the message only.
 */
export function failedItem(error: NodeOperationError, itemIndex: number): INodeExecutionData {
	return { json: { error: error.message, details: error.description ?? '' }, pairedItem: { item: itemIndex } };
}
