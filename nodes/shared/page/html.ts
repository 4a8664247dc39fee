/** HTML that may go into a page as it is: only `html` makes it, so nothing else passes unescaped. */
export class Html {
	/** @param text escaped already */
	private constructor(readonly text: string) {}

	static join(strings: readonly string[], values: readonly HtmlValue[]): Html {
		return new Html(strings.map((text, index) => text + (index < values.length ? written(values[index] ?? '') : '')).join(''));
	}
}

/** Text is escaped; HTML and lists of it go in as they are. */
export type HtmlValue = string | number | Html | readonly Html[];

/** A piece of a page; whatever is put into it is escaped, for text and for attributes in quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
	return Html.join(strings, values);
}

function written(value: HtmlValue): string {
	if (value instanceof Html) return value.text;
	if (typeof value === 'string') return escaped(value);
	if (typeof value === 'number') return String(value);
	return value.map(({ text }) => text).join('');
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

function escaped(text: string): string {
	return text.replace(/[&<>"'`]/g, (sign) => ESCAPES[sign] ?? '');
}
