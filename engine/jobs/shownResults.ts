import { sql } from 'kysely';

import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import { kindOfCode, type Kind } from '../records/kinds';
import { toJsonValue, type JsonValue } from '../records/RecordJson';
import { all, type Steps, type Tx } from '../store/Transaction';
import type { JobOutcome, JobSettings } from './Job';
import type { OutcomeRow } from './outcomes';

/** What became, or would become, of one record. */
export interface JobResult {
	readonly kind: Kind;
	readonly id: number;
	readonly name: string | null;
	readonly outcome: JobOutcome;
	/** The field that is written. */
	readonly field: string;
	readonly old: JsonValue;
	readonly new: JsonValue;
	/** Where the field refers to other records: their names. */
	readonly oldName: string | null;
	readonly newName: string | null;
	/** Why it was refused, or is gone. */
	readonly error: string | null;
	/** For a copied value: the record it came from. */
	readonly source: { readonly kind: Kind; readonly id: number; readonly name: string | null } | null;
}

export interface ResultRow extends OutcomeRow {
	/** Codes of kinds. */
	readonly kind: number;
	readonly source_kind: number | null;
	readonly source_id: number | null;
}

/** Results as people read them: with the names that their records have today. */
export function* shownResults(tx: Tx, catalogue: Catalogue, settings: JobSettings, rows: readonly ResultRow[]): Steps<JobResult[]> {
	const fieldName = settings.kind === 'assign' ? 'assigned_user_id' : settings.toField;
	const fieldOf = (kind: Kind) => catalogue.findField(kind, fieldName);
	const parsed = rows.map((row) => {
		const kind = kindOfCode(row.kind);
		const field = fieldOf(kind);
		return { row, kind, field, old: valueOf(field, row.old_value), new: valueOf(field, row.new_value) };
	});
	const names = new Names(catalogue);
	for (const one of parsed) {
		names.want(one.kind, one.row.record_id);
		if (one.row.source_kind !== null) names.want(kindOfCode(one.row.source_kind), one.row.source_id);
		if (one.field?.to) for (const id of [one.old, one.new]) names.want(one.field.to, id);
	}
	yield* names.read(tx);
	return parsed.map(({ row, kind, field, ...values }) => ({
		kind,
		id: row.record_id,
		name: names.of(kind, row.record_id),
		outcome: row.outcome,
		field: fieldName,
		old: values.old,
		new: values.new,
		oldName: field?.to ? names.of(field.to, values.old) : null,
		newName: field?.to ? names.of(field.to, values.new) : null,
		error: row.error,
		source: row.source_kind === null || row.source_id === null ? null : { kind: kindOfCode(row.source_kind), id: row.source_id, name: names.of(kindOfCode(row.source_kind), row.source_id) },
	}));
}

/** A value that was written down as text; that of a field there is no more stays text. */
function valueOf(field: Field | undefined, text: string | null): JsonValue {
	if (text === null || !field) return text;
	switch (field.type) {
		case 'integer':
		case 'number':
		case 'boolean':
		case 'instant':
		case 'reference':
			return toJsonValue(field, Number(text));
		case 'text':
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
		case 'date':
		case 'option':
			return text;
	}
}

/** Names of records, read once a kind. */
class Names {
	private readonly byKind = new Map<Kind, Map<number, string | null>>();

	constructor(private readonly catalogue: Catalogue) {}

	want(kind: Kind, id: JsonValue): void {
		if (typeof id !== 'number') return;
		const known = this.byKind.get(kind) ?? new Map<number, string | null>();
		this.byKind.set(kind, known.set(id, null));
	}

	*read(tx: Tx): Steps<void> {
		for (const [kind, wanted] of this.byKind) {
			const rows = yield* all(
				tx,
				sql<{ id: number; name: string | null }>`SELECT r.id, r.name FROM ${sql.table(this.catalogue.kind(kind).table)} AS r WHERE ${tx.dialect.inNumbers(sql.ref('r.id'), [...wanted.keys()])}`,
			);
			for (const row of rows) wanted.set(row.id, row.name);
		}
	}

	of(kind: Kind, id: JsonValue): string | null {
		return typeof id === 'number' ? (this.byKind.get(kind)?.get(id) ?? null) : null;
	}
}
