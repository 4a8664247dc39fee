import { NodeOperationError, type INode, type INodeExecutionData } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';

/** An engine's failure in n8n's words: the message names the thing, the description is the way out. */
export function asNodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	if (error instanceof EngineError) {
		return new NodeOperationError(node, error.message, { description: error.wayOut, itemIndex, level: 'warning' });
	}
	return new NodeOperationError(node, error instanceof Error ? error : new Error(String(error)), { itemIndex });
}

/** What goes to the error output where the workflow goes on after a failure. */
export function errorItem(error: NodeOperationError, itemIndex: number): INodeExecutionData {
	return {
		json: { error: error.message, description: error.description ?? null },
		error,
		pairedItem: { item: itemIndex },
	};
}
