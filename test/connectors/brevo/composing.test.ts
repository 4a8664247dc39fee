import type { Brevo } from '@getbrevo/brevo';

import { idempotencyKey, batchReference } from '../../../connectors/brevo/send/batchKey';
import type { BrevoSendBody } from '../../../connectors/brevo/send/brevoSendBody';
import { composeCall, composeVersion } from '../../../connectors/brevo/send/composeCall';
import { literalHtml, literalText } from '../../../connectors/brevo/send/literalText';
import { LARGEST_CALL, planCalls } from '../../../connectors/brevo/send/planCalls';
import { interpret } from '../../simulators/brevo/templateLanguage';
import { mailTo } from '../smtp/mails';
import { mails } from './world';

/** Compiles only while what we send is what Brevo's own types take. */
const asBrevoTakesIt: (body: BrevoSendBody) => Brevo.SendTransacEmailRequest = (body) => body;

describe('VM-08 Calls of POST /smtp/email', () => {
	test('100,000 recipients of a plain template take 100 calls, 101 at most', () => {
		const one = mailTo('one', { html: `<p>${'Our offer of the month. '.repeat(120)}</p>`, text: 'Our offer. '.repeat(120) });
		const all = Array.from({ length: 100_000 }, (_, n) => ({ ...one, messageRef: `m${n}`, to: { name: null, address: `p${n}@people.example` } }));
		const { calls } = planCalls(all);
		expect(calls.length).toBeLessThanOrEqual(101);
		expect(calls.length).toBeGreaterThanOrEqual(100);
	});

	test('no call has more than 1,000 versions, and none is left out or doubled', () => {
		const { calls, tooLarge } = planCalls(mails(2_345));
		expect(calls.map((call) => call.length)).toEqual([1_000, 1_000, 345]);
		expect(calls.flat()).toEqual(Array.from({ length: 2_345 }, (_, n) => n));
		expect(tooLarge).toEqual([]);
	});

	test('large mails go in calls of at most 15 MB, counted as they go over the wire', () => {
		const html = `<p>${'ü'.repeat(400_000)}</p>`;
		const batch = mails(60, 'r', () => ({ html }));
		const { calls } = planCalls(batch);
		expect(calls.length).toBeGreaterThan(3);
		for (const call of calls) {
			const body = composeCall(call.flatMap((place) => batch[place] ?? []), false);
			expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(LARGEST_CALL + 10_000);
		}
		expect(calls.flat()).toHaveLength(60);
	});

	test('a mail too large for any call is told apart', () => {
		const batch = [mailTo('a'), mailTo('b', { html: 'x'.repeat(LARGEST_CALL) }), mailTo('c')];
		expect(planCalls(batch)).toEqual({ calls: [[0, 2]], tooLarge: [1] });
	});

	test('mails of several senders go in calls of one sender each', () => {
		const batch = mails(10, 'r', (n) => ({ from: { name: null, address: n % 2 === 0 ? 'even@shop.example' : 'odd@shop.example' } }));
		expect(planCalls(batch).calls).toEqual([[0, 2, 4, 6, 8], [1, 3, 5, 7, 9]]);
	});
});

