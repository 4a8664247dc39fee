import { BarChart as BarSeries, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import SVGPainter from 'zrender/lib/svg/Painter.js';

import type { DrawChart } from '../Chart';
import { barOption } from './barOption';
import { timeOption } from './timeOption';

use([BarSeries, LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** By the library, on the server: no browser, no canvas. */
export const drawChart: DrawChart = (chart) => {
	const drawing = init(null, null, { renderer: 'svg', ssr: true, width: chart.size.width, height: chart.size.height });
	try {
		drawing.setOption({ animation: false, ...(chart.kind === 'bars' ? barOption(chart) : timeOption(chart)) });
		const { painter } = drawing.getZr();
		if (!(painter instanceof SVGPainter)) throw new Error('The chart was not drawn as SVG.');
		return painter.renderToVNode({ animation: false, emphasis: false, willUpdate: false, compress: true, useViewBox: true });
	} finally {
		drawing.dispose();
	}
};
