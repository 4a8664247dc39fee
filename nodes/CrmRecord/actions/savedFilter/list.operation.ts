import type { INodeProperties } from 'n8n-workflow';

import { listFilters } from '../../../../engine/segments/savedFilters';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { textOf } from '../../../shared/parameters';
import { limitProperties } from '../../../shared/limitProperties';
import { readLimit } from '../limit';
import { filterJson } from './filterJson';

/** More than anybody keeps. */
const MOST_FILTERS = 10_000;

const show = { resource: ['savedFilter'], operation: ['list'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Search',
		name: 'search',
		type: 'string',
		default: '',
		placeholder: 'e.g. customers',
		description: 'A part of the name; empty: all',
		displayOptions: { show },
	},
	...limitProperties(show),
];

/** Saved filters and reports by name. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const search = textOf(context.getNodeParameter('search', index, '')) ?? '';
	const entries = await store.run(listFilters, { search, limit: readLimit(context, index) ?? MOST_FILTERS });
	return outcome(entries.map(filterJson));
}
