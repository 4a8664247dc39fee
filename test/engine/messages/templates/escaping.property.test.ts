import * as fc from 'fast-check';
import { compileTemplate } from '../../../../engine/messages/templates/compileTemplate';
import { htmlEngine } from '../../../../engine/messages/templates/liquidEngines';

const FIELDS = { recipient: ['name'], account: ['name'], campaign: ['name'], sender: ['name'] };

/** Every filter there is, with arguments that suit it or do not. */
const filter = fc
	.tuple(fc.constantFrom(...Object.keys(htmlEngine.liquid.filters)), fc.constantFrom('', ': account.name', ': 2', ': " "', ': account.name, recipient.name', ': 0, 3'))
	.map(([name, args]) => ` | ${name}${args}`);
const expression = fc
	.tuple(fc.constantFrom('recipient.name', 'account.name'), fc.array(filter, { maxLength: 3 }))
	.map(([field, filters]) => field + filters.join(''));
const piece = expression.chain((value) =>
	fc.constantFrom(
		`{{ ${value} }}`,
		`{% echo ${value} %}`,
		`{% assign x = ${value} %}{{ x }}`,
		`{% capture y %}{{ ${value} }}{% endcapture %}{{ y }}{{ y | upcase }}{{ y | append: recipient.name }}`,
		`{% assign z = ${value} %}{% for c in z %}{{ c }}{% endfor %}{% cycle z, recipient.name %}`,
		`{% if ${value} %}{{ recipient.name }}{% endif %}`,
	),
);
const hostile = fc.oneof(
	fc.string(),
	fc.array(fc.constantFrom('<script>', '</p>', '"', '\'', '&', '>', '<!--', '{{', '%}', '&lt;', '\r\n', '<img src=x onerror=1>', 'é'), { maxLength: 8 }).map((parts) => parts.join('')),
);

describe('VM-03 Whatever template and whatever values', () => {
	test('no value reaches the HTML unescaped', () => {
		fc.assert(
			fc.property(piece, hostile, hostile, (source, recipient, account) => {
				const compiled = compileTemplate({ subject: 'x', html: source, text: 'x' }, FIELDS);
				let html: string;
				try {
					html = compiled.render({ recipient: { name: recipient }, account: { name: account } }).html;
				} catch {
					return; // A filter that cannot take such arguments ends the mail; nothing got out.
				}
				// The only markup that filters add themselves.
				const foreign = html.replaceAll('<br>\n', '');
				expect(foreign).not.toMatch(/[<>"']/);
				expect(foreign.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
			}),
			{ numRuns: 5000 },
		);
	});

	test('the subject is one line', () => {
		fc.assert(
			fc.property(expression, hostile, fc.string({ unit: 'binary' }), (source, recipient, account) => {
				const compiled = compileTemplate({ subject: `{{ ${source} }}`, html: 'x', text: 'x' }, FIELDS);
				try {
					expect(compiled.render({ recipient: { name: recipient }, account: { name: account } }).subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
				} catch (error) {
					if (!String(error).includes('could not be filled in')) throw error;
				}
			}),
			{ numRuns: 1000 },
		);
	});
});
