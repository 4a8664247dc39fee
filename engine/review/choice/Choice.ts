import type { SearchKind } from '../../records/kinds';
import { isEveryRow, type GridFilter } from '../grid/GridFilter';

/** Rows by kind and id. */
export type ChosenRows = Readonly<Partial<Record<SearchKind, readonly number[]>>>;

/** One thing a person did: ticked or unticked some rows, or all that match a filter. */
export type ChoiceStep = { readonly tick: boolean } & ({ readonly rows: ChosenRows } | { readonly filter: GridFilter });

/**
 * What a person chose of a selection: at first every row is ticked, then one step after the other counts. It says the
 * same of a million rows as of three, and means the records as they are when it is carried out.
 */
export interface Choice {
	readonly steps: readonly ChoiceStep[];
}

export const EVERYTHING_TICKED: Choice = { steps: [] };

/** The same choice without what a later step about every row undoes. */
export function withoutUndone(choice: Choice): Choice {
	const { steps } = choice;
	const last = steps.map((step) => 'filter' in step && isEveryRow(step.filter)).lastIndexOf(true);
	if (last < 0) return choice;
	// Every row ticked is where a choice begins.
	return { steps: steps.slice(steps[last]?.tick === true ? last + 1 : last) };
}
