/** What a chart is painted with, as roles: the page's style sheet gives each a colour, light and dark. */
export const PAINTS = { text: '#000001', quiet: '#000002', line: '#000003', one: '#000004', two: '#000005', three: '#000006', four: '#000007' } as const;

export type Paint = keyof typeof PAINTS;

/** A chart as data: the page says what, the drawing how. Texts are in the reader's language already. */
export type Chart = BarChart | TimeChart;

/** Bars one below the other, each with its name before and its value after it. */
export interface BarChart {
	readonly kind: 'bars';
	readonly size: ChartSize;
	readonly bars: readonly Bar[];
}

export interface Bar {
	readonly name: string;
	readonly value: number;
	/** What stands at its end. */
	readonly text: string;
	readonly paint: Paint;
}

/** Panels one below the other over one axis of time. */
export interface TimeChart {
	readonly kind: 'time';
	readonly size: ChartSize;
	/** The places on the axis, in order. */
	readonly times: readonly string[];
	/** How many places there are from one label to the next. */
	readonly labelEvery: number;
	readonly panels: readonly TimePanel[];
	/** A number on the axis of values. */
	readonly format: (value: number) => string;
}

export interface TimePanel {
	readonly drawn: 'bars' | 'lines';
	readonly series: readonly Series[];
}

export interface Series {
	readonly name: string;
	readonly paint: Paint;
	/** One for each place on the axis. */
	readonly values: readonly number[];
}

/** In points of the page; `narrow`: for a telephone, where there is less beside the bars. */
export interface ChartSize {
	readonly width: number;
	readonly height: number;
	readonly narrow: boolean;
}

/** An element of a drawing; its text is not escaped. */
export interface SvgElement {
	readonly tag: string;
	readonly attrs: Readonly<Record<string, string | number | boolean | undefined>>;
	readonly children?: readonly SvgElement[];
	readonly text?: string;
}

/** Draws a chart as the tree of an SVG. */
export type DrawChart = (chart: Chart) => SvgElement;
