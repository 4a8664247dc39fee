import type { SqlValue } from '../../store/Transaction';
import type { Catalogue } from '../catalogue/Catalogue';
import type { Field, KindDefinition } from '../catalogue/Field';
import { columnKind } from '../catalogue/tableShape';
import { normaliseAddress } from '../emailAddress';
import { isPerson } from '../kindRules';
import type { Kind } from '../kinds';
import { textOrNull, type Columns } from '../recordValues';
import type { ImportBatch, ImportColumn, ImportRow, ImportRules } from './ImportBatch';
import type { ReferenceBy } from './mapHeaders';
import { parseCell } from './parseCell';
import { completeNames } from './rowName';
import type { Warnings } from './Warnings';

/** A mapped column with all that its cells need. */
export interface PlannedColumn extends ImportColumn {
	readonly definition: Field;
}

export interface ImportPlan {
	readonly kind: KindDefinition;
	readonly columns: readonly PlannedColumn[];
	readonly hasAddress: boolean;
	readonly rules: ImportRules;
}

/** What a cell says about another record; which one it is, is looked up for all rows at once. */
export interface NamedReference {
	readonly column: string;
	readonly to: Kind;
	readonly by: ReferenceBy;
	readonly text: string;
}

/** A row whose cells could be read. */
export interface ParsedRow {
	readonly index: number;
	readonly line: number;
	/** NULL: an empty cell, which leaves a record's value as it is. */
	readonly columns: Columns;
	/** The row's name, with a person's parts where they are only in the name, or the name only in its parts. */
	readonly identity: Readonly<Columns>;
	readonly references: readonly NamedReference[];
	readonly custom: Readonly<Record<string, SqlValue>>;
	readonly optOut: boolean;
	readonly externalId: string | null;
	readonly addressKey: string | null;
}

/** @throws EngineError for a field that doesn't exist */
export function planImport(catalogue: Catalogue, batch: ImportBatch): ImportPlan {
	const kind = catalogue.kind(batch.kind);
	return {
		kind,
		columns: batch.columns.map((column) => ({ ...column, definition: catalogue.field(batch.kind, column.field) })),
		hasAddress: columnKind(kind.table, 'email_key') !== undefined,
		rules: batch.rules,
	};
}

/** A row that can't be imported. That somebody asked not to be emailed counts all the same. */
export interface RefusedParse {
	readonly index: number;
	readonly line: number;
	readonly refused: string;
	readonly optOutAddress: string | null;
}

/** The row's values, or why it is refused. */
export function parseRow(plan: ImportPlan, row: ImportRow, index: number, warnings: Warnings): ParsedRow | RefusedParse {
	const columns: Columns = {};
	const references: NamedReference[] = [];
	const custom: Record<string, SqlValue> = {};
	let optOut = false;
	let filled = false;
	let problem: string | null = null;
	for (const [place, column] of plan.columns.entries()) {
		const cell = row.cells[place] ?? null;
		const field = column.definition;
		if (field.type === 'reference' && field.to !== null && field.storage.kind === 'column') {
			const text = cell === null ? '' : String(cell).trim();
			columns[field.storage.column] = null;
			if (text === '') continue;
			filled = true;
			problem ??= tooLong(field, text);
			references.push({ column: field.storage.column, to: field.to, by: column.by, text });
			continue;
		}
		const value = parseCell(plan.kind, field, cell, column.format, plan.rules.timeZone);
		if (!value.ok) {
			// Whether somebody may be emailed is never guessed.
			if (plan.rules.badValue === 'refuse' || field.storage.kind === 'consent') problem ??= value.reason;
			else warnings.add('value left out', `line ${row.line}: ${value.reason}`);
		}
		const stored = value.ok ? value.value : null;
		if (stored !== null) filled = true;
		switch (field.storage.kind) {
			case 'column':
				columns[field.storage.column] = stored;
				break;
			case 'custom':
				if (stored !== null) custom[field.storage.key] = stored;
				break;
			case 'consent':
				optOut ||= stored === 1;
				break;
		}
	}
	const email = textOrNull(columns.email);
	const addressKey = plan.hasAddress ? normaliseAddress(email) : null;
	if (!filled) problem ??= 'The row is empty.';
	if (problem !== null) return { index, line: row.line, refused: problem, optOutAddress: optOut ? addressKey : null };
	if (plan.hasAddress && email !== null && addressKey === null) warnings.add('malformed address', `line ${row.line}: ${email}`);
	const identity = isPerson(plan.kind.kind) ? completeNames(plan.kind.kind, columns) : { name: columns.name ?? null };
	return { index, line: row.line, columns, identity, references, custom, optOut, externalId: textOrNull(columns.external_id), addressKey };
}

function tooLong(field: Field, text: string): string | null {
	return text.length > 500 ? `${field.label}: "${text.slice(0, 60)}…" has ${text.length} characters. Use at most 500.` : null;
}
