import { compileTemplate } from '../../../../engine/messages/templates/compileTemplate';
import { textEngine } from '../../../../engine/messages/templates/liquidEngines';
import { plainTextTemplate } from '../../../../engine/messages/templates/plainTextTemplate';
import type { TemplateContext } from '../../../../engine/messages/templates/EmailTemplate';
import type { MergeFields } from '../../../../engine/messages/mergeFields';

const FIELDS: MergeFields = { recipient: ['name', 'city', 'vip'], account: ['name'], campaign: ['name'], sender: ['name'] };

function text(html: string, context: TemplateContext = {}): string {
	return compileTemplate({ subject: 'x', html, text: null }, FIELDS).render(context).text;
}

describe('The plain text made of the HTML', () => {
	test('keeps paragraphs, lists, links and what pictures say', () => {
		const html = '<html><head><title>t</title><style>p { color: red }</style></head><body><h1>Hello {{ recipient.name }}</h1><p>See <a href="https://shop.example/?u={{ recipient.city }}">our shop</a>.</p><ul><li>one</li><li>two</li></ul><img src="x.png" alt="Logo"><a href="{{ unsubscribe_url }}">{{ unsubscribe_url }}</a></body></html>';
		expect(text(html, { recipient: { name: 'Zoë', city: 'Łódź' }, unsubscribe_url: 'https://shop.example/u' })).toBe(
			'Hello Zoë\n\nSee our shop [https://shop.example/?u=Łódź].\n\n * one\n * two\n\nLogohttps://shop.example/u',
		);
	});

	test('follows conditions and loops, without holes where something was left out', () => {
		const html = '<p>a</p>{% if recipient.vip %}<p>VIP {{ recipient.name }}</p>{% endif %}<p>b</p><ul>{% for i in (1..2) %}<li>item {{ i }}</li>{% endfor %}</ul>';
		expect(text(html, { recipient: { vip: true, name: 'Ada' } })).toMatch(/^a\n\nVIP Ada\n\nb\n\n[\s*]*item 1\s+\* item 2$/);
		expect(text(html, { recipient: { vip: false } })).toMatch(/^a\n\nb\n/);
	});

	test('keeps paragraphs apart where the HTML trims white space', () => {
		expect(text('<p>a</p>\n{%- if true -%}\n<p>{{- recipient.name -}}</p>\n{%- endif -%}', { recipient: { name: 'Ada' } })).toBe('a\n\nAda');
	});

	test('shows values as they are, also when they look like HTML or Liquid', () => {
		expect(text('<p>{{ recipient.name }}</p>', { recipient: { name: '<b>&amp; {{ x }}' } })).toBe('<b>&amp; {{ x }}');
	});

	test('shows Liquid that the HTML only quotes', () => {
		expect(text('<p>{% raw %}{{ recipient.name }}{% endraw %} &#123;&#123; x }} {&#37; y %}</p>')).toBe('{{ recipient.name }} {{ x }} {% y %}');
		expect(text('<p>&#123;{{ recipient.name }}</p>', { recipient: { name: 'Ada' } })).toBe('{Ada');
	});

	test('has what is captured and assigned', () => {
		const html = '{% assign who = recipient.name | upcase %}{% capture link %}<a href="https://x.example">x</a>{% endcapture %}<p>{{ who }} {{ link }}</p>';
		expect(text(html, { recipient: { name: 'Ada' } })).toBe('ADA x [https://x.example]');
	});

	test.each([
		['a value given in the head', '<html><head>{% assign who = recipient.name %}</head><body><p>{{ who }}</p></body></html>', 'Ada'],
		['a condition that begins in an attribute', '<p class="{% if recipient.vip %}vip">yes{% else %}">no{% endif %}</p>', 'no'],
		['a table made by tablerow', '<table>{% tablerow i in (1..2) cols:2 %}{{ i }}{% endtablerow %}</table>', '12'],
		['a condition around a style', '{% if true %}<style>{% endif %}p{}</style><p>x</p>', 'x'],
	])('is right also where it has to be made mail by mail: %s', (_name, html, expected) => {
		expect(plainTextTemplate(html, textEngine.liquid)).toBeNull();
		expect(text(html, { recipient: { name: 'Ada', vip: null } })).toBe(expected);
	});

	test('drops whole conditions in attributes and comments without going mail by mail', () => {
		const html = '<!-- {% if recipient.vip %}x{% endif %} --><p class="{% if recipient.vip %}a{% else %}b{% endif %}">Hi {{ recipient.name }}</p>';
		expect(plainTextTemplate(html, textEngine.liquid)).toBe('Hi {{ recipient.name }}');
	});

	test('is the text part itself where there is one', () => {
		expect(compileTemplate({ subject: 'x', html: '<p>h</p>', text: 'a\n\n\n\nb  ' }, FIELDS).render({}).text).toBe('a\n\n\n\nb  ');
	});
});
