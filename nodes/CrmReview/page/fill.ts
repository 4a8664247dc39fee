import { html, type Html, type HtmlValue } from '../../shared/page/html';

/** A sentence with its names in braces filled in, each kept to its own direction of writing. */
export function fill(sentence: string, values: Readonly<Record<string, HtmlValue>>): Html {
	const parts = sentence.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? html`${part}` : html`<bdi>${values[part] ?? ''}</bdi>`));
	return html`${parts}`;
}