describe('VM-08 A call', () => {
	test('is what Brevo’s own types take, without an outer to, with content of each recipient', () => {
		const body = composeCall([mailTo('a'), mailTo('b', { replyTo: { name: null, address: 'answers@shop.example' } })], false);
		const taken = asBrevoTakesIt(body);
		expect(taken.to).toBeUndefined();
		expect(taken.messageVersions?.map((version) => version.to)).toEqual([[{ email: 'a@people.example', name: 'Ada' }], [{ email: 'b@people.example', name: 'Ada' }]]);
		expect(taken.messageVersions?.[1]).toMatchObject({ subject: 'Hello b', textContent: 'Hello b, here is our offer.', replyTo: { email: 'answers@shop.example' } });
		expect(taken.messageVersions?.[0]).not.toHaveProperty('replyTo');
	});

	test('shows nobody’s content outside of their own version', () => {
		const { messageVersions, ...shared } = composeCall(mails(3, 'secret'), false);
		expect(messageVersions).toHaveLength(3);
		expect(JSON.stringify(shared)).not.toContain('secret');
	});

	test('leaves out an empty name, and cuts one of more than 70 characters between characters', () => {
		expect(composeVersion(mailTo('a', { to: { name: '  ', address: 'a@x.example' } })).to).toEqual([{ email: 'a@x.example' }]);
		const [long] = composeVersion(mailTo('a', { to: { name: `${'n'.repeat(69)}😀😀`, address: 'a@x.example' } })).to;
		expect(long?.name).toBe('n'.repeat(69));
	});

	test('shows the text where a mail has no HTML, instead of nothing', () => {
		const version = composeVersion(mailTo('a', { html: ' ', text: 'a < b & c' }));
		expect(version.htmlContent).toContain('a &lt; b &amp; c');
	});

	test('carries headers that all mails share, never List-Unsubscribe, nor those that set our own', () => {
		const headers = { 'X-Campaign': 'May', 'List-Unsubscribe': '<https://shop.example/u/1>', 'X-Mailin-custom': 'forged' };
		const shared = composeCall(mails(2, 'r', () => ({ headers })), false).headers;
		expect(shared).toMatchObject({ 'X-Campaign': 'May' });
		expect(Object.keys(shared)).not.toContain('List-Unsubscribe');
		expect(shared['X-Mailin-custom']).toMatch(/^batch-/);
		const different = composeCall(mails(2, 'r', (n) => ({ headers: { 'X-Campaign': `May ${n}` } })), false).headers;
		expect(different).not.toHaveProperty('X-Campaign');
	});
});

describe('X-03 The key of a batch', () => {
	test('is a UUID, the same for the same messages in any order, another for any other set', () => {
		const batch = mails(50);
		const key = idempotencyKey(batch);
		expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(idempotencyKey([...batch].reverse())).toBe(key);
		expect(idempotencyKey(batch.slice(1))).not.toBe(key);
		expect(idempotencyKey([...batch.slice(1), mailTo('another')])).not.toBe(key);
		expect(new Set(Array.from({ length: 2_000 }, (_, n) => idempotencyKey([mailTo(`r${n}`)]))).size).toBe(2_000);
	});

	test('goes along in both spellings, with a reference that is the message’s own where there is one message', () => {
		const { headers } = composeCall([mailTo('only')], true);
		expect(headers).toEqual({ 'X-Mailin-custom': 'only', idempotencyKey: idempotencyKey([mailTo('only')]), 'Idempotency-Key': idempotencyKey([mailTo('only')]), 'X-Sib-Sandbox': 'drop' });
		expect(batchReference(mails(2))).toMatch(/^batch-[0-9a-f]{32}$/);
	});
});

describe('VM-08 Text survives Brevo’s template language', () => {
	const HOSTILE = ['{{ 7*7 }}', '{{contact.EMAIL}}', '{% if x %}gone{% endif %}', '{# a comment #}', '{{{ x }}}', '{%{{%}}', 'a { b } c', '{', '{{', '{\u007b x }}'];

	test.each(HOSTILE)('in plain text: %s', (words) => {
		const sent = interpret(literalText(`before ${words} after`));
		expect(sent.replaceAll('\u200b', '')).toBe(`before ${words} after`);
	});

	test.each(HOSTILE)('in HTML, text and attributes: %s', (words) => {
		const html = `<p title="${words}">before ${words} after</p>`;
		expect(interpret(literalHtml(html)).replaceAll('&#123;', '{')).toBe(html);
	});

	test('in a style sheet with rules in rules, where entities would break it', () => {
		const html = '<style type="text/css">@media screen{#head{color:red}}</style><p>{#x#}</p>';
		expect(literalHtml(html)).toBe('<style type="text/css">@media screen{ #head{color:red}}</style><p>&#123;#x#}</p>');
	});

	test('what needs no change gets none', () => {
		const html = '<style>p{color:red}</style><p>{a} b</p>';
		expect(literalHtml(html)).toBe(html);
	});

	test('the check can fail: unprotected text is interpreted', () => {
		expect(interpret('a {{ 7*7 }} b')).toBe('a  b');
	});
});
