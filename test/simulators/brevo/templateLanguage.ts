/**
 * What Brevo's template language makes of a text, as far as matters here: variables and tags vanish (none is set),
 * comments too, and `{% verbatim %}` protects what it encloses. Django's lexer, on which it is modelled, looks for these
 * three pairs on one line.
 */
export function interpret(text: string): string {
	return text
		.split(/(\{%\s*verbatim\s*%\}.*?\{%\s*endverbatim\s*%\})/s)
		.map((part) => {
			const kept = /^\{%\s*verbatim\s*%\}(.*)\{%\s*endverbatim\s*%\}$/s.exec(part);
			return kept ? (kept[1] ?? '') : part.replace(/\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/g, '');
		})
		.join('');
}
