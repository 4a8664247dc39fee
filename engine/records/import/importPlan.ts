import { EngineError } from '../../EngineError';
import type { Catalogue } from '../catalogue/Catalogue';
import type { Field, FieldType, KindDefinition } from '../catalogue/Field';
import { columnKind } from '../catalogue/tableShape';
import type { Kind } from '../kinds';
import { CellReader } from './CellReader';
import type { ImportColumn, ImportRules } from './ImportBatch';
import type { ReferenceBy } from './mapHeaders';
import { rowLayout, type RowLayout } from './rowLayout';

/** A mapped column with all that its cells need. */
export interface PlannedColumn extends ImportColumn {
	readonly definition: Field;
	readonly reader: CellReader;
	/** Where its values stand in a row of the layout; null for what is no column of the table. */
	readonly place: number | null;
	/** What its cells name; null where they hold values of their own. */
	readonly reference: PlannedReference | null;
}

/** A mapped column whose cells name other records. */
export interface PlannedReference {
	readonly place: number;
	readonly to: Kind;
	readonly by: ReferenceBy;
}

export interface ImportPlan {
	readonly kind: KindDefinition;
	readonly columns: readonly PlannedColumn[];
	/** In the order of the columns. */
	readonly references: readonly PlannedReference[];
	readonly hasAddress: boolean;
	readonly layout: RowLayout;
	readonly rules: ImportRules;
}

export interface PlanInput {
	readonly kind: Kind;
	readonly columns: readonly ImportColumn[];
	readonly rules: ImportRules;
}

/** @throws EngineError for a field that doesn't exist */
export function planImport(catalogue: Catalogue, input: PlanInput): ImportPlan {
	const kind = catalogue.kind(input.kind);
	const definitions = input.columns.map((column) => catalogue.field(input.kind, column.field));
	const layout = rowLayout(kind, definitions);
	const columns = input.columns.map((column, index): PlannedColumn => {
		const definition = definitions[index] ?? catalogue.field(input.kind, column.field);
		const place = definition.storage.kind === 'column' ? layout.placeOf(definition.storage.column) : null;
		const isReference = definition.type === 'reference' && definition.to !== null && place !== null;
		return { ...column, definition, reader: new CellReader(kind, definition, column.format, input.rules.timeZone), place, reference: isReference ? { place, to: definition.to, by: column.by } : null };
	});
	return {
		kind,
		columns,
		references: columns.flatMap(({ reference }) => reference ?? []),
		hasAddress: columnKind(kind.table, 'email_key') !== undefined,
		layout,
		rules: input.rules,
	};
}

/**
 * Rows are read before their transaction begins; a field may have been deleted since, and another one made of its name.
 * @param types of the fields as the rows were read
 * @throws EngineError naming it
 */
export function checkUnchanged(plan: ImportPlan, types: readonly FieldType[]): void {
	const changed = plan.columns.find(({ definition }, index) => definition.type !== types[index]);
	if (!changed) return;
	throw new EngineError('conflict', `The field "${changed.field}" (${changed.definition.label}) became another one while the rows were read.`, 'Import them again.');
}
