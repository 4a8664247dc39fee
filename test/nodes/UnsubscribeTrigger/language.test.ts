import { pageLanguage } from '../../../nodes/shared/page/language';

describe('X-09 the language of a page', () => {
	test.each<readonly [string | null | undefined, string]>([
		[undefined, 'en'],
		[null, 'en'],
		['', 'en'],
		['es', 'es'],
		['IT-it', 'it'],
		['es-MX,es;q=0.9,en;q=0.8', 'es'],
		['de,fr;q=0.9', 'en'],
		['de, it;q=0.5, es;q=0.7', 'es'],
		['en;q=0.3, it;q=0.31', 'it'],
		['it;q=0.8,es;q=0.8', 'it'],
		['es;q=0.8,it;q=0.8', 'es'],
		['zh-Hant-TW, es-419 ; q = 0.7', 'es'],
		// Anything but English.
		['en;q=0, *', 'es'],
		['en;q=0, es;q=0, *;q=0.1', 'it'],
		['*', 'en'],
		['*;q=0', 'en'],
		['it;q=0', 'en'],
		['fr;q=1, *;q=0.5, it;q=0.6', 'it'],
		// Not a weight, not a language: as if it were not there.
		['es;q=2, it;q=0.2', 'it'],
		['es;q=0.1234, it;q=0.2', 'it'],
		['es;quality=1, it;q=0.2', 'it'],
		['<script>, es', 'es'],
		['espanol, it', 'it'],
		['es,'.repeat(100_000), 'es'],
		[`${'de;q=1,'.repeat(200)}it`, 'en'],
	])('%j → %s', (header, expected) => {
		expect(pageLanguage(header)).toBe(expected);
	});
});
