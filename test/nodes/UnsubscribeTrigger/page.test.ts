import { maskAddress } from '../../../nodes/UnsubscribeTrigger/page/maskAddress';
import { pageNonce } from '../../../nodes/shared/page/pageHeaders';
import { DARK, LIGHT, type Palette } from '../../../nodes/shared/page/palette';
import { STYLE } from '../../../nodes/UnsubscribeTrigger/page/style';
import { unsubscribePage, type PageState } from '../../../nodes/UnsubscribeTrigger/page/unsubscribePage';
import { contrast } from '../../support/contrast';

const nonce = 'bm9uY2Vub25jZW5vbmNlbg==';
const whose = { sender: 'Olivares, S.L.', address: 'amelia@example.com' };
const ask: PageState = { kind: 'ask', choice: true, ...whose };
const STATES: readonly PageState[] = [
	ask,
	{ kind: 'ask', choice: false, sender: null, address: null },
	{ kind: 'done', scope: 'all', ...whose },
	{ kind: 'done', scope: 'campaign', ...whose },
	{ kind: 'already', scope: 'all', ...whose },
	{ kind: 'already', scope: 'campaign', ...whose },
	{ kind: 'bad link' },
	{ kind: 'busy' },
	{ kind: 'error' },
];

const show = (state: PageState, acceptLanguage: string | null = null) => unsubscribePage(state, { acceptLanguage, nonce });

/** What a reader sees, without tags. */
function words(body: string): string {
	return body.replace(/[\s\S]*<main>/, '').replace(/<\/(?:p|span)>/g, ' ').replace(/<[^>]*>/g, '').replace(/\s+/g, ' ').trim();
}

describe('VM-20 the unsubscribe page', () => {
	test('asks, with all email chosen beforehand, and posts to its own address', () => {
		const { status, body } = show(ask);
		expect(status).toBe(200);
		expect(body).toContain('<form method="post">');
		expect(body).not.toContain('action=');
		expect(body).toContain('<input type="hidden" name="confirm" value="1">');
		expect(body).toMatch(/<input type="radio" name="scope" value="all" checked>/);
		expect(body).toMatch(/<input type="radio" name="scope" value="campaign">/);
		expect(words(body)).toContain('You are about to stop email from Olivares, S.L. to a***@example.com.');
		expect(body).not.toContain('amelia');
	});

	test('asks for all email without a choice where there is no campaign', () => {
		const { body } = show({ kind: 'ask', choice: false, ...whose });
		expect(body).not.toContain('type="radio"');
		expect(body).toContain('<input type="hidden" name="scope" value="all">');
		expect(words(show({ kind: 'ask', choice: false, sender: ' ', address: null }).body)).toContain('You are about to stop email from this sender.');
	});

	test('who said no to one kind of mailing can say no to all; who said no to all has nothing left to press', () => {
		for (const kind of ['done', 'already'] as const) {
			expect(show({ kind, scope: 'campaign', ...whose }).body).toMatch(/<input type="hidden" name="confirm" value="1">\s*<input type="hidden" name="scope" value="all">\s*<button/);
			expect(show({ kind, scope: 'all', ...whose }).body).not.toContain('<form');
		}
	});

	test('tells how it went by its status too', () => {
		expect(STATES.map((state) => show(state).status)).toEqual([200, 200, 200, 200, 200, 200, 404, 429, 503]);
		expect(STATES.map((state) => show(state).headers['Retry-After'] !== undefined)).toEqual([false, false, false, false, false, false, false, true, true]);
	});

	test('a bad link is told of nobody: the same words whatever is wrong with it', () => {
		const { body } = show({ kind: 'bad link' });
		expect(words(body)).toBe('This link does not work It is incomplete, or too old. Nothing was changed. Please use the unsubscribe link of a newer message, or reply to the message and ask to be unsubscribed.');
		expect(body).not.toContain('<form');
	});

	test.each([
		['amelia@example.com', 'a***@example.com'],
		['a@example.com', '***@example.com'],
		['😀b@example.com', '😀***@example.com'],
		['"a@b"@example.com', '"***@example.com'],
		['nobody', '***'],
		['@example.com', '***'],
	])('%s is shown as %s', (address, expected) => {
		expect(maskAddress(address)).toBe(expected);
	});
});

