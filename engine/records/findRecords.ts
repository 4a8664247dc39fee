import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import { compileCondition } from '../segments/compile';
import { fieldFormula } from '../segments/compileField';
import { and, not, or, toSql, type Formula } from '../segments/Formula';
import type { Clock } from '../segments/relativeDates';
import { resolveValue } from '../segments/resolveValue';
import { RECORD, type FieldScope } from '../segments/Scope';
import { validateCondition } from '../segments/validate';
import { validateField } from '../segments/validateField';
import { asRecord } from '../segments/validateParts';
import { defineTransaction, type Steps, type Tx } from '../store/Transaction';
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
	readonly offset: number;
	/** IANA name, for days. */
	readonly timeZone: string;
}

export interface FoundRecords {
	readonly records: readonly RecordJson[];
	/** Whether there are more beyond these. */
	readonly more: boolean;
}

/** Finds records of one kind, page by page. @throws EngineError naming the field, operator or value that is wrong */
export const findRecords = defineTransaction(__filename, 'read', 'records.find', function* (tx, input: FindRecordsInput): Steps<FoundRecords> {
	const catalogue = yield* loadCatalogue(tx);
	const limit = checkWhole(input.limit, 'Limit', 1);
	const records = yield* selectRecords(tx, catalogue, input.kind, {
		where: yield* conditionSql(tx, catalogue, input.kind, input.condition, { now: tx.now, timeZone: input.timeZone }),
		orderBy: orderSql(tx, catalogue, input),
		limit: limit + 1,
		offset: checkWhole(input.offset, 'Offset', 0),
	});
	return { records: records.slice(0, limit), more: records.length > limit };
});

/** A condition as data over any kind, as SQL over its table `r`. */
export function* conditionSql(tx: Tx, catalogue: Catalogue, kind: Kind, condition: unknown, clock: Clock): Steps<RawBuilder<SqlBool>> {
	if (condition === null || condition === undefined) return sql<SqlBool>`1 = 1`;
	if (isSearchKind(kind)) return yield* compileCondition(tx, { catalogue, clock }, kind, validateCondition(catalogue, kind, condition));
	const scope: FieldScope = {
		dialect: tx.dialect,
		catalogue,
		timeZone: clock.timeZone,
		kind,
		alias: RECORD,
		depth: 0,
		several: true,
		window: null,
	};
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

function orderSql(tx: Tx, catalogue: Catalogue, input: FindRecordsInput): RawBuilder<unknown> {
	if (input.sort === null) return sql`r.id`;
	const field = catalogue.field(input.kind, input.sort.field);
	const direction = input.sort.direction === 'desc' ? sql`DESC` : sql`ASC`;
	// Empty values come last on both stores, whichever the direction.
	const by = sortSql(tx, catalogue, input.kind, field);
	return sql`CASE WHEN ${by} IS NULL THEN 1 ELSE 0 END, ${by} ${direction}, r.id ${direction}`;
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
