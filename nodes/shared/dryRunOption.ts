import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { objectOf } from './parameters';

/** in the options of what changes something. */
export const dryRunOption: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to tell only what would be done, and do nothing',
};

/** The options of an operation that has no others. */
export function dryRunOptions(show: Readonly<Record<string, string[]>>): INodeProperties {
	return { displayName: 'Options', name: 'options', type: 'collection', placeholder: 'Add Option', default: {}, displayOptions: { show: { ...show } }, options: [dryRunOption] };
}

export function isDryRun(context: IExecuteFunctions, index: number = 0): boolean {
	return objectOf(context.getNodeParameter('options', index, {}))['dryRun'] === true;
}
