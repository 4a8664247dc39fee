import type { InsertColumn } from '../../store/Transaction';
import type { Field, KindDefinition } from '../catalogue/Field';
import { columnKind, insertColumn, isZeroForNothing } from '../catalogue/tableShape';
import { defaultsOf, isPerson } from '../kindRules';

/** A column that an import of a file writes. */
export interface LayoutColumn {
	readonly name: string;
	/** Where its value stands among the values of a row that is inserted. */
	readonly slot: number;
	/** Where its folded shadow stands; null where it has none. */
	readonly foldedSlot: number | null;
	/** Never NULL in the table: 0 means nothing. */
	readonly zeroForNothing: boolean;
	/** Whether the file fills it; else it follows from what the file fills. */
	readonly mapped: boolean;
}

/** Names of a person: each may follow from the others. */
export const PERSON_NAMES = ['first_name', 'last_name', 'name'] as const;

/** Which values an import keeps of a row, and in which order: the same for all rows of a file. */
export interface RowLayout {
	/** A column's index in here is its place. */
	readonly columns: readonly LayoutColumn[];
	/** Where `custom` and `custom_f` stand; null for a file without custom fields. */
	readonly customSlot: number | null;
	readonly slots: number;
	/** All slots, and behind them what is written besides: `OWN_COLUMNS`. */
	readonly insert: readonly InsertColumn[];
	readonly name: number;
	readonly externalId: number;
	/** `email` and `email_key`; null for a kind without address. */
	readonly email: number | null;
	readonly addressKey: number | null;
	/** Null for a column that is not written. */
	placeOf(column: string): number | null;
}

/** Written behind the slots: `id` is given in the transaction, `source` and the times are the same for all rows. */
export const OWN_COLUMNS = ['id', 'source', 'created_at', 'updated_at'] as const;

/** @param mapped the fields that the file fills */
export function rowLayout(kind: KindDefinition, mapped: readonly Field[]): RowLayout {
	const filled = new Set(mapped.flatMap(({ storage }) => (storage.kind === 'column' ? [storage.column] : [])));
	const hasAddress = columnKind(kind.table, 'email_key') !== undefined;
	const names = new Set([
		'external_id',
		'name',
		...(hasAddress ? ['email_key', 'email'] : []),
		...(isPerson(kind.kind) ? PERSON_NAMES : []),
		...filled,
		...Object.keys(defaultsOf(kind.kind, 0)),
	]);
	let slots = 0;
	const columns = [...names].map((name): LayoutColumn => {
		const slot = slots++;
		const foldedSlot = columnKind(kind.table, name) === 'folded' ? slots++ : null;
		return { name, slot, foldedSlot, zeroForNothing: isZeroForNothing(kind.table, name), mapped: filled.has(name) };
	});
	const customSlot = mapped.some(({ storage }) => storage.kind === 'custom') ? slots : null;
	if (customSlot !== null) slots += 2;
	const places = new Map(columns.map(({ name }, place) => [name, place]));
	const placeOf = (name: string): number | null => places.get(name) ?? null;
	return {
		columns,
		customSlot,
		slots,
		insert: insertColumns(kind.table, columns, customSlot !== null),
		name: placeOf('name') ?? 0,
		externalId: placeOf('external_id') ?? 0,
		email: hasAddress ? placeOf('email') : null,
		addressKey: hasAddress ? placeOf('email_key') : null,
		placeOf,
	};
}

function insertColumns(table: string, columns: readonly LayoutColumn[], custom: boolean): InsertColumn[] {
	return [
		...columns.flatMap(({ name, foldedSlot }): InsertColumn[] => [insertColumn(table, name), ...(foldedSlot === null ? [] : [{ name: `${name}_f`, type: 'text' } as const])]),
		...(custom ? ['custom', 'custom_f'] : []).map((name) => insertColumn(table, name)),
		...OWN_COLUMNS.map((name) => insertColumn(table, name)),
	];
}
