import { isSearchKind, type SearchKind } from '../../records/kinds';
import { asRecord, idOf, invalid, refuse } from '../../segments/validateParts';
import type { GridFilter } from '../grid/GridFilter';
import { validateFilter } from '../grid/validateFilter';
import { withoutUndone, type Choice, type ChoiceStep, type ChosenRows } from './Choice';

export const MOST_STEPS = 100;
/** Rows ticked or unticked one by one. */
export const MOST_ROWS = 100_000;
/** Conditions of all filters together: stores take some ten thousand values in a statement. */
const MOST_CONDITIONS = 1_000;
/** A word is looked for in so many columns. */
const WORD_WEIGHT = 10;

/**
 * A choice from untrusted data; an absent one leaves everything ticked.
 * @throws EngineError invalid-input
 */
export function validateChoice(value: unknown): Choice {
	const { steps } = asRecord(value ?? { steps: [] }, 'What was ticked');
	if (!Array.isArray(steps)) throw refuse('The list of what was ticked', steps, 'a list');
	if (steps.length > MOST_STEPS) throw tooMany(`${steps.length} steps`, `${MOST_STEPS}`);
	const choice = { steps: steps.map(stepOf) };
	const rows = choice.steps.flatMap((step) => ('rows' in step ? Object.values(step.rows) : [])).reduce((sum, ids) => sum + ids.length, 0);
	if (rows > MOST_ROWS) throw tooMany(`${rows} rows`, `${MOST_ROWS}`);
	const kept = withoutUndone(choice);
	const conditions = kept.steps.reduce((sum, step) => sum + ('filter' in step ? weightOf(step.filter) : 0), 0);
	if (conditions > MOST_CONDITIONS) throw invalid('What was ticked and unticked by filters has too many conditions.', 'Confirm in several reviews, or search for fewer records in CRM Segment.');
	return kept;
}

function weightOf({ words, columns }: GridFilter): number {
	return words.length * WORD_WEIGHT + columns.reduce((sum, { conditions }) => sum + conditions.reduce((all, { values }) => all + Math.max(values.length, 1), 0), 0);
}

function stepOf(value: unknown): ChoiceStep {
	const { tick, rows, filter } = asRecord(value, 'What was ticked');
	if (typeof tick !== 'boolean') throw refuse('Whether rows were ticked', tick, 'true or false');
	return rows === undefined ? { tick, filter: validateFilter(filter) } : { tick, rows: rowsOf(asRecord(rows, 'The ticked rows')) };
}

function rowsOf(byKind: Readonly<Record<string, unknown>>): ChosenRows {
	const rows: Partial<Record<SearchKind, readonly number[]>> = {};
	for (const [kind, ids] of Object.entries(byKind)) {
		if (!isSearchKind(kind) || !Array.isArray(ids)) throw refuse('A ticked row', kind, 'a record of the grid');
		rows[kind] = ids.map((id: unknown) => idOf(id, 'A ticked row'));
	}
	return rows;
}

function tooMany(given: string, most: string): Error {
	return invalid(`${given} were ticked or unticked one by one; ${most} are the most.`, 'Filter the grid and tick or untick all that match.');
}
