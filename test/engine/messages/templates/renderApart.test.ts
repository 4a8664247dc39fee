import fc from 'fast-check';

import { compileTemplate, type Apart, type CompiledTemplate } from '../../../../engine/messages/templates/compileTemplate';
import type { TemplateContext } from '../../../../engine/messages/templates/EmailTemplate';
import type { MergeFields } from '../../../../engine/messages/mergeFields';

const FIELDS: MergeFields = { recipient: ['name', 'city'], account: ['name'], campaign: ['name'], sender: ['name'] };

function compile(html: string, text: string | null = null, subject = 'For {{ recipient.name }}'): CompiledTemplate {
	return compileTemplate({ subject, html, text }, FIELDS);
}

function whole({ fixed, gaps }: Apart): string {
	return fixed.map((piece, gap) => piece + (gaps[gap] ?? '')).join('');
}

const TEMPLATES: readonly (readonly [string, string | null])[] = [
	['<p>Hello {{ recipient.name }}</p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>', null],
	['<p>Hello {{ recipient.name }}</p>', 'Hello {{ recipient.name }},\n\n\n  kept as it is  \n{{ unsubscribe_url }}\n'],
	['{% if recipient.city %}<h1>{{ recipient.city }}</h1>{% else %}<p>Somewhere</p>{% endif %}<p>{{ account.name }}</p>', null],
	['{% assign who = recipient.name %}<p>{{ who }}</p>{% for n in (1..3) %}<b>{{ n }} {{ who }}</b>{% endfor %}', '{% assign who = recipient.name %}{{ who }}{% if recipient.city %} of {{ recipient.city }}{% endif %}'],
	['<ul>{% for n in (1..2) %}<li>{{- recipient.city -}}</li>{% endfor %}</ul>  {{- campaign.name -}}  <p>end</p>', null],
	['<table>{% tablerow n in (1..2) %}{{ recipient.name }}{% endtablerow %}</table>', null],
	['plain words', 'plain words'],
];

describe('VM-08 a mail taken apart', () => {
	test('put together again it is the mail, HTML and plain text, whatever the template and the values; what is shared is the same for all', () => {
		const value = fc.option(fc.oneof(fc.string(), fc.constantFrom('', ' ', '\n\n\n', 'a\n\n\n\nb ', '<b>&', '{{ x }}', '-crm0g0z')), { nil: undefined });
		const context = fc.record({ name: value, city: value, account: value, campaign: value }).map(({ name, city, account, campaign }): TemplateContext => ({ recipient: { name, city }, account: { name: account }, campaign: { name: campaign }, sender: {}, unsubscribe_url: 'https://n8n.example.com/u?t=x' }));
		for (const [html, text] of TEMPLATES) {
			const compiled = compile(html, text);
			const shared = new Set<string>();
			fc.assert(
				fc.property(context, (given) => {
					const { htmlApart, textApart, ...rendered } = compiled.renderApart(given);
					expect(rendered).toEqual(compiled.render(given));
					expect(whole(htmlApart)).toBe(rendered.html);
					if (textApart !== null) expect(whole(textApart)).toBe(rendered.text);
					shared.add(JSON.stringify([htmlApart.fixed, textApart?.fixed ?? null]));
				}),
				{ numRuns: 150 },
			);
			// With the plain text apart, or where it had to be tidied without.
			expect(shared.size).toBeLessThanOrEqual(2);
		}
	});

	test('a long plain text is shared, written by hand or made of the HTML: what is left for each recipient is short', () => {
		const long = 'All our news of this spring, in many words. '.repeat(400);
		const values = { recipient: { name: 'Ada' }, account: {}, campaign: {}, sender: {}, unsubscribe_url: 'https://n8n.example.com/u?t=x' };
		for (const text of [null, `Dear {{ recipient.name }},\n${long}\n{{ unsubscribe_url }}`]) {
			const { textApart } = compile(`<p>Dear {{ recipient.name }},</p><p>${long}</p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`, text).renderApart(values);
			expect(textApart?.gaps.join('').length).toBeLessThan(100);
			expect(textApart?.fixed.join('')).toContain(long.trim());
		}
	});

	test('a plain text that has to be tidied for one recipient is that recipient\'s own', () => {
		const compiled = compile('<p>Hello</p><p>{{ recipient.city }}</p><p>there</p>');
		const context = (city: string) => ({ recipient: { city }, account: {}, campaign: {}, sender: {} });
		expect(compiled.renderApart(context('Rome')).textApart).not.toBeNull();
		expect(compiled.renderApart(context(''))).toMatchObject({ text: 'Hello\n\nthere', textApart: null });
	});
});
