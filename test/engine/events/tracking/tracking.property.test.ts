import { parse } from 'node:querystring';

import fc from 'fast-check';

import { trackedHtml } from '../../../../engine/events/tracking/trackedHtml';
import { isWebAddress, readTrackingRequest, trackingUrl, type Tracked } from '../../../../engine/events/tracking/trackingUrl';
import { keyLookup } from '../../../../engine/records/signingKey';

const key = { id: 36, secret: 'k'.repeat(64) };
const retired = { id: 2, secret: 'r'.repeat(64) };
const keys = keyLookup([retired, key]);
const base = 'https://n8n.example/webhook/track';
const messageRef = '5-0123456789abcdef';

const path = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, '').trim());
const webAddress = fc.tuple(fc.constantFrom('http', 'https', 'HTTPS'), fc.domain(), path).map(([scheme, domain, rest]) => `${scheme}://${domain}/?${rest}`.trim());

/** Ways to write one sign in an attribute. */
const writings: readonly ((sign: string) => string)[] = [
	(sign) => ({ '&': '&amp;', '"': '&quot;', "'": '&#39;', '<': '&lt;', '>': '&gt;', ' ': '&#32;' })[sign] ?? sign,
	(sign) => (/[\w/:.?]/.test(sign) ? sign : `&#${sign.codePointAt(0)};`),
	(sign) => `&#x${sign.codePointAt(0)?.toString(16)};`,
];

const noise = fc.constantFrom('', '<p>', '</p>', '<br/>', 'a < b', '<!-- <a href="https://c.example/"> -->', '<style>p > a { color: red }</style>', '<a href="#x">', '<img alt=">" src="https://i.example/a.png">', '&nbsp;', '<![endif]>', '<p title=\'"\'>');

interface Anchor {
	readonly before: string;
	readonly open: string;
	readonly value: string;
	readonly url: string;
}

const anchor: fc.Arbitrary<Anchor> = fc
	.record({ before: noise, url: webAddress, writing: fc.nat(2), quote: fc.constantFrom('"', "'", ''), tag: fc.constantFrom('<a href=', '<A class="b" HREF= ', '<area alt=">"\nhref ='), })
	.map(({ before, url, writing, quote, tag }) => ({ before, open: tag, url, value: quote + [...url].map((sign) => writings[writing]?.(sign) ?? sign).join('') + quote }));

function hrefs(html: string): string[] {
	return [...html.matchAll(/"(https:\/\/n8n\.example\/[^"]*)"/g)].map((found) => (found[1] ?? '').replaceAll('&#39;', "'").replaceAll('&amp;', '&'));
}

const query = (url: string): Record<string, unknown> => ({ ...parse(url.slice(url.indexOf('?') + 1)) });

describe('VM-18 tracked links', () => {
	test('lead back to exactly the link that was in the mail, and the rest of the mail is untouched', () => {
		fc.assert(
			fc.property(fc.array(anchor, { minLength: 1, maxLength: 5 }), noise, (anchors, after) => {
				const parts = (value: (each: Anchor) => string) => anchors.map((each) => `${each.before}${each.open}${value(each)} id=i>x</a>`).join('') + after;
				const changed = trackedHtml(parts((each) => each.value), { messageRef, key, base, opens: false, clicks: true, untouched: [] });
				const back = hrefs(changed).map((href) => readTrackingRequest(query(href), keys));
				expect(back).toEqual(anchors.map(({ url }) => ({ kind: 'click', messageRef, url })));
				expect(changed.replace(/"https:\/\/n8n\.example\/[^"]*"/g, '[]')).toBe(parts(() => '[]'));
			}),
			{ numRuns: 500 },
		);
	});

	test('every address is read as what it was made of, by either reader of queries; old keys too', () => {
		fc.assert(
			fc.property(webAddress, fc.string({ minLength: 1 }), fc.constantFrom(key, retired), (url, ref, signer) => {
				for (const tracked of [{ kind: 'open', messageRef: ref }, { kind: 'click', messageRef: ref, url }] satisfies Tracked[]) {
					const made = trackingUrl(base, tracked, signer);
					expect(readTrackingRequest(query(made), keys)).toEqual(tracked);
					expect(readTrackingRequest(Object.fromEntries(new URL(made).searchParams), keys)).toEqual(tracked);
					expect(readTrackingRequest(query(`${made}&utm_source=gateway`), keys)).toEqual(tracked);
				}
			}),
		);
	});

	test('10,000 with a changed link, message, kind or mark: 0 accepted', () => {
		const accepted: unknown[] = [];
		fc.assert(
			fc.property(webAddress, webAddress, fc.nat(), fc.constantFrom('url', 'ref', 'mark', 'kind', 'key', 'foreign', 'moved', 'shortened'), (url, other, place, how) => {
				const made = query(trackingUrl(base, { kind: 'click', messageRef, url }, key));
				const mark = String(made['s']);
				const at = place % mark.length;
				const tampered: Record<string, unknown> = {
					url: { ...made, u: other === url ? `${other}x` : other },
					ref: { ...made, m: '6-0123456789abcdef' },
					mark: { ...made, s: mark.slice(0, at) + (mark[at] === 'A' ? 'B' : 'A') + mark.slice(at + 1) },
					kind: { m: made['m'], s: made['s'] },
					key: { ...made, s: `2.${mark.split('.')[1]}` },
					foreign: query(trackingUrl(base, { kind: 'click', messageRef, url }, { id: key.id, secret: `${place}` })),
					moved: { ...made, m: messageRef.slice(0, -1), u: `f${url}` },
					shortened: { ...made, u: url.slice(0, -1) },
				}[how];
				if (readTrackingRequest(tampered, keys) !== null) accepted.push(tampered);
			}),
			{ numRuns: 10_000, seed: 3 },
		);
		expect(accepted).toEqual([]);
	});

	test('an open\'s mark makes no click, and nothing that isn\'t text is read', () => {
		const open = query(trackingUrl(base, { kind: 'open', messageRef }, key));
		expect(readTrackingRequest(open, keys)).not.toBeNull();
		expect(readTrackingRequest({ ...open, u: 'https://evil.example/' }, keys)).toBeNull();
		expect(readTrackingRequest({ ...open, u: '' }, keys)).toBeNull();
		expect(readTrackingRequest({ ...open, m: [open['m']] }, keys)).toBeNull();
		expect(readTrackingRequest({ ...open, s: undefined }, keys)).toBeNull();
		expect(readTrackingRequest({}, keys)).toBeNull();
	});

	test('a link within a link can\'t be split off: where the message ends is marked too', () => {
		const inner = 'https://evil.example/';
		const outer = 'https://a.example/?to=';
		const made = query(trackingUrl(base, { kind: 'click', messageRef, url: outer + inner }, key));
		expect(readTrackingRequest(made, keys)).not.toBeNull();
		expect(readTrackingRequest({ ...made, m: messageRef + outer, u: inner }, keys)).toBeNull();
	});

	test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example/', 'https:evil', 'mailto:a@example.com', 'https://a.example/\nSet-Cookie: a=b', `https://a.example/${'a'.repeat(2_000)}`])(
		'%j is led to by nobody, even with a mark of ours',
		(url) => {
			expect(isWebAddress(url)).toBe(false);
			expect(readTrackingRequest(query(trackingUrl(base, { kind: 'click', messageRef, url }, key)), keys)).toBeNull();
		},
	);

	test('half a sign is no part of a link', () => {
		expect(isWebAddress('https://a.example/\ud800')).toBe(false);
		expect(isWebAddress('https://a.example/\ud83d\ude00')).toBe(true);
	});
});
