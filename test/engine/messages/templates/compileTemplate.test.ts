import { EngineError } from '../../../../engine/EngineError';
import { compileTemplate } from '../../../../engine/messages/templates/compileTemplate';
import type { EmailTemplate, TemplateContext } from '../../../../engine/messages/templates/EmailTemplate';
import type { MergeFields } from '../../../../engine/messages/mergeFields';

const FIELDS: MergeFields = {
	recipient: ['first_name', 'last_name', 'name', 'email', 'city', 'birthday', 'description', 'custom.shoe_size', 'custom.club-card'],
	account: ['name', 'industry'],
	campaign: ['name', 'start_date'],
	sender: ['name', 'email', 'phone'],
};

function compile(parts: Partial<EmailTemplate>) {
	return compileTemplate({ subject: 'Hi', html: '<p>Hi</p>', text: null, ...parts }, FIELDS);
}

function html(source: string, context: TemplateContext = {}): string {
	return compile({ html: source }).render(context).html;
}

function text(source: string, context: TemplateContext = {}): string {
	return compile({ html: source }).render(context).text;
}

function fault(parts: Partial<EmailTemplate>, context?: TemplateContext): EngineError {
	try {
		const compiled = compile(parts);
		if (context !== undefined) compiled.render(context);
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	}
	throw new Error('nothing was wrong');
}

describe('VM-03 A template', () => {
	test('is filled with fields of the recipient, its account, the campaign and the sender', () => {
		const compiled = compile({
			subject: '{{ campaign.name }} for {{ account.name }}',
			html: '<p>Dear {{ recipient.first_name }},</p><p>{{ sender.name }}</p>',
			text: 'Dear {{ recipient.first_name }}, {{ sender.name }}',
		});
		const context = { recipient: { first_name: 'Zoë' }, account: { name: 'Łódź & Sons' }, campaign: { name: 'Spring' }, sender: { name: 'Max' } };
		expect(compiled.render(context)).toEqual({
			subject: 'Spring for Łódź & Sons',
			html: '<p>Dear Zoë,</p><p>Max</p>',
			text: 'Dear Zoë, Max',
		});
	});

	test('writes nothing for an empty or absent field, or what default says', () => {
		expect(html('[{{ recipient.city }}|{{ account.name }}|{{ recipient.first_name | default: "friend" }}]', { recipient: { city: null, first_name: null } })).toBe('[||friend]');
	});

	test('reads custom fields by path and by bracket', () => {
		const context = { recipient: { custom: { shoe_size: 42, 'club-card': 'A1' } } };
		expect(html('{{ recipient.custom.shoe_size }} {{ recipient.custom["club-card"] }} {{ recipient["custom"].shoe_size }}', context)).toBe('42 A1 42');
	});

	test('may use tags, filters, loops and values of its own', () => {
		const source = '{% assign town = recipient.city | upcase %}{% if town == "ROMA" %}Ciao{% else %}Hi{% endif %}{% for n in (1..3) %}{{ forloop.index }}{{ n }}{% endfor %}{% case account.industry %}{% when campaign.name %}same{% endcase %}';
		expect(html(source, { recipient: { city: 'Roma' }, account: { industry: 'x' }, campaign: { name: 'x' } })).toBe('Ciao112233same');
	});

	test('shows dates without a time as that very day, in any time zone', () => {
		expect(html('{{ recipient.birthday | date: "%d.%m.%Y" }}', { recipient: { birthday: '2026-03-01' } })).toBe('01.03.2026');
	});

	test('tells which fields it uses, in whatever place, and whether it offers to unsubscribe', () => {
		const compiled = compile({
			subject: '{{ campaign.name }}',
			html: '{% if account.industry %}{{ recipient.city | append: sender.phone }}{% endif %}{{ recipient.name.size }}<a href="{{ unsubscribe_url }}">x</a>',
			text: '{{ recipient["email"] }}',
		});
		expect(compiled.fieldsUsed).toEqual({ recipient: ['city', 'email', 'name'], account: ['industry'], campaign: ['name'], sender: ['phone'] });
		expect(compiled.hasUnsubscribeLink).toBe(true);
		expect(compile({}).hasUnsubscribeLink).toBe(false);
		expect(compiled.render({ unsubscribe_url: 'https://shop.example/u?a=1&b=2' }).html).toContain('href="https://shop.example/u?a=1&amp;b=2"');
	});

	test('does not change the values it is given', () => {
		const context = Object.freeze({ recipient: Object.freeze({ city: 'Roma' }) });
		expect(html('{% increment n %}{% increment n %}{{ recipient.city }}', context)).toBe('01Roma');
	});
});

