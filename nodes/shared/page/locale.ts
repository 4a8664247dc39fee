import type { PageLanguage } from './language';

/** More than any browser sends. */
const MOST = 1_000;

/**
 * How dates and numbers are written for a visitor: the page's language, in the region that the visitor's browser names
 * with it (`en-GB`), else as the language is written in general.
 */
export function pageLocale(acceptLanguage: string | null | undefined, language: PageLanguage): string {
	const tags = (acceptLanguage ?? '').slice(0, MOST).split(',').map((range) => range.split(';', 1)[0]?.trim() ?? '');
	const regional = tags.find((tag) => /^[a-z]{2}-([a-z]{2}|\d{3})$/i.test(tag) && tag.toLowerCase().startsWith(`${language}-`));
	return regional !== undefined && Intl.DateTimeFormat.supportedLocalesOf([regional]).length > 0 ? regional : language;
}
