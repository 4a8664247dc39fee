import type { IExecuteFunctions, INodeProperties, NodeExecutionHint } from 'n8n-workflow';

/** Return All and Limit, as all nodes have them. */
export function limitProperties(show: Record<string, string[]>): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions: { show },
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { ...show, returnAll: [false] } },
		},
	];
}

/** How many results are wanted at most; null: all. */
export function readLimit(context: IExecuteFunctions, index: number): number | null {
	if (context.getNodeParameter('returnAll', index, false) === true) return null;
	return Math.max(1, Math.trunc(Number(context.getNodeParameter('limit', index, 50))) || 50);
}

/** For results that the limit cut off; `found` is null where it isn't known. */
export function cutOffHint(search: { readonly found: number | null; readonly returned: number }): NodeExecutionHint {
	return {
		message: `${search.returned} of ${search.found ?? 'more'}: tick Return All, or raise Limit, to get the others.`,
		type: 'warning',
		location: 'outputPane',
	};
}
