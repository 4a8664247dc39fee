import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';

import { numberOf } from '../../shared/parameters';

/** How many results are wanted at most; null: all. @throws EngineError for a limit that is none */
export function readLimit(context: IExecuteFunctions, index: number): number | null {
	if (context.getNodeParameter('returnAll', index, false) === true) return null;
	return Math.trunc(numberOf(context.getNodeParameter('limit', index, 50), 'Limit', { least: 1 }) ?? 50);
}

/** For results that the limit cut off; `found` is null where it isn't known. */
export function cutOffHint(search: { readonly found: number | null; readonly returned: number }): NodeExecutionHint {
	return {
		message: `${search.returned} of ${search.found ?? 'more'}: tick Return All, or raise Limit, to get the others.`,
		type: 'warning',
		location: 'outputPane',
	};
}
