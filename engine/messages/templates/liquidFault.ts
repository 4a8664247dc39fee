import { LiquidError, type Liquid } from 'liquidjs';
import { EngineError } from '../../EngineError';
import { partName, type TemplatePart } from './EmailTemplate';
import { nearestNames } from './nearestNames';

/** Turns what Liquid found wrong while parsing into words for the template's author. */
export function parseFault(part: TemplatePart, error: unknown, liquid: Liquid): EngineError {
	const { said, line } = wordsOf(error);
	return new EngineError('invalid-input', `Error in ${partName(part)}${place(part, line)}: ${said}.`, wayOut(said, liquid));
}

/** Turns what went wrong while filling a template in into words for its author. */
export function renderFault(part: TemplatePart, error: unknown): EngineError {
	const { said, line } = wordsOf(error);
	return new EngineError(
		'invalid-input',
		`${capital(partName(part))} could not be filled in${place(part, line)}: ${said}.`,
		/limit exceeded/.test(said) ? 'The template does far too much work for one mail: shorten its loops.' : 'Correct the template.',
	);
}

function wayOut(said: string, liquid: Liquid): string {
	const filter = /undefined filter: (\S+)/.exec(said)?.[1];
	if (filter === 'raw') return 'Values are always escaped in the HTML: remove "| raw".';
	if (filter !== undefined) return unknownName(filter, 'filter', Object.keys(liquid.filters));
	const tag = /tag "(\S+)" not found/.exec(said)?.[1];
	if (tag !== undefined && ['include', 'render', 'layout', 'block'].includes(tag)) {
		return 'A template stands alone: copy in what you wanted to include.';
	}
	if (tag !== undefined) return unknownName(tag, 'tag', Object.keys(liquid.tags));
	return 'Correct the template: {{ … }} writes a value, {% … %} is a tag, and if, for, case and capture need their end tags.';
}

function unknownName(name: string, what: 'filter' | 'tag', known: readonly string[]): string {
	const near = nearestNames(name, known);
	return near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There is no such ${what}. Known: ${[...known].sort().join(', ')}.`;
}

function wordsOf(error: unknown): { readonly said: string; readonly line: number | null } {
	if (!LiquidError.is(error)) return { said: String(error), line: null };
	return {
		said: error.message.replace(/,( file:.*?,)? line:\d+, col:\d+$/, '').replace(/\s+/g, ' '),
		line: error.token.getPosition()[0] ?? null,
	};
}

function place(part: TemplatePart, line: number | null): string {
	return line === null || part === 'subject' ? '' : `, line ${line}`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
