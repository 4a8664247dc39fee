import { EngineError } from '../../../engine/EngineError';
import type { Catalogue } from '../../../engine/records/catalogue/Catalogue';
import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { operatorsOf } from '../../../engine/segments/operators';
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
		conditions: rowsOf(tab[match], 'condition').map((row) => fieldCondition(catalogue, kind, row)),
	}));
	return { type: 'group', match: 'all', conditions: [...groups, ...relations(catalogue, tab['relations'])] };
}

function fieldCondition(catalogue: Catalogue, kind: SearchKind, row: Row): unknown {
	const name = textOf(row['field']);
	if (name === null) {
		throw new EngineError('invalid-input', `A condition over ${catalogue.kind(kind).labelPlural.toLowerCase()} has no field.`, 'Choose a field, or remove the condition.');
	}
	const operator = row['operator'];
	const field = catalogue.field(kind, name);
	const choice = operatorsOf(field).find((one) => one.value === operator);
	if (!choice) {
		const possible = operatorsOf(field).map((one) => one.label);
		throw new EngineError('invalid-input', `${field.label} can't be compared by "${String(operator)}".`, `Choose one of: ${possible.join(', ')}.`);
	}
	const value = row['value'];
	switch (choice.operand) {
		case 'none':
			return { type: 'field', field: name, operator };
		case 'values':
		case 'pair':
			return { type: 'field', field: name, operator, value: Array.isArray(value) ? value : listOf(value) };
		case 'value':
		case 'day':
			return { type: 'field', field: name, operator, value };
	}
}

function listOf(value: unknown): string[] {
	return String(value ?? '')
		.split(/[,\n]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

function relations(catalogue: Catalogue, given: unknown): unknown[] {
	const collection = objectOf(given);
	const names = Object.keys(RELATION_READERS) as RelationName[];
	return names.flatMap((name) => rowsOf(collection, name).map((row) => RELATION_READERS[name](catalogue, row)));
}

const RELATION_READERS: Readonly<Record<RelationName, (catalogue: Catalogue, row: Row) => unknown>> = {
	accountFilter: (_, row) => ({ type: 'accountFilter', filterId: requiredId(row['filter'], 'Filter'), negate: row['negate'] }),
	accounts: (_, row) => ({ type: 'account', accountIds: [requiredId(row['account'], 'Account')], negate: row['negate'] }),
	accountWhere: (catalogue, row) => ({
		type: 'accountWhere',
		negate: row['negate'],
		condition: {
			type: 'group',
			match: 'all',
			conditions: rowsOf(row['conditions'], 'condition').map((one) => fieldCondition(catalogue, 'account', one)),
		},
	}),
	contacts: (_, row) => ({ type: 'contacts', negate: row['negate'] }),
	filter: (_, row) => ({ type: 'filter', filterId: requiredId(row['filter'], 'Filter'), negate: row['negate'] }),
	mayBeEmailed: (_, row) => ({ type: 'mayBeEmailed', negate: row['negate'] }),
	member: (_, row) => ({
		type: 'member',
		campaignId: requiredId(row['campaign'], 'Campaign'),
		status: textOf(row['status']),
		negate: row['negate'],
	}),
	messages: (_, row) => ({ type: 'messages', campaignId: idOf(row['campaign'], 'Campaign'), outcome: row['outcome'] ?? 'any', negate: row['negate'] }),
	opportunities: (_, row) => ({ type: 'opportunities', campaignId: idOf(row['campaign'], 'Campaign'), negate: row['negate'] }),
	tasks: (_, row) => ({
		type: 'tasks',
		campaignId: idOf(row['campaign'], 'Campaign'),
		match: { status: textOf(row['status']), outcome: textOf(row['outcome']) },
		negate: row['negate'],
	}),
};
