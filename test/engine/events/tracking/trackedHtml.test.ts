import { attributeText } from '../../../../engine/events/tracking/attributeText';
import { TRACKING_PICTURE, trackedHtml, type TrackingOptions } from '../../../../engine/events/tracking/trackedHtml';
import { readTrackingRequest, type Tracked } from '../../../../engine/events/tracking/trackingUrl';
import { keyLookup } from '../../../../engine/records/signingKey';

const key = { id: 4, secret: 'k'.repeat(64) };
const keys = keyLookup([key]);
const base = 'https://n8n.example/webhook/track';
const clicks: TrackingOptions = { messageRef: '5-0123456789abcdef', key, base, opens: false, clicks: true, untouched: ['https://n8n.example/webhook/unsubscribe/'] };
const opens: TrackingOptions = { ...clicks, opens: true, clicks: false };

/** What the tracked addresses in the HTML say, in order. */
function tracked(html: string): (Tracked | null)[] {
	return [...html.matchAll(/= ?"(https:\/\/n8n\.example\/webhook\/track\?[^"]*)"/g)].map((found) =>
		readTrackingRequest(Object.fromEntries(new URL((found[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'")).searchParams), keys),
	);
}

const urls = (html: string) => tracked(trackedHtml(html, clicks)).map((found) => (found?.kind === 'click' ? found.url : null));

describe('VM-18 links of a mail', () => {
	test.each<readonly [string, readonly string[]]>([
		['<a href="https://shop.example/?a=1&amp;b=2">x</a>', ['https://shop.example/?a=1&b=2']],
		['<a href="https://shop.example/?a=1&b=2&copy=3">x</a>', ['https://shop.example/?a=1&b=2&copy=3']],
		["<A class='c' HREF = 'http://shop.example/it&#39;s'\n>x</A>", ["http://shop.example/it's"]],
		['<a href=https://shop.example/>x</a>', ['https://shop.example/']],
		['<a target=_blank href=https://shop.example/a?b="c rel=x>x</a>', ['https://shop.example/a?b="c']],
		['<map><area shape="rect" href="https://shop.example/map"/></map>', ['https://shop.example/map']],
		['<a title="1 > 0" href="https://shop.example/gt">x</a>', ['https://shop.example/gt']],
		['<a href=" https://shop.example/blank\n">x</a>', ['https://shop.example/blank']],
		['<a href="https://shop.example/&#x68;&#104;&quest;q&equals;1">x</a>', ['https://shop.example/hh?q=1']],
		['<a href="https://shop.example/ñandú?q=日本 語">x</a>', ['https://shop.example/ñandú?q=日本 語']],
		['<a href="HTTPS://shop.example/A">x</a><a href="http://b.example">y</a>', ['HTTPS://shop.example/A', 'http://b.example']],
		['<a href="https://shop.example/1" href="https://shop.example/2">x</a>', ['https://shop.example/1']],
		['<svg><a/href="https://shop.example/slash"></a></svg>', ['https://shop.example/slash']],
		['1 < 2 and 2 > 1 <a href="https://shop.example/lt">x</a>', ['https://shop.example/lt']],
		['<!--><a href="https://shop.example/after">x</a>', ['https://shop.example/after']],
		['<!doctype html><![if !mso]><a href="https://shop.example/shown">x</a><![endif]>', ['https://shop.example/shown']],
		['<style>a{}</style ><a href="https://shop.example/s">x</a>', ['https://shop.example/s']],
	])('lead by way of us: %s', (html, expected) => {
		expect(urls(html)).toEqual(expected);
	});

	test.each([
		'<a href="mailto:a@example.com?subject=https://x.example">x</a>',
		'<a href="tel:+34600000000">x</a><a href="sms:1">x</a>',
		'<a href="#top">x</a><a href="">x</a><a href>x</a><a>x</a>',
		'<a href="/relative">x</a><a href="//shop.example/">x</a>',
		'<a href="javascript:alert(1)">x</a><a href="ftp://shop.example/">x</a>',
		'<a href="https://n8n.example/webhook/unsubscribe/TOKEN?lang=es">x</a>',
		'<!-- <a href="https://shop.example/">x</a> --><!--[if mso]><a href="https://shop.example/">x</a><![endif]-->',
		'<style>/* <a href="https://shop.example/"> */</style><title><a href="https://shop.example/"></title>',
		'<style><a href="https://shop.example/">',
		'<abbr href="https://shop.example/">x</abbr><img src="https://shop.example/a.png" data-href="https://shop.example/">',
		'<p title=\'<a href="https://shop.example/">\'>x</p>',
		'<a data-href="https://shop.example/" hrefs="https://shop.example/">x</a>',
		'<a href="" href="https://shop.example/">x</a>',
		'<a href="https://">x</a><a href="https://a b/">x</a>',
		// Where it leads can't be told without all of HTML's names: a link that works beats one that is counted.
		'<a href="https://shop.example/?a&rarr;b">x</a><a href="https://shop.example/?a&copy">x</a><a href="https://shop.example/&#38b">x</a><a href="https://shop.example/&#150;">x</a>',
		`<a href="https://shop.example/${'a'.repeat(2_000)}">x</a>`,
		'<a href="https://shop.example/',
		'<a href=https://shop.example/',
		'</a href="https://shop.example/">',
		'<!-- never closed <a href="https://shop.example/">',
	])('stay as they are: %s', (html) => {
		expect(trackedHtml(html, clicks)).toBe(html);
	});

	test('all else stays byte by byte', () => {
		const html = '<!DOCTYPE html>\r\n<BODY bgcolor=#fff><p>&nbsp;&euro;</p><a  href=https://a.example/x  class=b >x</a><br/></BODY>\n';
		const changed = trackedHtml(html, clicks);
		expect(changed.replace(/"https:\/\/n8n\.example[^"]*"/, 'https://a.example/x')).toBe(html);
	});

	test('a base with a query of its own, or signs that HTML reserves, is written rightly', () => {
		const changed = trackedHtml('<a href="https://a.example/">x</a>', { ...clicks, base: 'https://n8n.example/w?a=\'1\'&b="2"' });
		expect(changed).toMatch(/^<a href="https:\/\/n8n\.example\/w\?a=&#39;1&#39;&amp;b=&quot;2&quot;&amp;m=5-0123456789abcdef&amp;u=https%3A%2F%2Fa\.example%2F&amp;s=4\.[\w-]{24}">x<\/a>$/);
	});

	test('an attribute\'s text is known or declared unknown, never guessed', () => {
		expect(attributeText('a&amp;b&lt;&#60;&#x3C;&#x3c;&a=&;& &amp')).toBeNull();
		expect(attributeText('a&amp;b&lt;&#60;&#x3C;&#x3c;&a=&;& &ampx&notit')).toBe('a&b<<<<&a=&;& &ampx&notit');
		expect(attributeText('&constructor;')).toBeNull();
		expect(attributeText('&amp;=1&amp=2')).toBe('&=1&amp=2');
	});
});

describe('VM-18 the picture that counts opens', () => {
	test.each<readonly [string, string]>([
		['<html><body><p>x</p></body></html>', '<html><body><p>x</p>|</body></html>'],
		['<p>x</p>', '<p>x</p>|'],
		['<html><p>x</p></HTML >\n', '<html><p>x</p>|</HTML >\n'],
		['<BODY>x</BODY\n>', '<BODY>x|</BODY\n>'],
		['<body><!-- </body> --><style></body></style>x</body>', '<body><!-- </body> --><style></body></style>x|</body>'],
		['<body>1</body><body>2</body>', '<body>1</body><body>2|</body>'],
		['', '|'],
	])('%s', (html, expected) => {
		const changed = trackedHtml(html, opens);
		expect(tracked(changed)).toEqual([{ kind: 'open', messageRef: clicks.messageRef }]);
		expect(changed.replace(/<img src="[^"]*" width="1" height="1" alt="" style="[^"]*">/, '|')).toBe(expected);
	});

	test('together with links before and behind it', () => {
		const changed = trackedHtml('<body><a href="https://a.example/1">x</a></body><a href="https://a.example/2">x</a>', { ...clicks, opens: true });
		expect(tracked(changed)).toMatchObject([{ kind: 'click', url: 'https://a.example/1' }, { kind: 'open' }, { kind: 'click', url: 'https://a.example/2' }]);
		expect(trackedHtml('<a href="https://a.example/">x</a>', { ...opens, opens: false })).toBe('<a href="https://a.example/">x</a>');
	});

	test('is a GIF of one transparent point', () => {
		const { content } = TRACKING_PICTURE;
		expect(content.subarray(0, 6).toString('latin1')).toBe('GIF89a');
		expect([content.readUInt16LE(6), content.readUInt16LE(8)]).toEqual([1, 1]);
		// Its graphic control extension says that colour 0, its only point, is transparent.
		expect(content.subarray(19, 27)).toEqual(Buffer.from([0x21, 0xf9, 4, 1, 0, 0, 0, 0]));
		expect(content.at(-1)).toBe(0x3b);
	});
});
