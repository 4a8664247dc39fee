/** The languages pages for people are written in; the first is everybody else's. */
export const PAGE_LANGUAGES = ['en', 'es', 'it'] as const;

export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

/** More than any browser sends. */
const MOST = 1_000;

/**
 * The language a visitor asks for (RFC 9110, 12.5.4): by weight, of equals the one named first; a region or script is
 * of no account. English where none of ours is wanted.
 */
export function pageLanguage(acceptLanguage: string | null | undefined): PageLanguage {
	const ranges = (acceptLanguage ?? '').slice(0, MOST).split(',').flatMap(range);
	const anyOther = ranges.find(({ language }) => language === '*')?.weight ?? 0;
	const wanted = PAGE_LANGUAGES.map((language) => {
		const place = ranges.findIndex((each) => each.language === language);
		const weight = Math.max(0, ...ranges.filter((each) => each.language === language).map((each) => each.weight));
		return place === -1 ? { language, weight: anyOther, place: ranges.length } : { language, weight, place };
	});
	const [best] = wanted.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight || one.place - other.place);
	return best?.language ?? PAGE_LANGUAGES[0];
}

interface LanguageRange {
	readonly language: string;
	readonly weight: number;
}

/** One of the list; nothing where it is malformed. */
function range(text: string): LanguageRange[] {
	const found = /^\s*(\*|[a-z]{1,8})(?:-[a-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i.exec(text);
	if (!found?.[1]) return [];
	return [{ language: found[1].toLowerCase(), weight: Math.min(1, Number(found[2] ?? '1')) }];
}
