import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import { compileCondition } from '../segments/compile';
import { fieldFormula } from '../segments/compileField';
import { and, not, or, toSql, type Formula } from '../segments/Formula';
import type { Clock } from '../segments/relativeDates';
import { resolveValue } from '../segments/resolveValue';
import { rootScope, type FieldScope } from '../segments/Scope';
import { validateCondition } from '../segments/validate';
import { validateField } from '../segments/validateField';
import { asRecord } from '../segments/validateParts';
import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import type { Field } from './catalogue/Field';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { checkWhole } from './checkWhole';
import { isSearchKind, type Kind } from './kinds';
import type { RecordJson } from './RecordJson';
import { selectRecords } from './selectRecords';

export interface FindRecordsInput {
	readonly kind: Kind;
	/**
	 * What must hold: a Condition as data, checked here. Leads, contacts, accounts, messages, tasks and opportunities
	 * take all that segments do; the other kinds groups of conditions on fields. Null: all records of the kind.
	 */
	readonly condition: unknown;
	/** Null: oldest first. */
	readonly sort: { readonly field: string; readonly direction: 'asc' | 'desc' } | null;
	/** At least 1. */
	readonly limit: number;
	/** `next` of the page before; null for the first. */
	readonly after: FindCursor | null;
	/** IANA name, for days. */
	readonly timeZone: string;
}

/** The last record of a page, and what it is sorted by: whatever is added or removed meanwhile, the next page begins after it. */
export interface FindCursor {
	readonly value: string | number | null;
	readonly id: number;
}

export interface FoundRecords {
	readonly records: readonly RecordJson[];
	/** Where the next page begins; null when this was the last. */
	readonly next: FindCursor | null;
}

/** Finds records of one kind, page by page. @throws EngineError naming the field, operator or value that is wrong */
export const findRecords = defineTransaction(__filename, 'read', 'records.find', function* (tx, input: FindRecordsInput): Steps<FoundRecords> {
	const catalogue = yield* loadCatalogue(tx);
	const limit = checkWhole(input.limit, 'Limit', 1);
	const order = orderOf(tx, catalogue, input);
	const condition = yield* conditionSql(tx, catalogue, input.kind, input.condition, { now: tx.now, timeZone: input.timeZone });
	const found = yield* selectRecords(tx, catalogue, input.kind, {
		where: input.after === null ? condition : sql<SqlBool>`(${condition}) AND ${beyond(order, input.after)}`,
		orderBy: orderSql(order),
		limit: limit + 1,
	});
	const records = found.slice(0, limit);
	const last = records.at(-1);
	if (!last || found.length <= limit) return { records, next: null };
	if (order === null) return { records, next: { value: null, id: last.id } };
	const row = yield* first(
		tx,
		sql<{ value: string | number | null }>`SELECT ${order.by} AS value FROM ${sql.table(catalogue.kind(input.kind).table)} AS r WHERE r.id = ${last.id}`,
	);
	return { records, next: { value: row?.value ?? null, id: last.id } };
});

/** A condition as data over any kind, as SQL over its table `r`. */
export function* conditionSql(tx: Tx, catalogue: Catalogue, kind: Kind, condition: unknown, clock: Clock): Steps<RawBuilder<SqlBool>> {
	if (condition === null || condition === undefined) return sql<SqlBool>`1 = 1`;
	if (isSearchKind(kind)) return yield* compileCondition(tx, { catalogue, clock }, kind, validateCondition(catalogue, kind, condition));
	const scope: FieldScope = rootScope(tx.dialect, catalogue, clock.timeZone, kind);
	return toSql(yield* plainFormula(tx, scope, clock, condition, 'Condition'));
}

/** Groups of conditions on fields. */
function* plainFormula(tx: Tx, scope: FieldScope, clock: Clock, value: unknown, where: string): Steps<Formula> {
	const node = asRecord(value, where);
	if (node.type === 'group' && Array.isArray(node.conditions)) {
		const parts: Formula[] = [];
		for (const part of node.conditions) parts.push(yield* plainFormula(tx, scope, clock, part, `${where} ${parts.length + 1}`));
		switch (node.match) {
			case 'all':
				return and(...parts);
			case 'any':
				return or(...parts);
			case 'none':
				return not(or(...parts));
			default:
				throw new EngineError('invalid-input', `${where}: a group matches all, any or none of its conditions.`, 'Set match to one of them.');
		}
	}
	const condition = node.type === 'field' ? validateField(scope.catalogue, scope.kind, node, where) : null;
	if (condition?.type === 'field') {
		return fieldFormula(scope, { ...condition, value: yield* resolveValue(tx, { catalogue: scope.catalogue, clock }, scope.kind, condition) });
	}
	throw new EngineError(
		'invalid-input',
		`${where}: ${scope.catalogue.kind(scope.kind).labelPlural.toLowerCase()} are found by conditions on their fields only.`,
		'Use conditions of type field, and groups of them.',
	);
}

/** NULL: by id. */
interface Order {
	readonly by: RawBuilder<unknown>;
	readonly down: boolean;
}

function orderOf(tx: Tx, catalogue: Catalogue, input: FindRecordsInput): Order | null {
	if (input.sort === null) return null;
	return { by: sortSql(tx, catalogue, input.kind, catalogue.field(input.kind, input.sort.field)), down: input.sort.direction === 'desc' };
}

/** Empty values come last on both stores, whichever the direction. */
function orderSql(order: Order | null): RawBuilder<unknown> {
	if (order === null) return sql`r.id`;
	const direction = order.down ? sql`DESC` : sql`ASC`;
	return sql`CASE WHEN ${order.by} IS NULL THEN 1 ELSE 0 END, ${order.by} ${direction}, r.id ${direction}`;
}

function beyond(order: Order | null, { value, id }: FindCursor): RawBuilder<SqlBool> {
	if (order === null) return sql<SqlBool>`r.id > ${id}`;
	const { by } = order;
	const after = order.down ? sql`<` : sql`>`;
	if (value === null) return sql<SqlBool>`(${by} IS NULL AND r.id ${after} ${id})`;
	return sql<SqlBool>`(${by} ${after} ${value} OR (${by} = ${value} AND r.id ${after} ${id}) OR ${by} IS NULL)`;
}

function sortSql(tx: Tx, catalogue: Catalogue, kind: Kind, field: Field): RawBuilder<unknown> {
	switch (field.storage.kind) {
		case 'column':
			return sql.ref(`r.${field.storage.column}${field.storage.folded ? '_f' : ''}`);
		case 'custom': {
			const number = field.type === 'integer' || field.type === 'number' || field.type === 'instant' || field.type === 'boolean';
			return number
				? tx.dialect.jsonNumber(sql.ref('r.custom'), field.storage.key)
				: tx.dialect.jsonText(sql.ref('r.custom_f'), field.storage.key);
		}
		case 'consent':
			throw new EngineError(
				'invalid-input',
				`${catalogue.kind(kind).labelPlural} can't be sorted by "${field.label}".`,
				'Sort by another field, or find those with it by a condition.',
			);
	}
}
