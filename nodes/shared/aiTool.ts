import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Whether an AI agent called this node. n8n gives every node that is usable as a tool a second type, whose name ends
 * in `Tool`; that holds in every way n8n has of executing tools.
 */
export function calledByAi(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}
