import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { kindCode, kindOfCode, type Kind, type SearchKind } from '../records/kinds';
import { fold } from '../store/fold';
import { all, change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Segment } from './Criteria';
import { validateSegment } from './validate';

/** Criteria that users keep under a name. */
export interface SavedFilter {
	readonly id: number;
	readonly name: string;
	/** NULL for a report: criteria over several kinds. */
	readonly kind: Kind | null;
	readonly segment: Segment;
}

export interface SaveFilterInput {
	/** NULL makes a new one. */
	readonly id: number | null;
	readonly name: string;
	/** As `validateSegment` answered it. */
	readonly segment: Segment;
}

/** A saved filter in a list. */
export interface SavedFilterEntry {
	readonly id: number;
	readonly name: string;
	readonly kind: Kind | null;
}

interface FilterRow {
	readonly id: number;
	readonly name: string | null;
	readonly kind: number | null;
	readonly definition: string;
}

/**
 * A saved filter with its criteria, checked against today's fields.
 * @throws EngineError not-found, or invalid-input where it is empty or names what there isn't any more
 */
export function* readFilter(tx: Tx, catalogue: Catalogue, id: number): Steps<SavedFilter> {
	const row = yield* first(tx, sql<FilterRow>`SELECT id, name, kind, definition FROM saved_filter WHERE id = ${tx.dialect.integer(id)}`);
	if (!row) throw missing(id);
	const name = row.name ?? `#${row.id}`;
	try {
		const definition: unknown = JSON.parse(row.definition);
		return { id: row.id, name, kind: row.kind === null ? null : kindOfCode(row.kind), segment: validateSegment(catalogue, definition) };
	} catch (error) {
		const reason = error instanceof EngineError ? error.message : 'Its criteria can\'t be read.';
		throw new EngineError('invalid-input', `The saved filter "${name}" can't be used. ${reason}`, 'Save it again with conditions that hold, or choose another.');
	}
}

/** A saved filter by its id. @throws EngineError as `readFilter` */
export const getFilter = defineTransaction(__filename, 'read', 'segments.getFilter', function* (tx, id: number): Steps<SavedFilter> {
	return yield* readFilter(tx, yield* loadCatalogue(tx), id);
});

/**
 * Makes or changes a saved filter; over several kinds it is a report. Answers its id.
 * @throws EngineError without a name, for a name that another has (capitals and accents aside), for criteria that use a
 * filter that is not there, or this one itself by way of others, or not-found
 */
export const saveFilter = defineTransaction(__filename, 'write', 'segments.saveFilter', function* (tx, input: SaveFilterInput): Steps<number> {
	const name = input.name.trim();
	if (name === '') throw new EngineError('invalid-input', 'The saved filter has no name.', 'Give it one.');
	const taken = yield* first(
		tx,
		tx.db
			.selectFrom('saved_filter')
			.select('id')
			.where('name_f', '=', fold(name))
			.where('id', '<>', input.id ?? 0)
			.limit(1),
	);
	if (taken) throw new EngineError('conflict', `There is already a saved filter "${name}".`, 'Choose another name, or change that one.');
	yield* checkUses(tx, input);
	const [kind, ...others] = new Set(input.segment.tabs.map((tab) => tab.kind));
	const code = kind === undefined || others.length > 0 ? null : kindCode(kind);
	const definition = JSON.stringify(input.segment);
	const { id } = input;
	if (id === null) {
		const row = yield* first(
			tx,
			tx.db
				.insertInto('saved_filter')
				.values({ name, name_f: fold(name), kind: code, definition, created_at: tx.now, updated_at: tx.now })
				.returning('id'),
		);
		if (!row) throw new EngineError('store-broken', 'The saved filter could not be written.', 'Try again.');
		return row.id;
	}
	const changed = yield* change(
		tx,
		tx.db.updateTable('saved_filter').set({ name, name_f: fold(name), kind: code, definition, updated_at: tx.now }).where('id', '=', id),
	);
	if (changed === 0) throw missing(id);
	return id;
});

export interface ListFiltersInput {
	/** Part of the name; empty: all. */
	readonly search: string;
	readonly limit: number;
	/** Only those that find records of this kind. */
	readonly finding?: SearchKind;
}

