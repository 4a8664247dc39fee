import type { EChartsCoreOption } from 'echarts/core';

import { PAINTS, type BarChart } from '../Chart';

const FONT = 13;
/** What stands before a bar, and behind the longest one, in points. */
const BESIDE = { wide: { names: 190, texts: 210 }, narrow: { names: 112, texts: 92 } } as const;

export function barOption({ bars, size }: BarChart): EChartsCoreOption {
	const { names, texts } = size.narrow ? BESIDE.narrow : BESIDE.wide;
	const longest = Math.max(...bars.map(({ value }) => value), 0);
	return {
		grid: { left: names, right: texts, top: 0, bottom: 0 },
		xAxis: { type: 'value', show: false, min: 0, max: longest === 0 ? 1 : longest },
		yAxis: {
			type: 'category',
			inverse: true,
			data: bars.map(({ name }) => name),
			axisLine: { show: false },
			axisTick: { show: false },
			axisLabel: { color: PAINTS.text, fontSize: FONT, interval: 0, width: names - 12, overflow: 'truncate', margin: 12, lineHeight: 15 },
		},
		series: [
			{
				type: 'bar',
				barWidth: '62%',
				silent: true,
				data: bars.map(({ value, paint, text }) => ({
					value,
					itemStyle: { color: PAINTS[paint], borderRadius: [0, 3, 3, 0] },
					label: { show: true, position: 'right', distance: 8, formatter: () => text, color: PAINTS.text, fontSize: FONT, lineHeight: 15 },
				})),
				// So that something is seen of a handful beside a hundred thousand.
				barMinHeight: 2,
				showBackground: true,
				backgroundStyle: { color: 'none' },
			},
		],
	};
}
