import type { IExecuteFunctions, INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { chosenOperation } from './chosenOperation';
import { failedItem } from './failedItem';
import { asNodeError } from './nodeErrors';

export type Operation = (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;

/** Where what could not be done may go: along the regular path if the user set it so, or never. */
export type Failing = 'as set' | 'closed';

/**
 * Runs the chosen operation once, whatever the number of items: these nodes work on sets, and their parameters are
 * read from the first item. A failure goes to the error output where the user asked for that.
 * @param closed operations whose failure never goes on along the regular path, whatever the node's settings
 */
export async function runOnce(
	context: IExecuteFunctions,
	operations: Readonly<Record<string, Operation>>,
	closed: readonly string[] = [],
): Promise<INodeExecutionData[][]> {
	const name = String(context.getNodeParameter('operation', 0));
	try {
		return [await chosenOperation(context, operations)(context)];
	} catch (error) {
		const nodeError = asNodeError(context.getNode(), error);
		if (!context.continueOnFail()) throw nodeError;
		return [failed(context, nodeError, closed.includes(name) ? 'closed' : 'as set')];
	}
}

/**
 * What a failure leaves by the regular output, where the workflow is to go on. n8n hands a thrower's input on then, so
 * a process that must not be passed by leaves nothing instead, and says so.
 * @param what was not processed, in words
 */
export function failed(context: IExecuteFunctions, error: NodeOperationError, failing: Failing, what: string = 'Nothing was processed, so nothing'): INodeExecutionData[] {
	if (failing === 'as set' || context.getNode().onError === 'continueErrorOutput') return [failedItem(error, itemOf(error))];
	context.addExecutionHints({
		message: `${what} goes on from here: ${error.message} ${error.description ?? ''}`.trim(),
		type: 'danger',
		location: 'outputPane',
	});
	return [];
}

/** The item whose turn it was; the first where none was named. */
function itemOf({ context }: NodeOperationError): number {
	const itemIndex: unknown = context['itemIndex'];
	return typeof itemIndex === 'number' ? itemIndex : 0;
}
