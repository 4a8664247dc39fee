import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { findRecords, type FindCursor, type FindRecordsInput, type FoundRecords } from '../../../../engine/records/findRecords';
import { isSearchKind, type Kind } from '../../../../engine/records/kinds';
import type { RecordJson } from '../../../../engine/records/RecordJson';
import { countSegment } from '../../../../engine/selections/countSegment';
import { conditionRows, readConditions } from '../../../shared/fieldConditions';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { objectOf, textOf } from '../../../shared/parameters';
import { readKind } from '../../fields/kindProperty';
import { limitProperties } from '../../../shared/limitProperties';
import { cutOffHint, readLimit } from '../limit';

/** Records read in one transaction. */
const PAGE = 1_000;

const show = { resource: ['record'], operation: ['find'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Must Match',
		name: 'match',
		type: 'options',
		options: [
			{ name: 'All Conditions', value: 'all' },
			{ name: 'Any Condition', value: 'any' },
		],
		default: 'all',
		displayOptions: { show },
	},
	conditionRows('readableFields', { description: 'Without any, all records of the kind are found', displayOptions: { show } }),
	...limitProperties(show),
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'fixedCollection',
		placeholder: 'Add Sort',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Sort',
				name: 'by',
				values: [
					{
						displayName: 'Field Name or ID',
						name: 'field',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'sortableFields', loadOptionsDependsOn: ['kind'] },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Direction',
						name: 'direction',
						type: 'options',
						options: [
							{ name: 'Ascending', value: 'asc' },
							{ name: 'Descending', value: 'desc' },
						],
						default: 'asc',
					},
				],
			},
		],
	},
];

/**
 * Records of any kind by conditions on their fields. Where the limit cut the search off, each record tells of how
 * many it is: what processes records (CRM Campaign) refuses a part of a search that is taken for the whole.
 */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, index } = call;
	const kind = readKind(context, index);
	const conditions = readConditions(await call.catalogue(), kind, context.getNodeParameter('conditions', index, {}));
	const match = context.getNodeParameter('match', index, 'all') === 'any' ? 'any' : 'all';
	const condition = conditions.length === 0 ? null : { type: 'group', match, conditions };
	const { records, next } = await findUpTo(call, readLimit(context, index), {
		kind,
		condition,
		sort: readSort(context, index),
		timeZone: context.getTimezone(),
	});
	const items = records.map((record): IDataObject => ({ ...record }));
	if (next === null) return outcome(items);
	const search = { storeId: call.store.id, found: await countFound(call, kind, condition), returned: items.length };
	context.addExecutionHints(cutOffHint(search));
	return outcome(items.map((item) => ({ ...item, search })));
}

/** Page by page, up to the limit; null: all. */
async function findUpTo(call: OperationCall, limit: number | null, query: Omit<FindRecordsInput, 'limit' | 'after'>): Promise<FoundRecords> {
	const records: RecordJson[] = [];
	let after: FindCursor | null = null;
	for (;;) {
		const wanted = limit === null ? PAGE : Math.min(PAGE, limit - records.length);
		const page: FoundRecords = await call.store.run(findRecords, { ...query, limit: wanted, after });
		for (const record of page.records) records.push(record);
		if (page.next === null || records.length === limit) return { records, next: page.next };
		after = page.next;
	}
}

/** How many there are in all; null for kinds that segments don't search, which no process takes either. */
async function countFound(call: OperationCall, kind: Kind, condition: unknown): Promise<number | null> {
	if (!isSearchKind(kind)) return null;
	const everything = { type: 'group', match: 'all', conditions: [] };
	const tab = { kind, allRecords: condition === null, condition: condition ?? everything };
	const counted = await countSegment(call.store, await call.catalogue(), { segment: { tabs: [tab] }, timeZone: call.context.getTimezone() });
	return counted.count;
}

function readSort(context: IExecuteFunctions, index: number): FindRecordsInput['sort'] {
	const sort = context.getNodeParameter('sort', index, {});
	// A collection of one row holds the row itself.
	const by = objectOf(objectOf(sort)['by']);
	const field = textOf(by['field']);
	return field === null ? null : { field, direction: by['direction'] === 'desc' ? 'desc' : 'asc' };
}
