import type { PageLanguage } from '../../shared/page/language';
import type { PageTexts } from './texts/PageTexts';
import { ENGLISH } from './texts/english';
import { ITALIAN } from './texts/italian';
import { SPANISH } from './texts/spanish';

/** A whole answer to a request; nothing in it depends on the store. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Whom a page is for. */
export interface Reader {
	readonly language: PageLanguage;
	/** For dates and numbers, e.g. `es-MX`. */
	readonly locale: string;
	/** IANA name: the workflow's. */
	readonly timeZone: string;
	/** UTC ms. */
	readonly now: number;
}

export type Trouble =
	/** Not ours, cut off, too old, or of a user who is gone: one answer for all, so nobody learns which. */
	| 'bad link'
	/** Too many requests. */
	| 'busy'
	/** Something broke: nobody knows whether anything was written. */
	| 'error'
	| 'note too long';

export const TROUBLE_STATUS = { 'bad link': 404, busy: 429, error: 503, 'note too long': 400 } as const satisfies Record<Trouble, number>;

/** Seconds after which a program may ask again. */
const RETRY_AFTER = 60;

export function retryHeaders(trouble: Trouble): Readonly<Record<string, string>> {
	return trouble === 'busy' || trouble === 'error' ? { 'Retry-After': String(RETRY_AFTER) } : {};
}

const TEXTS: Readonly<Record<PageLanguage, PageTexts>> = { en: ENGLISH, es: SPANISH, it: ITALIAN };

export function textsOf({ language }: Reader): PageTexts {
	return TEXTS[language];
}
