import { convert, type HtmlToTextOptions } from 'html-to-text';

const OPTIONS: HtmlToTextOptions = {
	wordwrap: false,
	selectors: [
		{ selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
		{ selector: 'img', format: 'altText' },
		...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
	],
	formatters: {
		/** Of a picture only what it says: its address means nothing to a reader. */
		altText: (element, _walk, builder) => {
			const attributes: unknown = element.attribs;
			if (typeof attributes !== 'object' || attributes === null) return;
			const alt: unknown = Reflect.get(attributes, 'alt');
			if (typeof alt === 'string') builder.addInline(alt);
		},
	},
};

/** HTML as plain text; links keep their addresses in brackets. */
export function htmlToPlainText(html: string): string {
	return convert(html, OPTIONS);
}

/** Without the empty lines that parts left out leave behind. */
export function tidyPlainText(text: string): string {
	return text.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n').trim();
}
