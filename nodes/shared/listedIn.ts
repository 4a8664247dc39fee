import { textOf } from './parameters';

/**
 * What a list of choices holds. An expression may give it as one value, or as a text with commas: what was chosen so
 * must not count as nothing chosen.
 */
export function listedIn(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return (textOf(value) ?? '').split(',').flatMap((part) => textOf(part) ?? []);
}
