import { sql } from 'kysely';

import { forgottenAmong, forgottenWords } from '../consent/forgotten';
import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import { fieldParts, fieldValue } from '../records/fieldColumns';
import { parseValue } from '../records/values';
import { all, type SqlValue, type Steps, type Tx } from '../store/Transaction';
import { kept, targetOf, type JobTarget, type Purpose } from './checkSettings';
import type { CopySettings } from './Job';
import type { TargetRows } from './TargetRows';

/** A record and the one whose value it is to get. */
export interface CopyPair {
	readonly recordId: number;
	readonly sourceId: number;
}

/** What a source has to give. */
type Given = { readonly kind: 'value'; readonly value: SqlValue } | { readonly kind: 'empty' } | { readonly kind: 'refused'; readonly why: string };

/**
 * Records with the values they are to get, each checked as if a person had typed it in: what the field does not take
 * is refused record by record. The sources' values are read once, whatever hangs on them.
 */
export function* copiedValues(tx: Tx, catalogue: Catalogue, settings: CopySettings, pairs: readonly CopyPair[], purpose: Purpose): Steps<TargetRows> {
	const target = targetOf(catalogue, settings, settings.toKind);
	const given = yield* readGiven(tx, catalogue, settings, target, [...new Set(pairs.map((pair) => pair.sourceId))]);
	yield* refuseForgotten(tx, target, given);
	yield* refuseMissing(tx, catalogue, target.field, given, purpose);
	const parts = fieldParts(target.definition, target.field);
	const rows = pairs.map(({ recordId, sourceId }): SqlValue[] => {
		const one = given.get(sourceId) ?? { kind: 'refused', why: `The ${catalogue.kind(settings.fromKind).label.toLowerCase()} ${sourceId} that it would come from was deleted.` };
		const value = one.kind === 'value' ? one.value : null;
		return [recordId, one.kind === 'refused' ? one.why : null, one.kind === 'empty' ? 1 : 0, ...parts.map((part) => part.of(value))];
	});
	const columns = [
		{ name: 'record_id', type: 'bigint' },
		{ name: 'problem', type: 'text' },
		{ name: 'empty', type: 'bigint' },
		...parts.map(({ name, type }) => ({ name: `part_${name}`, type })),
	] as const;
	return {
		...target,
		rows: tx.dialect.rows(columns, rows),
		part: (name) => sql<SqlValue>`${sql.ref(`v.part_${name}`)}`,
		problem: sql<string | null>`v.problem`,
		empty: sql<number>`v.empty`,
	};
}

function* readGiven(tx: Tx, catalogue: Catalogue, settings: CopySettings, target: JobTarget, ids: readonly number[]): Steps<Map<number, Given>> {
	const source = catalogue.kind(settings.fromKind);
	const from = catalogue.field(settings.fromKind, settings.fromField);
	const rows = yield* all(
		tx,
		sql<{ id: number; value: SqlValue }>`SELECT r.id, ${fieldValue(tx.dialect, source, from)} AS value FROM ${sql.table(source.table)} AS r WHERE ${tx.dialect.inNumbers(sql.ref('r.id'), ids)}`,
	);
	return new Map(rows.map((row) => [row.id, judge(target, row.value, settings.copyEmpty)]));
}

function judge({ definition, field }: JobTarget, stored: SqlValue, copyEmpty: boolean): Given {
	try {
		const value = parseValue(definition, field, stored);
		return value === null && !copyEmpty ? { kind: 'empty' } : { kind: 'value', value };
	} catch (error) {
		if (error instanceof EngineError) return { kind: 'refused', why: error.message };
		throw error;
	}
}

/** The address of a person that asked to be forgotten goes nowhere. */
function* refuseForgotten(tx: Tx, { definition, field }: JobTarget, given: Map<number, Given>): Steps<void> {
	const key = fieldParts(definition, field).find((part) => part.name === 'address_key');
	if (!key) return;
	const keyOf = (one: Given) => {
		const address = one.kind === 'value' ? key.of(one.value) : null;
		return typeof address === 'string' ? address : null;
	};
	const forgotten = yield* forgottenAmong(tx, [...given.values()].map(keyOf));
	for (const [id, one] of given) {
		const since = forgotten.get(keyOf(one) ?? '');
		if (since !== undefined) given.set(id, { kind: 'refused', why: forgottenWords(since) });
	}
}

/** A record that is being deleted is referred to by nobody new. */
function* refuseMissing(tx: Tx, catalogue: Catalogue, field: Field, given: Map<number, Given>, purpose: Purpose): Steps<void> {
	if (field.type !== 'reference' || field.to === null) return;
	const definition = catalogue.kind(field.to);
	const ids = [...new Set([...given.values()].flatMap((one) => (one.kind === 'value' && typeof one.value === 'number' ? [one.value] : [])))];
	const rows = yield* all(tx, sql<{ id: number }>`SELECT r.id FROM ${sql.table(definition.table)} AS r WHERE ${tx.dialect.inNumbers(sql.ref('r.id'), ids)} ${kept(tx, purpose)}`);
	const there = new Set(rows.map((row) => row.id));
	for (const [id, one] of given) {
		if (one.kind !== 'value' || typeof one.value !== 'number' || there.has(one.value)) continue;
		given.set(id, { kind: 'refused', why: `There is no ${definition.label.toLowerCase()} ${one.value} any more.` });
	}
}
