import type { FieldOption } from './catalogue/Field';
import { fold } from '../store/fold';

/** The value of the option that a text means, by value or by label, whatever its capitals and accents; NULL where none is meant. */
export function optionValue(options: readonly FieldOption[], text: string): string | null {
	const exact = options.find((option) => option.value === text);
	if (exact) return exact.value;
	const asked = fold(text.trim());
	const meant = options.find((option) => fold(option.value) === asked) ?? options.find((option) => fold(option.label) === asked);
	return meant?.value ?? null;
}
