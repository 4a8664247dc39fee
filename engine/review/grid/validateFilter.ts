import { isSearchKind } from '../../records/kinds';
import { resolveDay } from '../../segments/relativeDates';
import { asRecord, invalid, numberOf, refuse, textOf } from '../../segments/validateParts';
import { fold } from '../../store/fold';
import { isConsentState } from './ConsentState';
import { COLUMN_TYPES, isGridColumn, type GridColumn } from './gridColumns';
import { GRID_OPERATORS, operandsOf, type ColumnFilter, type GridCondition, type GridFilter, type GridOperator } from './GridFilter';

const MOST_WORDS = 8;
const MOST_CONDITIONS = 10;
const LONGEST = 200;
/** Whether a text is a day does not depend on when it is asked. */
const ANY_CLOCK = { now: 0, timeZone: 'utc' };

/**
 * A filter from untrusted data. An absent one leaves nothing out.
 * @throws EngineError invalid-input that names the column
 */
export function validateFilter(value: unknown): GridFilter {
	const { words, columns } = asRecord(value ?? {}, 'The filter');
	return { words: wordsOf(words ?? []), columns: columnsOf(columns ?? []) };
}

function wordsOf(value: unknown): string[] {
	const words = listOf(value, 'The words to look for', MOST_WORDS).map((word) => shortText(word, 'A word to look for'));
	return [...new Set(words.map(fold))];
}

function columnsOf(value: unknown): ColumnFilter[] {
	const filters = listOf(value, 'The filtered columns', Object.keys(COLUMN_TYPES).length).map(columnFilter);
	if (new Set(filters.map(({ column }) => column)).size === filters.length) return filters;
	throw invalid('The filter names a column twice.', 'Put the conditions of a column together.');
}

function columnFilter(value: unknown): ColumnFilter {
	const { column, match, conditions } = asRecord(value, 'The filter of a column');
	if (typeof column !== 'string' || !isGridColumn(column)) throw refuse('The filtered column', column, 'one of the grid');
	const what = `The filter of the column "${column}"`;
	if (match !== 'all' && match !== 'any') throw refuse(`${what}: match`, match, 'all or any');
	const list = listOf(conditions, `${what}: the conditions`, MOST_CONDITIONS);
	if (list.length === 0) throw invalid(`${what} has no condition.`, 'Add one, or leave the column out.');
	return { column, match, conditions: list.map((one) => conditionOf(column, one, what)) };
}

function conditionOf(column: GridColumn, value: unknown, what: string): GridCondition {
	const given = asRecord(value, what);
	const operator = GRID_OPERATORS[COLUMN_TYPES[column]].find((known) => known === given['operator']);
	if (operator === undefined) throw refuse(`${what}: the operator`, given['operator'], `one of: ${GRID_OPERATORS[COLUMN_TYPES[column]].join(', ')}`);
	const values = listOf(given['values'] ?? [], `${what}: the values`, 100).map((one) => valueOf(column, one, what));
	if (!fits(operator, values)) throw invalid(`${what}: "${operator}" has ${values.length} values.`, 'Give as many as the operator takes, a range from the smaller to the larger.');
	return { operator, values };
}

function fits(operator: GridOperator, values: readonly (string | number)[]): boolean {
	switch (operandsOf(operator)) {
		case 'none':
			return values.length === 0;
		case 'one':
			return values.length === 1;
		case 'some':
			return values.length > 0;
		case 'two': {
			const [from, until] = values;
			return values.length === 2 && from !== undefined && until !== undefined && from <= until;
		}
	}
}

function valueOf(column: GridColumn, value: unknown, what: string): string | number {
	switch (COLUMN_TYPES[column]) {
		case 'text':
			return shortText(value, what);
		case 'number':
			return numberOf(value, what);
		case 'day':
			return resolveDay(shortText(value, what), ANY_CLOCK);
		case 'choice': {
			const text = shortText(value, what);
			if (column === 'kind' ? isSearchKind(text) : isConsentState(text)) return text;
			throw refuse(what, value, 'a choice of this column');
		}
	}
}

function shortText(value: unknown, what: string): string {
	const text = textOf(value, what).trim();
	if (text.length <= LONGEST) return text;
	throw invalid(`${what} has a text of ${text.length} characters; ${LONGEST} are the most.`, 'Give a shorter text.');
}

function listOf(value: unknown, what: string, most: number): readonly unknown[] {
	if (!Array.isArray(value)) throw refuse(what, value, 'a list');
	if (value.length > most) throw invalid(`${what}: ${value.length} are too many; ${most} are the most.`, 'Give fewer.');
	return value;
}
