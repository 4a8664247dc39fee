import type { DayFigures } from '../../../../engine/reports/days';
import { html, type Html } from '../../../shared/page/html';
import type { Series, TimePanel } from '../Chart';
import { chartHtml } from '../chartHtml';
import { number, type Page } from '../Page';
import { note, numbersOf, section, table } from '../parts';
import { timeGroups, type TimeUnit } from '../timeGroups';

/** How many labels the axis of time has room for. */
const LABELS = { wide: 9, narrow: 3 } as const;

/** What happened when. */
export function daysSection(page: Page): Html {
	const { texts, formats, report, draw } = page;
	const { unit, groups } = timeGroups(report.days);
	const about = { ...texts.sections.days, lead: `${texts.sections.days.lead} ${{ day: texts.everyDay, week: texts.everyWeek, month: texts.everyMonth }[unit]}` };
	if (groups.length === 0) return section('days', texts.sections.days, [note(texts.none.days)]);
	const series = (name: string, paint: Series['paint'], column: Exclude<keyof DayFigures, 'day'>): Series => ({ name, paint, values: groups.map((group) => group[column]) });
	const panels: readonly TimePanel[] = [
		{ drawn: 'bars', series: [series(texts.steps.sent, 'four', 'sent'), series(texts.steps.delivered, 'one', 'delivered')] },
		{
			drawn: 'lines',
			series: [
				series(texts.steps.opened, 'one', 'opened'),
				series(texts.steps.clicked, 'two', 'clicked'),
				series(texts.columns.bounced, 'three', 'bounced'),
				series(texts.columns.unsubscribed, 'quiet', 'unsubscribed'),
			],
		},
	];
	const times = groups.map(({ day }) => (unit === 'month' ? formats.month(day) : formats.day(day, 'short')));
	const chart = chartHtml(draw, {
		id: 'days',
		title: texts.sections.days.title,
		description: texts.chartOf.days,
		heights: { wide: 400, narrow: 440 },
		chart: (size) => ({ kind: 'time', size, times, labelEvery: Math.ceil(times.length / (size.narrow ? LABELS.narrow : LABELS.wide)), panels, format: (value) => formats.short(value) }),
	});
	return section('days', about, [chart, numbersOf(texts.asTable, dayTable(page, unit, groups))]);
}

function dayTable(page: Page, unit: TimeUnit, groups: readonly DayFigures[]): Html {
	const { texts, formats } = page;
	const numbers = [texts.steps.sent, texts.steps.delivered, texts.steps.opened, texts.steps.clicked, texts.columns.bounced, texts.columns.unsubscribed];
	return table({
		label: texts.sections.days.title,
		columns: [{ label: texts.columns[unit], kind: 'text' }, ...numbers.map((label) => ({ label, kind: 'number' as const }))],
		rows: groups.map(({ day, sent, delivered, opened, clicked, bounced, unsubscribed }) => [
			html`<time datetime="${unit === 'month' ? day.slice(0, 7) : day}">${unit === 'month' ? formats.month(day) : formats.day(day)}</time>`,
			...[sent, delivered, opened, clicked, bounced, unsubscribed].map((value) => number(page, value)),
		]),
	});
}
