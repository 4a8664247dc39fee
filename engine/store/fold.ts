const MARKS = /\p{M}+/gu;
const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * The form in which text is compared and sorted, the same on every store:
 * compatibility-decomposed, without accents, lower case, binary order.
 * `fold('Élan') === fold('elan')`; folding twice changes nothing, and the fold of
 * two texts put together is the folds put together.
 */
export function fold(text: string): string {
	if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
	// Per code point: 'Σ' has two lower cases depending on its place, and lower case can compose anew.
	return text.normalize('NFKD').replace(MARKS, '').toLowerCase().normalize('NFKD').replace(MARKS, '').replaceAll('ς', 'σ');
}

/** NULL stays NULL. */
export function foldOrNull(text: string | null): string | null {
	return text === null ? null : fold(text);
}