describe('VM-03 An unknown field is an error before anything is sent', () => {
	test('that names it, its place and the nearest known ones', () => {
		const error = fault({ html: '<p>\n{{ recipient.fristname }}</p>' });
		expect(error.code).toBe('invalid-input');
		expect(error.message).toBe('Unknown field {{ recipient.fristname }} in the HTML, line 2.');
		expect(error.wayOut).toContain('Did you mean recipient.first_name');
	});

	test.each([
		['{{ first_name }}', '{{ first_name }}', 'recipient.first_name'],
		['{{ recipient.frist_name }}', '{{ recipient.frist_name }}', 'recipient.first_name'],
		['{{ recepient.city }}', '{{ recepient.city }}', 'recipient.city'],
		['{{ account.phone }}', '{{ account.phone }}', 'sender.phone'],
		['{{ unsubscribe_link }}', '{{ unsubscribe_link }}', 'unsubscribe_url'],
		['{{ recipient["citty"] }}', '{{ recipient.citty }}', 'recipient.city'],
		['{{ recipient.custom.shoesize }}', '{{ recipient.custom.shoesize }}', 'recipient.custom.shoe_size'],
		['{{ recipient.city.street }}', '{{ recipient.city.street }}', 'recipient.city'],
		['{% if recipient.citi %}x{% endif %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% if false %}{% elsif recipient.citi %}x{% endif %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% unless recipient.citi == "x" %}x{% endunless %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% for x in recipient.citi %}x{% endfor %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% for x in (1..recipient.citi) %}x{% endfor %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% for x in (1..3) limit: recipient.citi %}x{% endfor %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% assign x = recipient.citi %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% capture x %}{{ recipient.citi }}{% endcapture %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% case recipient.citi %}{% when 1 %}x{% endcase %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% case recipient.city %}{% when recipient.citi %}x{% endcase %}', '{{ recipient.citi }}', 'recipient.city'],
		['{{ recipient.city | append: recipient.citi }}', '{{ recipient.citi }}', 'recipient.city'],
		['{{ recipient.city | default: recipient.citi, allow_false: true }}', '{{ recipient.citi }}', 'recipient.city'],
		['{% echo recipient.citi %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% cycle "a", recipient.citi %}', '{{ recipient.citi }}', 'recipient.city'],
		['{% liquid\n echo recipient.citi\n%}', '{{ recipient.citi }}', 'recipient.city'],
		['{% tablerow x in recipient.citi %}x{% endtablerow %}', '{{ recipient.citi }}', 'recipient.city'],
		['{{ x }}{% assign x = 1 %}', '{{ x }}', 'recipient'],
	])('in %s', (source, named, near) => {
		const error = fault({ html: source });
		expect(error.message).toContain(`Unknown field ${named} in the HTML`);
		expect(error.wayOut).toContain(near);
	});

	test('in the subject and in the plain text too', () => {
		expect(fault({ subject: '{{ recipient.citi }}' }).message).toBe('Unknown field {{ recipient.citi }} in the subject.');
		expect(fault({ text: 'a\n\n{{ recipient.citi }}' }).message).toBe('Unknown field {{ recipient.citi }} in the plain text, line 3.');
	});

	test('that names every one of several', () => {
		expect(fault({ html: '{{ recipient.a }}{{ b }}' }).message).toContain('Unknown fields {{ recipient.a }}, {{ b }}');
	});

	test.each(['{{ recipient }}', '{% if account %}x{% endif %}', '{% assign r = recipient %}{{ r.citi }}', '{% for f in recipient %}{{ f }}{% endfor %}'])(
		'where a group stands for a field: %s',
		(source) => expect(fault({ html: source }).wayOut).toContain('is a group of fields'),
	);

	test('where the name is only known while rendering', () => {
		expect(fault({ html: '{% assign k = "city" %}{{ recipient[k] }}' }).wayOut).toContain('Write the field\'s name out');
	});

	test.each(['recipient', 'account', 'unsubscribe_url'])('and so is a value of its own called %s', (name) => {
		expect(fault({ html: `{% assign ${name} = "x" %}` }).message).toContain(`gives a value to ${name}`);
		expect(fault({ html: `{% capture ${name} %}x{% endcapture %}` }).message).toContain(`gives a value to ${name}`);
	});
});

