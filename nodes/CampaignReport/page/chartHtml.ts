import { html, type Html } from '../../shared/page/html';
import type { Chart, ChartSize, DrawChart } from './Chart';
import { svgHtml } from './svgHtml';

export interface ChartFigure {
	/** Letters and digits, one of its own on the page. */
	readonly id: string;
	readonly title: string;
	readonly description: string;
	/** In points of height, on a wide page and on a telephone's. */
	readonly heights: { readonly wide: number; readonly narrow: number };
	readonly chart: (size: ChartSize) => Chart;
}

const WIDE = 880;
const NARROW = 328;

/**
 * A chart drawn twice, for a wide page and for a telephone: shrunk to a third nobody could read its words. The style
 * sheet shows one of the two, to screen readers too.
 */
export function chartHtml(draw: DrawChart, { id, title, description, heights, chart }: ChartFigure): Html {
	const drawn = (className: string, size: ChartSize): Html => svgHtml(draw(chart(size)), { id: `${id}-${className}`, title, description, className: `chart ${className}` });
	return html`<figure>${drawn('on-wide', { width: WIDE, height: heights.wide, narrow: false })}${drawn('on-narrow', { width: NARROW, height: heights.narrow, narrow: true })}</figure>
`;
}
