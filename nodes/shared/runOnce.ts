import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { asNodeError, errorItem } from './nodeErrors';

export type Operation = (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;

/**
 * Runs the chosen operation once, whatever the number of items: these nodes work on sets, and their parameters are
 * read from the first item. A failure goes to the error output where the user asked for that.
 * @param failing `closed`: what can't be processed never goes on along the regular path, whatever the node's settings
 */
export async function runOnce(
	context: IExecuteFunctions,
	operations: Readonly<Record<string, Operation>>,
	failing: 'as set' | 'closed' = 'as set',
): Promise<INodeExecutionData[][]> {
	const name = String(context.getNodeParameter('operation', 0));
	const operation = operations[name];
	if (!operation) throw new NodeOperationError(context.getNode(), `There is no operation "${name}".`);
	try {
		return [await operation(context)];
	} catch (error) {
		const nodeError = asNodeError(context.getNode(), error);
		if (context.continueOnFail() && mayGoOn(context, failing)) return [[errorItem(nodeError, 0)]];
		throw nodeError;
	}
}

function mayGoOn(context: IExecuteFunctions, failing: 'as set' | 'closed'): boolean {
	return failing === 'as set' || context.getNode().onError === 'continueErrorOutput';
}
