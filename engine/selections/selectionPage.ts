import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import { Catalogue, type CustomField } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import { kindCode, SEARCH_KINDS, type SearchKind } from '../records/kinds';
import type { SqlDialect } from '../store/SqlDialect';
import { isFolded } from '../segments/compileField';
import type { Store } from '../store/Store';
import { all, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { memberRowsOf, type MemberRow } from './recipients';
import type { Selection } from './Selection';

/** A member as a preview shows it. */
export interface PageRow {
	readonly kind: SearchKind;
	readonly id: number;
	readonly name: string | null;
	/** The recipient's address. */
	readonly email: string | null;
	readonly account: string | null;
	readonly assignedUser: string | null;
}

export interface PageSort {
	/** A field's name; untrusted. */
	readonly field: string;
	readonly direction: 'asc' | 'desc';
}

/** After which row the next page begins. */
export interface PageCursor {
	readonly kind: SearchKind;
	readonly value: string | number | null;
	readonly id: number;
}

export interface PageRequest {
	/** NULL: one kind after the other. */
	readonly kind?: SearchKind | null;
	/** NULL: by id. Records without a value come last either way. */
	readonly sort?: PageSort | null;
	readonly after?: PageCursor | null;
	readonly limit?: number;
}

export interface Page {
	readonly rows: readonly PageRow[];
	/** NULL on the last page. */
	readonly next: PageCursor | null;
}

interface PageInput {
	readonly selectionId: number;
	readonly kinds: readonly SearchKind[];
	readonly sort: PageSort | null;
	readonly after: PageCursor | null;
	readonly limit: number;
	readonly customFields: readonly CustomField[];
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 10_000;

const readPage = defineTransaction(__filename, 'read', 'selections.page', function* (tx, input: PageInput): Steps<Page> {
	const catalogue = new Catalogue(input.customFields);
	const rows: PageRow[] = [];
	let last: PageCursor | null = null;
	const skipped = input.after ? input.kinds.indexOf(input.after.kind) : 0;
	for (const kind of input.kinds.slice(Math.max(skipped, 0))) {
		const missing = input.limit - rows.length;
		if (missing === 0) return { rows, next: last };
		const after = input.after?.kind === kind ? input.after : null;
		// One more than wanted tells whether there is another page.
		const found = yield* all(tx, orderedMembers(tx, catalogue, input, kind, after, missing + 1));
		const kept = found.slice(0, missing);
		rows.push(...(yield* shown(tx, kind, kept.map((row) => row.id))));
		const end = kept.at(-1);
		if (end) last = { kind, value: end.value, id: end.id };
		if (found.length > missing) return { rows, next: last };
	}
	return { rows, next: null };
});

/**
 * A page of a selection's members, in an order by which the next page begins where this one ended,
 * whatever is added or removed meanwhile. Records deleted since are left out.
 * @throws EngineError for a field that the kind doesn't have
 */
export async function selectionPage(store: Store, catalogue: Catalogue, selection: Selection, request: PageRequest = {}): Promise<Page> {
	const kinds = request.kind ? [request.kind] : SEARCH_KINDS.filter((kind) => (selection.byKind[kind] ?? 0) > 0);
	const limit = request.limit ?? DEFAULT_LIMIT;
	if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
		throw new EngineError('invalid-input', `A page can't have ${limit} rows.`, `Ask for 1 to ${MAX_LIMIT}.`);
	}
	const sort = request.sort ?? null;
	if (sort) for (const kind of kinds) checkSort(catalogue.field(kind, sort.field), sort);
	if (request.after) checkCursor(catalogue, kinds, sort, request.after);
	return await store.run(readPage, { selectionId: selection.id, kinds, sort, after: request.after ?? null, limit, customFields: catalogue.customFields });
}

function checkSort(field: Field, sort: PageSort): void {
	if (field.storage.kind === 'consent') throw new EngineError('invalid-input', `Records can't be sorted by "${field.label}".`, 'Sort by another field.');
	if (sort.direction !== 'asc' && sort.direction !== 'desc') throw new EngineError('invalid-input', 'The direction of sorting is neither asc nor desc.', 'Use asc or desc.');
}

/** A cursor has been to the user's browser and back. */
function checkCursor(catalogue: Catalogue, kinds: readonly SearchKind[], sort: PageSort | null, after: PageCursor): void {
	const { kind, id, value } = after;
	const known = kinds.includes(kind) && Number.isSafeInteger(id);
	if (known && (!sort || value === null || fitsColumn(catalogue.field(kind, sort.field), value))) return;
	throw new EngineError('invalid-input', 'There is no such place in the selection to go on from.', 'Begin with the first page.');
}

function fitsColumn(field: Field, value: string | number): boolean {
	return isNumber(field) ? Number.isFinite(value) : typeof value === 'string' && !/\0|\p{Surrogate}/u.test(value);
}

/** Whether a field's values are compared as numbers; a custom flag is read as text. */
function isNumber(field: Field): boolean {
	switch (field.type) {
		case 'integer':
		case 'number':
		case 'instant':
		case 'reference':
			return true;
		case 'boolean':
			return field.storage.kind === 'column';
		case 'text':
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
		case 'option':
		case 'date':
			return false;
	}
}

interface OrderedRow {
	readonly id: number;
	readonly value: string | number | null;
}

function orderedMembers(tx: Tx, catalogue: Catalogue, input: PageInput, kind: SearchKind, after: PageCursor | null, limit: number): RawBuilder<OrderedRow> {
	const { dialect } = tx;
	const field = input.sort ? catalogue.field(kind, input.sort.field) : null;
	const value = field ? sortValue(dialect, field) : sql`r.id`;
	const down = input.sort?.direction === 'desc';
	return sql<OrderedRow>`SELECT r.id, ${field ? value : sql`NULL`} AS value
		FROM selection_member AS s JOIN ${sql.table(kind)} AS r ON r.id = s.record_id
		WHERE s.selection_id = ${dialect.integer(input.selectionId)} AND s.kind = ${dialect.integer(kindCode(kind))}
		AND ${beyond(value, field !== null, down, after)}
		ORDER BY ${field ? sql`${value} IS NULL, ${value} ${down ? sql`DESC` : sql`ASC`}, s.record_id` : sql`s.record_id`}
		LIMIT ${dialect.integer(limit)}`;
}

function beyond(value: RawBuilder<unknown>, sorted: boolean, down: boolean, after: PageCursor | null): RawBuilder<SqlBool> {
	if (!after) return sql<SqlBool>`1 = 1`;
	if (!sorted) return sql<SqlBool>`s.record_id > ${after.id}`;
	if (after.value === null) return sql<SqlBool>`${value} IS NULL AND s.record_id > ${after.id}`;
	return sql<SqlBool>`(${value} ${down ? sql`<` : sql`>`} ${after.value} OR (${value} = ${after.value} AND s.record_id > ${after.id}) OR ${value} IS NULL)`;
}

function sortValue(dialect: SqlDialect, field: Field): RawBuilder<unknown> {
	switch (field.storage.kind) {
		case 'column':
			return sql.ref(`r.${field.storage.column}${field.storage.folded ? '_f' : ''}`);
		case 'custom':
			if (isNumber(field)) return dialect.jsonNumber(sql.ref('r.custom'), field.storage.key);
			return dialect.jsonText(sql.ref(isFolded(field) ? 'r.custom_f' : 'r.custom'), field.storage.key);
		case 'consent':
			return sql`NULL`;
	}
}

interface ShownRow extends Pick<MemberRow, 'record_id' | 'name' | 'email'> {
	readonly account: string | null;
	readonly assigned_user: string | null;
}

function* shown(tx: Tx, kind: SearchKind, ids: readonly number[]): Steps<PageRow[]> {
	if (ids.length === 0) return [];
	const rows = yield* all(
		tx,
		sql<ShownRow>`SELECT m.record_id, m.name, m.email, a.name AS account, u.name AS assigned_user
			FROM ${memberRowsOf(tx, kind, ids)} AS m
			LEFT JOIN account AS a ON a.id = m.account_id LEFT JOIN crm_user AS u ON u.id = m.assigned_user_id`,
	);
	const byId = new Map(rows.map((row) => [row.record_id, row]));
	return ids.flatMap((id) => {
		const row = byId.get(id);
		return row ? [{ kind, id, name: row.name, email: row.email, account: row.account, assignedUser: row.assigned_user }] : [];
	});
}
