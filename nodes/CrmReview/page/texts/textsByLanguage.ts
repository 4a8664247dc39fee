import type { PageLanguage } from '../../../shared/page/language';
import { ENGLISH } from './english';
import { ITALIAN } from './italian';
import type { ReviewTexts } from './ReviewTexts';
import { SPANISH } from './spanish';

export const REVIEW_TEXTS: Readonly<Record<PageLanguage, ReviewTexts>> = { en: ENGLISH, es: SPANISH, it: ITALIAN };
