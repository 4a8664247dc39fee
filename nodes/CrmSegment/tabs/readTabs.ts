import type { Catalogue } from '../../../engine/records/catalogue/Catalogue';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { readConditions } from '../../shared/fieldConditions';
import { idOf, objectOf, requiredId, rowsOf, textOf } from '../../shared/parameters';
import type { RelationName } from './tabProperties';

type Row = Readonly<Record<string, unknown>>;

/** Criteria as the engine validates them, from what a user put into the tabs. Values are still unchecked. */
export function readTabs(catalogue: Catalogue, tabs: unknown): { tabs: unknown[] } {
	const read: unknown[] = [];
	for (const kind of SEARCH_KINDS) {
		for (const tab of rowsOf(tabs, kind)) {
			read.push({ kind, allRecords: tab['allRecords'] === true, condition: tabCondition(catalogue, kind, tab) });
		}
	}
	return { tabs: read };
}

function tabCondition(catalogue: Catalogue, kind: SearchKind, tab: Row): unknown {
	const groups = (['all', 'any', 'none'] as const).map((match) => ({
		type: 'group',
		match,
		conditions: readConditions(catalogue, kind, tab[match]),
	}));
	return { type: 'group', match: 'all', conditions: [...groups, ...relations(catalogue, tab['relations'])] };
}

function relations(catalogue: Catalogue, given: unknown): unknown[] {
	const collection = objectOf(given);
	const readers = Object.entries(RELATION_READERS);
	return [
		...accountsOf(rowsOf(collection, 'accounts')),
		...readers.flatMap(([name, read]) => rowsOf(collection, name).map((row) => read(catalogue, row))),
	];
}

/** Several accounts are meant as "one of these": nobody has two. */
function accountsOf(rows: readonly Row[]): unknown[] {
	return [false, true].flatMap((negate) => {
		const accountIds = rows.filter((row) => (row['negate'] === true) === negate).map((row) => requiredId(row['account'], 'Account'));
		return accountIds.length === 0 ? [] : [{ type: 'account', accountIds, negate }];
	});
}

const RELATION_READERS: Readonly<Record<Exclude<RelationName, 'accounts'>, (catalogue: Catalogue, row: Row) => unknown>> = {
	accountFilter: (_, row) => ({ type: 'accountFilter', filterId: requiredId(row['filter'], 'Filter'), negate: row['negate'] }),
	accountWhere: (catalogue, row) => ({
		type: 'accountWhere',
		negate: row['negate'],
		condition: {
			type: 'group',
			match: 'all',
			conditions: readConditions(catalogue, 'account', row['conditions']),
		},
	}),
	contacts: (_, row) => ({ type: 'contacts', negate: row['negate'] }),
	filter: (_, row) => ({ type: 'filter', filterId: requiredId(row['filter'], 'Filter'), negate: row['negate'] }),
	mayBeEmailed: (_, row) => ({ type: 'mayBeEmailed', campaignId: idOf(row['campaign'], 'Campaign'), negate: row['negate'] }),
	member: (_, row) => ({
		type: 'member',
		campaignId: requiredId(row['campaign'], 'Campaign'),
		status: textOf(row['status']),
		negate: row['negate'],
	}),
	messages: (_, row) => ({ type: 'messages', campaignId: idOf(row['campaign'], 'Campaign'), outcome: row['outcome'] ?? 'any', negate: row['negate'] }),
	opportunities: (_, row) => ({ type: 'opportunities', campaignId: idOf(row['campaign'], 'Campaign'), negate: row['negate'] }),
	softBounces: (_, row) => ({ type: 'softBounces', inARow: row['inARow'] ?? 3, followUp: textOf(row['followUp']), negate: row['negate'] }),
	tasks: (_, row) => ({
		type: 'tasks',
		campaignId: idOf(row['campaign'], 'Campaign'),
		match: { status: textOf(row['status']), outcome: textOf(row['outcome']), followUp: textOf(row['followUp']) },
		negate: row['negate'],
	}),
};
