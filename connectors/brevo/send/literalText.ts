/**
 * Brevo runs subject and content of a mail through its template language, also what was filled in already: `{{ 7*7 }}`
 * in somebody's company name would be computed, `{{ contact.EMAIL }}` in a text filled in, `{%` in one refused or cut.
 * What is known (help centre, an incident report of a customer): `{{ }}` and `{% %}` are interpreted, in params too.
 * Comments `{# #}` are assumed, since the language is Django's; which of its two template languages an API mail gets is
 * not documented, so `{% verbatim %}` is not relied on: where it is not interpreted, readers would see it.
 *
 * Instead the pairs that open something are taken apart, so that there is nothing to interpret and readers see no
 * difference. A closing pair alone means nothing.
 */
const OPENS = /\{(?=[{%#])/g;
/** What style and script elements hold is no text of HTML: entities stay as they are there. */
const RAW_ELEMENTS = /(<(style|script)\b[^>]*>)([\s\S]*?)(<\/\2\s*>)/gi;

/** For HTML: the brace as an entity, in text as in attributes. In styles a blank, which CSS doesn't mind (`{ #id`). */
export function literalHtml(html: string): string {
	if (!html.includes('{')) return html;
	let result = '';
	let end = 0;
	for (const found of html.matchAll(RAW_ELEMENTS)) {
		const [whole, open = '', , content = '', close = ''] = found;
		result += entities(html.slice(end, found.index)) + entities(open) + content.replace(OPENS, '{ ') + close;
		end = found.index + whole.length;
	}
	return result + entities(html.slice(end));
}

/** For plain text, subjects and names: a blank without width between the two. */
export function literalText(text: string): string {
	return text.includes('{') ? text.replace(OPENS, '{\u200b') : text;
}

function entities(html: string): string {
	return html.replace(OPENS, '&#123;');
}