describe('A template that is written wrongly', () => {
	test.each([
		['{{ recipient.city', 1, 'not closed'],
		['\n{% if recipient.city %}x', 2, 'not closed'],
		['\n\n{% endif %}', 3, 'endif'],
		['{% for x %}{% endfor %}', 1, 'illegal tag'],
	])('%j is refused with the line and what Liquid says', (source, line, words) => {
		const error = fault({ html: source });
		expect(error.message).toContain(`Error in the HTML, line ${line}:`);
		expect(error.message).toContain(words);
		expect(error.message).not.toMatch(/col:/);
	});

	test('names an unknown filter or tag and the nearest there are', () => {
		expect(fault({ html: '{{ recipient.city | upcsae }}' })).toMatchObject({ message: expect.stringContaining('upcsae'), wayOut: 'Did you mean upcase?' });
		expect(fault({ html: '{% asign x = 1 %}' })).toMatchObject({ message: expect.stringContaining('asign'), wayOut: expect.stringContaining('assign') });
	});

	test.each(['{% include "x" %}', '{% render "x" %}', '{% layout "x" %}', '{% include recipient.city %}', '{% block x %}{% endblock %}'])(
		'%s is refused: no template reads another one or a file',
		(source) => expect(fault({ html: source }).wayOut).toContain('stands alone'),
	);

	test('may not switch escaping off, nor evaluate a value as Liquid', () => {
		expect(fault({ html: '{{ recipient.city | raw }}' }).wayOut).toContain('remove "| raw"');
		for (const filter of ['where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp']) {
			expect(fault({ html: `{{ "a" | split: "" | ${filter}: "x", recipient.city }}` }).message).toContain(filter);
		}
	});

	test('is refused when it is too long', () => {
		expect(fault({ html: 'x'.repeat(1_000_001) }).message).toContain('limit exceeded');
	});

	test.each([
		['a huge range', '{% for x in (1..1000000000) %}x{% endfor %}'],
		['loops in loops', `${'{% for x in (1..100000) %}'.repeat(3)}x${'{% endfor %}'.repeat(3)}`],
		['a text that grows', '{% assign s = "xxxxxxxxxx" %}{% for x in (1..40) %}{% assign s = s | append: s %}{% endfor %}'],
	])('%s cannot hang the process', (_name, source) => {
		const started = Date.now();
		const error = fault({ html: source }, {});
		expect(error.message).toContain('limit exceeded');
		expect(Date.now() - started).toBeLessThan(5000);
	});
});

describe('Hostile values', () => {
	const evil = '<script>alert("1")</script>\' & {{ recipient.email }}{% include "x" %}';
	const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; {{ recipient.email }}{% include &quot;x&quot; %}';
	const context = { recipient: { name: evil, first_name: 'Ada', email: 'secret@x.example' } };

	test.each([
		'{{ recipient.name }}',
		'{% echo recipient.name %}',
		'{{ recipient.name | escape }}',
		'{{ recipient.name | xml_escape }}',
		'{% capture x %}{{ recipient.name }}{% endcapture %}{{ x }}',
		'{% assign x = recipient.name %}{{ x }}',
		'{% cycle recipient.name %}',
		'{% for c in (1..1) %}{{ recipient.name }}{% endfor %}',
		'{{ recipient.city | default: recipient.name }}',
		'{% liquid\n echo recipient.name\n%}',
	])('are escaped once in the HTML by %s', (source) => {
		expect(html(source, context)).toBe(escaped);
	});

	test('are not escaped in the subject and the plain text', () => {
		const rendered = compile({ subject: '{{ recipient.name }}', html: '<p>{{ recipient.name }}</p>' }).render(context);
		expect(rendered.subject).toBe(evil);
		expect(rendered.text).toBe(evil);
	});

	test('with line breaks make no second header line of the subject', () => {
		const rendered = compile({ subject: 'Hi {{ recipient.name }}!' }).render({ recipient: { name: 'Ada\r\nBcc: x@y.example\u2028z\u0000' } });
		expect(rendered.subject).toBe('Hi Ada Bcc: x@y.example z !');
	});

	test('keep their line breaks where the template asks for it, and nothing else', () => {
		expect(html('{{ recipient.name | newline_to_br }}', { recipient: { name: 'a<b>\r\nc\nd' } })).toBe('a&lt;b&gt;<br>\nc<br>\nd');
		expect(text('<p>{{ recipient.name | newline_to_br }}</p>', { recipient: { name: 'a<b>\nc' } })).toBe('a<b>\nc');
	});

	test('that are entities already are escaped once more, unless asked', () => {
		expect(html('{{ recipient.name }}|{{ recipient.name | escape_once }}', { recipient: { name: '&lt; & <' } })).toBe('&amp;lt; &amp; &lt;|&lt; &amp; &lt;');
	});

	test('do not reach what is not theirs', () => {
		expect(fault({ html: '{{ recipient.constructor.name }}' }).message).toContain('Unknown field');
		expect(html('{% assign s = "x" %}{{ s.constructor }}{{ s.__proto__ }}')).toBe('');
	});
});
