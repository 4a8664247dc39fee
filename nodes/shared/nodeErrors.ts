import { NodeOperationError, type INode } from 'n8n-workflow';

/** What an engine's failure looks like. Not told by its class: a package loaded twice has two of it. */
interface Failure {
	readonly message: string;
	readonly wayOut: string;
}

/** An engine's failure in n8n's words: the message names the thing, the description is the way out. */
export function asNodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	if (isFailure(error)) {
		const nodeError = new NodeOperationError(node, error.message, { description: error.wayOut, itemIndex, level: 'warning' });
		// n8n puts general words in the place of a message in which it finds a code such as ECONNREFUSED.
		nodeError.message = error.message;
		return nodeError;
	}
	return new NodeOperationError(node, error instanceof Error ? error : new Error(String(error)), { itemIndex });
}

function isFailure(error: unknown): error is Failure {
	return error instanceof Error && error.name === 'EngineError' && 'wayOut' in error && typeof error.wayOut === 'string';
}