/** Saved filters and reports by name, for a drop-down. */
export const listFilters = defineTransaction(__filename, 'read', 'segments.listFilters', function* (tx, { search, limit, finding }: ListFiltersInput): Steps<SavedFilterEntry[]> {
	const part = fold(search);
	const named = part === '' ? sql`1 = 1` : tx.dialect.contains(sql.ref('name_f'), part);
	const fits = finding === undefined ? sql`1 = 1` : sql`(kind = ${tx.dialect.integer(kindCode(finding))} OR kind IS NULL)`;
	// Of a report only its criteria tell which kinds it finds; there are few.
	const most = finding === undefined ? sql`LIMIT ${tx.dialect.integer(limit)}` : sql``;
	const rows = yield* all(
		tx,
		sql<FilterRow>`SELECT id, name, kind, definition FROM saved_filter WHERE ${named} AND ${fits} ORDER BY name_f, id ${most}`,
	);
	const fitting = rows.filter((row) => finding === undefined || row.kind !== null || hasTabOf(JSON.parse(row.definition), finding));
	return fitting.slice(0, limit).map((row) => ({ id: row.id, name: row.name ?? `#${row.id}`, kind: row.kind === null ? null : kindOfCode(row.kind) }));
});

/** A workflow that still uses it fails from then on. @throws EngineError not-found, or conflict naming the filters that use it */
export const deleteFilter = defineTransaction(__filename, 'write', 'segments.deleteFilter', function* (tx, id: number): Steps<void> {
	const users = yield* usersOf(tx, id);
	if (users.length > 0) {
		const names = users.map((name) => `"${name}"`).join(', ');
		throw new EngineError('conflict', `The saved filter ${id} is used by ${names}.`, 'Take it out of there first, or delete those too.');
	}
	const changed = yield* change(tx, tx.db.deleteFrom('saved_filter').where('id', '=', id));
	if (changed === 0) throw missing(id);
});

/** Names of the other saved filters whose criteria use this one. */
function* usersOf(tx: Tx, id: number): Steps<string[]> {
	const rows = yield* all(
		tx,
		sql<{ id: number; name: string | null; definition: string }>`SELECT id, name, definition FROM saved_filter WHERE id <> ${id} ORDER BY name_f, id`,
	);
	return rows.flatMap((row) => (filtersIn(JSON.parse(row.definition)).includes(id) ? [row.name ?? `#${row.id}`] : []));
}

/** Whether criteria search records of a kind. */
function hasTabOf(definition: unknown, kind: SearchKind): boolean {
	if (typeof definition !== 'object' || definition === null || !('tabs' in definition) || !Array.isArray(definition.tabs)) return false;
	return definition.tabs.some((tab: unknown) => typeof tab === 'object' && tab !== null && 'kind' in tab && tab.kind === kind);
}

/** Walks through the filters that criteria use, and those that these use: a workflow would else be the first to tell. */
function* checkUses(tx: Tx, input: SaveFilterInput): Steps<void> {
	const seen = new Set<number>();
	const open = [...filtersIn(input.segment)];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		if (id === input.id) throw new EngineError('invalid-input', `The saved filter "${input.name.trim()}" would use itself, directly or by way of others.`, 'Take the condition "in saved filter" out, or choose another filter.');
		if (seen.has(id)) continue;
		seen.add(id);
		const used = yield* first(tx, tx.db.selectFrom('saved_filter').select('definition').where('id', '=', id));
		if (!used) throw missing(id);
		open.push(...filtersIn(JSON.parse(used.definition)));
	}
}

/** The saved filters that criteria use, wherever they stand in them. */
function filtersIn(value: unknown): readonly number[] {
	if (typeof value !== 'object' || value === null) return [];
	const own = 'filterId' in value && typeof value.filterId === 'number' ? [value.filterId] : [];
	return [...own, ...Object.values(value).flatMap(filtersIn)];
}

function missing(id: number): EngineError {
	return new EngineError('not-found', `There is no saved filter ${id}.`, 'Choose one that is there; it may have been deleted.');
}
