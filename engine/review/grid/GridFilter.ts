import type { ColumnType, GridColumn } from './gridColumns';

/** How a column is compared; `operatorsOf` of the grid tells which a column's type takes. */
export type GridOperator =
	| 'contains'
	| 'doesNotContain'
	| 'is'
	| 'isNot'
	| 'startsWith'
	| 'isEmpty'
	| 'isNotEmpty'
	/** Choices: one of these. */
	| 'isAnyOf'
	| 'isNoneOf'
	/** Days: YYYY-MM-DD. */
	| 'isOn'
	| 'isBefore'
	| 'isAfter'
	/** Both bounds included. */
	| 'isBetween'
	| 'isAtLeast'
	| 'isAtMost';

export interface GridCondition {
	readonly operator: GridOperator;
	/** What it is compared with: none where it is about emptiness, two for a range, any number for choices. */
	readonly values: readonly (string | number)[];
}

/** What a column must fulfil. */
export interface ColumnFilter {
	readonly column: GridColumn;
	readonly match: 'all' | 'any';
	readonly conditions: readonly GridCondition[];
}

/** Which rows a person wants to see: what each column says, and words that stand anywhere in a row's texts. */
export interface GridFilter {
	/** Each of them must stand in one text or another of the row. */
	readonly words: readonly string[];
	readonly columns: readonly ColumnFilter[];
}

export const EVERY_ROW: GridFilter = { words: [], columns: [] };

/** Whether a filter leaves nothing out. */
export function isEveryRow(filter: GridFilter): boolean {
	return filter.words.length === 0 && filter.columns.length === 0;
}

const EMPTINESS = ['isEmpty', 'isNotEmpty'] as const;

/** The operators of each type of column, in the order in which they are offered. */
export const GRID_OPERATORS: Readonly<Record<ColumnType, readonly GridOperator[]>> = {
	text: ['contains', 'is', 'startsWith', 'doesNotContain', 'isNot', ...EMPTINESS],
	choice: ['isAnyOf', 'isNoneOf'],
	day: ['isOn', 'isBefore', 'isAfter', 'isBetween', ...EMPTINESS],
	number: ['is', 'isAtLeast', 'isAtMost', 'isBetween', ...EMPTINESS],
};

/** How many values an operator takes. */
export function operandsOf(operator: GridOperator): 'none' | 'one' | 'two' | 'some' {
	switch (operator) {
		case 'isEmpty':
		case 'isNotEmpty':
			return 'none';
		case 'isBetween':
			return 'two';
		case 'isAnyOf':
		case 'isNoneOf':
			return 'some';
		case 'contains':
		case 'doesNotContain':
		case 'is':
		case 'isNot':
		case 'startsWith':
		case 'isOn':
		case 'isBefore':
		case 'isAfter':
		case 'isAtLeast':
		case 'isAtMost':
			return 'one';
	}
}
