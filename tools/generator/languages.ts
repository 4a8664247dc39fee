import type { Language } from './words/Words';

/** Out of every ten records in a row four are Spanish, three Italian, three English. */
const CYCLE = 10;

const PLACES: Readonly<Record<Language, { readonly start: number; readonly length: number }>> = {
	es: { start: 0, length: 4 },
	it: { start: 4, length: 3 },
	en: { start: 7, length: 3 },
};

/** Records this far apart have the same language. */
export const SAME_LANGUAGE = CYCLE;

export function languageAt(index: number): Language {
	const position = index % CYCLE;
	if (position < PLACES.it.start) return 'es';
	return position < PLACES.en.start ? 'it' : 'en';
}

/** Which one of its language the index-th record is, from 0. */
export function rankAt(index: number): number {
	const { start, length } = PLACES[languageAt(index)];
	return Math.floor(index / CYCLE) * length + (index % CYCLE) - start;
}

/** The inverse of rankAt. */
export function indexOf(language: Language, rank: number): number {
	const { start, length } = PLACES[language];
	return Math.floor(rank / length) * CYCLE + start + (rank % length);
}

/** How many of the first `total` records have a language. */
export function countOf(language: Language, total: number): number {
	const { start, length } = PLACES[language];
	return Math.floor(total / CYCLE) * length + Math.min(Math.max((total % CYCLE) - start, 0), length);
}
