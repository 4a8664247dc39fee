import { EngineError } from '../../engine/EngineError';
import { validateChoice } from '../../engine/review/choice/validateChoice';
import type { Choice } from '../../engine/review/choice/Choice';
import type { GridFilter } from '../../engine/review/grid/GridFilter';
import { validatePlace, validateSort } from '../../engine/review/grid/GridOrder';
import type { GridPlace, GridSort } from '../../engine/review/grid/GridRow';
import { validateFilter } from '../../engine/review/grid/validateFilter';
import { objectOf } from '../shared/parameters';

/** What the page asks, checked. */
export type CheckedRequest =
	| { readonly action: 'page'; readonly filter: GridFilter; readonly sort: GridSort | null; readonly place: GridPlace; readonly size: number; readonly choice: Choice }
	| { readonly action: 'count'; readonly filter: GridFilter; readonly choice: Choice }
	| { readonly action: 'summary'; readonly choice: Choice }
	| { readonly action: 'decide'; readonly outcome: 'confirmed' | 'rejected'; readonly by: string; readonly note: string | null; readonly choice: Choice }
	/** A form's: lets a workflow go on that has not heard of the decision. */
	| { readonly action: 'goOn' };

export const SIZES = [50, 100, 200, 500] as const;

/**
 * A request as it came, JSON in a text or a form.
 * @throws EngineError invalid-input for anything else
 */
export function readReviewRequest(body: unknown): CheckedRequest {
	const asked = objectOf(typeof body === 'string' ? parsed(body) : body);
	switch (asked['action']) {
		case 'page': {
			const sort = validateSort(asked['sort']);
			return { action: 'page', filter: validateFilter(asked['filter']), sort, place: validatePlace(asked['place'], sort), size: sizeOf(asked['size']), choice: choiceOf(asked) };
		}
		case 'count':
			return { action: 'count', filter: validateFilter(asked['filter']), choice: choiceOf(asked) };
		case 'summary':
			return { action: 'summary', choice: choiceOf(asked) };
		case 'decide':
			return { action: 'decide', outcome: outcomeOf(asked['outcome']), by: textOf(asked['by']) ?? '', note: textOf(asked['note']), choice: choiceOf(asked) };
		case 'goOn':
			return { action: 'goOn' };
		default:
			throw invalid('There is no such request to a review.');
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw invalid('The request is no JSON.');
	}
}

function choiceOf(asked: Readonly<Record<string, unknown>>): Choice {
	return validateChoice({ steps: asked['steps'] ?? [] });
}

function sizeOf(value: unknown): number {
	if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 500) return value;
	throw invalid('A page has 1 to 500 rows.');
}

function outcomeOf(value: unknown): 'confirmed' | 'rejected' {
	if (value === 'confirmed' || value === 'rejected') return value;
	throw invalid('A selection is confirmed or rejected.');
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}

function invalid(message: string): EngineError {
	return new EngineError('invalid-input', message, 'Reload the page.');
}
