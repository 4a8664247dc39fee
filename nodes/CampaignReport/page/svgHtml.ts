import { html, type Html } from '../../shared/page/html';
import { PAINTS, type SvgElement } from './Chart';

/** What a drawing may be made of: nothing that runs, fetches or leads anywhere. */
const TAGS: ReadonlySet<string> = new Set(['circle', 'clipPath', 'defs', 'g', 'line', 'path', 'polygon', 'polyline', 'rect', 'svg', 'text', 'tspan']);
const ATTRIBUTES: ReadonlySet<string> = new Set([
	'clip-path', 'cx', 'cy', 'd', 'dominant-baseline', 'fill', 'fill-opacity', 'height', 'id', 'opacity', 'points', 'r', 'rx', 'ry', 'stroke', 'stroke-dasharray',
	'stroke-linecap', 'stroke-linejoin', 'stroke-opacity', 'stroke-width', 'text-anchor', 'transform', 'viewBox', 'width', 'x', 'x1', 'x2', 'y', 'y1', 'y2',
]);

/** A chart's place on the page: its words for those who can't see it, and what keeps its names apart from other charts'. */
export interface Described {
	/** Letters and digits. */
	readonly id: string;
	readonly title: string;
	readonly description: string;
	readonly className: string;
}

/**
 * A drawing as a part of the page. Whatever a text in it says stays text; its colours are the style sheet's, so that
 * it is light or dark as the page is; and it needs no style of its own, which the page's policy would refuse.
 */
export function svgHtml(drawing: SvgElement, { id, title, description, className }: Described): Html {
	const ids = new Map<string, string>();
	const shortened = (name: string): string => ids.get(name) ?? (ids.set(name, `${id}-${ids.size}`).get(name) ?? '');
	const { width, height } = drawing.attrs;
	return html`<svg class="${className}" xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-labelledby="${id}-title ${id}-description"><title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>${(drawing.children ?? []).map((child) => element(child, shortened))}</svg>`;
}

function element({ tag, attrs, children = [], text }: SvgElement, shortened: (id: string) => string): Html {
	if (!TAGS.has(tag) || isInvisible(attrs)) return html``;
	const written = Object.entries(attrs).flatMap(([name, value]) => (value === undefined || value === false ? [] : attribute(name, String(value), shortened)));
	return html`<${tag}${written}>${text ?? ''}${children.map((child) => element(child, shortened))}</${tag}>`;
}

/** What only a pointer would meet. */
function isInvisible({ fill, stroke }: SvgElement['attrs']): boolean {
	return fill === 'none' && (stroke === undefined || stroke === 'none');
}

function attribute(name: string, value: string, shortened: (id: string) => string): Html[] {
	if (name === 'style') return fontAttributes(value);
	if (!ATTRIBUTES.has(name)) return [];
	if (name === 'id') return [html` id="${shortened(value)}"`];
	if (name === 'clip-path') return [html` clip-path="url(#${shortened(value.replace(/^url\(#|\)$/g, ''))})"`];
	if (name === 'fill' || name === 'stroke') return [painted(name, value)];
	return [html` ${name}="${value}"`];
}

/** A paint becomes a class; what is nobody's colour is none. */
function painted(name: 'fill' | 'stroke', value: string): Html {
	const paint = Object.entries(PAINTS).find(([, colour]) => colour === value)?.[0];
	return paint === undefined ? html` ${name}="none"` : html` data-${name}="${paint}"`;
}

/** Of a text's style its size and weight: the kind of type is the page's. */
function fontAttributes(style: string): Html[] {
	const size = /font-size:\s*(\d+(?:\.\d+)?)px/.exec(style)?.[1] ?? /\b(\d+(?:\.\d+)?)px/.exec(style)?.[1];
	const weight = /font-weight:\s*(\w+)/.exec(style)?.[1];
	return [...(size === undefined ? [] : [html` font-size="${size}"`]), ...(weight === undefined ? [] : [html` font-weight="${weight}"`])];
}
