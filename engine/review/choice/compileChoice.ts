import { sql } from 'kysely';

import { and, not, or, total, TRUE, type Formula } from '../../segments/Formula';
import { column } from '../../segments/Scope';
import { filterFormula } from '../grid/compileFilter';
import type { GridScope } from '../grid/GridContext';
import type { Choice, ChoiceStep } from './Choice';

/** Which rows of a kind are ticked, as a condition over the kind's table under the name `r`. */
export function tickedFormula(scope: GridScope, choice: Choice): Formula {
	return choice.steps.reduce<Formula>((ticked, step) => {
		const meant = stepFormula(scope, step);
		if (meant === null) return ticked;
		return step.tick ? or(meant, ticked) : and(not(meant), ticked);
	}, TRUE);
}

/** Null for a step about no row of this kind. */
function stepFormula(scope: GridScope, step: ChoiceStep): Formula | null {
	if ('filter' in step) return filterFormula(scope, step.filter);
	const ids = step.rows[scope.kind] ?? [];
	return ids.length === 0 ? null : total(sql`${scope.dialect.inNumbers(column(scope, 'id'), ids)}`);
}