describe('VM-20 the unsubscribe page keeps to itself', () => {
	test('runs no script, fetches nothing, lies in no frame, is kept by nobody and listed nowhere', () => {
		for (const state of STATES) {
			const { headers, body } = show(state);
			expect(headers).toMatchObject({
				'Content-Type': 'text/html; charset=utf-8',
				'Content-Security-Policy': `sandbox allow-forms; default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
				'Cache-Control': 'no-store',
				'Referrer-Policy': 'no-referrer',
				'X-Content-Type-Options': 'nosniff',
				'X-Robots-Tag': 'noindex, nofollow',
			});
			expect(body).toContain(`<style nonce="${nonce}">`);
			expect(body).not.toMatch(/<script|<link|<img|<iframe|\s(?:src|href|style|on\w+)=|url\(|@import/i);
		}
	});

	test('each answer\'s style has a name of its own', () => {
		expect(pageNonce()).toMatch(/^[A-Za-z0-9+/]{22}==$/);
		expect(pageNonce()).not.toBe(pageNonce());
	});

	test('50 script payloads as sender and address: none gets out of its text', () => {
		const tags = (body: string) => body.match(/<[^>]*>/g);
		const plain = tags(show({ kind: 'ask', choice: true, sender: 'x', address: 'x@example.com' }).body);
		const done = tags(show({ kind: 'done', scope: 'campaign', sender: 'x', address: 'x@example.com' }).body);
		expect(PAYLOADS.length).toBeGreaterThanOrEqual(50);
		for (const payload of PAYLOADS) {
			const hostile = { sender: payload, address: `x@${payload}` };
			expect(tags(show({ kind: 'ask', choice: true, ...hostile }).body)).toEqual(plain);
			expect(tags(show({ kind: 'done', scope: 'campaign', ...hostile }).body)).toEqual(done);
		}
	});
});

describe('X-09 the unsubscribe page for people', () => {
	test.each([
		['es-ES', 'es', 'Darse de baja', 'Va a dejar de recibir en a***@example.com los correos de Olivares, S.L.'],
		['it', 'it', 'Disiscrizione', 'Sta per interrompere le email inviate da Olivares, S.L. a a***@example.com.'],
		['fr', 'en', 'Unsubscribe', 'You are about to stop email from Olivares, S.L. to a***@example.com.'],
	])('%s reads it in %s', (header, language, title, sentence) => {
		const { body, headers } = show(ask, header);
		expect(body).toContain(`<html lang="${language}">`);
		expect(headers['Content-Language']).toBe(language);
		expect(body).toContain(`<h1>${title}</h1>`);
		expect(words(body)).toContain(sentence);
	});

	test('every state says something of its own in each language', () => {
		const said = ['en', 'es', 'it'].flatMap((language) => STATES.map((state) => words(show(state, language).body)));
		expect(new Set(said).size).toBe(3 * STATES.length);
		expect(said.filter((text) => /\bundefined\b|\bnull\b|\.\.|\[object/.test(text))).toEqual([]);
	});

	test('each state has one heading, a title, a name for each field, and fits a telephone', () => {
		for (const state of STATES) {
			const { body } = show(state);
			expect(body.match(/<h1>/g)).toHaveLength(1);
			expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
			expect(/<title>([^<]+)<\/title>/.exec(body)?.[1]).toContain(/<h1>([^<]+)<\/h1>/.exec(body)?.[1]);
			// A radio button is named by the label around it.
			expect(body.match(/<label class="choice"><input type="radio"/g)?.length ?? 0).toBe(body.match(/type="radio"/g)?.length ?? 0);
		}
		expect(show(ask).body).toMatch(/<fieldset>\s*<legend>/);
	});

	test.each([['light', LIGHT], ['dark', DARK]] as const)('in %s colours, everything can be read (WCAG AA)', (_name, palette) => {
		const pairs: readonly (readonly [keyof Palette, keyof Palette, number])[] = [
			['text', 'card', 4.5], ['quiet', 'card', 4.5], ['text', 'chosen', 4.5], ['quiet', 'chosen', 4.5], ['onAccent', 'accent', 4.5], ['onAccent', 'accentHover', 4.5],
			['accent', 'card', 4.5], ['accent', 'chosen', 4.5], ['accent', 'page', 3],
		];
		const poor = pairs.filter(([text, ground, least]) => contrast(palette[text], palette[ground]) < least);
		expect(poor).toEqual([]);
		for (const colour of Object.values(palette)) expect(STYLE.text).toContain(String(colour));
	});
});

const EVENTS = ['onerror', 'onload', 'onclick', 'onfocus', 'onmouseover', 'ontoggle', 'onanimationstart', 'onpointerenter'];
const PAYLOADS = [
	'<script>alert(1)</script>', '</script><script>alert(1)</script>', '"><script>alert(1)</script>', "'><script>alert(1)</script>", '</title><script>alert(1)</script>', '</style><script>alert(1)</script>',
	'</bdi><script>alert(1)</script>', '--><script>alert(1)</script>', '<!--', '<![CDATA[', '<?xml ?>', '</main></body></html>', '<svg><script>alert(1)</script></svg>', '<math><mi xlink:href="javascript:alert(1)">',
	'<iframe src="javascript:alert(1)">', '<a href="javascript:alert(1)">x</a>', '<base href="https://evil.example/">', '<form action="https://evil.example/">', '<input name=confirm value=1>', '<button formaction=https://evil.example/>',
	'<meta http-equiv="refresh" content="0;url=https://evil.example/">', '<link rel=stylesheet href=//evil.example/x.css>', '<object data=x>', '<embed src=x>', '<template><img>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
	'<textarea>', '<plaintext>', '<xmp>', '<img src=x', '<<img src=x>', '<\u0000script>', '<scr\u0000ipt>alert(1)</script>', '\u003cscript\u003ealert(1)\u003c/script\u003e', '&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;', '{{constructor.constructor("alert(1)")()}}',
	'${alert(1)}', '`><script>alert(1)</script>', '\'"`><b>', '" autofocus onfocus=alert(1) x="', "' onmouseover=alert(1) '", '\r\nSet-Cookie: a=b', '\u2028<b>\u2029',
	...EVENTS.flatMap((event) => [`<img src=x ${event}=alert(1)>`, `"${event}="alert(1)`]),
];
