import type { EChartsCoreOption } from 'echarts/core';

import { PAINTS, type TimeChart, type TimePanel } from '../Chart';

const FONT = 12;
/** In points: a line of a panel's legend, the room below it, between two panels, the axis of time, the axis of values. */
const LEGEND_LINE = 18;
const BELOW_LEGEND = 12;
const BETWEEN = 22;
const TIMES = 26;
const VALUES = 52;
/** How many names a line of a legend has room for on a telephone. */
const NAMES_IN_LINE = 3;
/** Points are marked where there is room for them. */
const FEW = 40;

export function timeOption(chart: TimeChart): EChartsCoreOption {
	const { panels, size } = chart;
	const legends = panels.map(({ series }) => (size.narrow ? Math.ceil(series.length / NAMES_IN_LINE) : 1) * LEGEND_LINE + BELOW_LEGEND);
	const height = (size.height - TIMES - sum(legends) - (panels.length - 1) * BETWEEN) / panels.length;
	const top = (index: number): number => sum(legends.slice(0, index)) + index * (height + BETWEEN);
	return {
		legend: panels.map(({ series }, index) => ({
			data: series.map(({ name }) => name),
			top: top(index),
			left: 0,
			padding: 0,
			itemWidth: 14,
			itemHeight: 8,
			itemGap: size.narrow ? 12 : 16,
			textStyle: { color: PAINTS.text, fontSize: FONT },
			selectedMode: false,
		})),
		grid: panels.map((_, index) => ({ left: VALUES, right: 8, top: top(index) + (legends[index] ?? 0), height })),
		xAxis: panels.map((_, index) => ({
			type: 'category',
			gridIndex: index,
			data: chart.times,
			axisTick: { show: false },
			axisLine: { lineStyle: { color: PAINTS.line } },
			axisLabel: { show: index === panels.length - 1, color: PAINTS.quiet, fontSize: FONT, interval: (place: number) => place % chart.labelEvery === 0, hideOverlap: true },
		})),
		yAxis: panels.map((_, index) => ({
			type: 'value',
			gridIndex: index,
			min: 0,
			minInterval: 1,
			splitNumber: 3,
			axisLabel: { color: PAINTS.quiet, fontSize: FONT, formatter: chart.format },
			splitLine: { lineStyle: { color: PAINTS.line, width: 1 } },
		})),
		series: panels.flatMap((panel, index) => panel.series.map((one) => seriesOption(panel, one, index, chart.times.length))),
	};
}

function seriesOption({ drawn }: TimePanel, { name, paint, values }: TimePanel['series'][number], index: number, places: number) {
	const color = PAINTS[paint];
	const common = { name, data: values, xAxisIndex: index, yAxisIndex: index, silent: true, itemStyle: { color } };
	switch (drawn) {
		case 'bars':
			return { ...common, type: 'bar', barMaxWidth: 28, barGap: '10%', barCategoryGap: '30%' };
		case 'lines':
			return { ...common, type: 'line', lineStyle: { color, width: 2 }, symbol: 'circle', symbolSize: 5, showSymbol: places <= FEW };
	}
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
