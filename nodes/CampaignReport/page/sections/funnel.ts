import type { Figures } from '../../../../engine/reports/CampaignReport';
import type { RateBase } from '../../../../engine/reports/rates';
import { html, type Html } from '../../../shared/page/html';
import type { Paint } from '../Chart';
import { chartHtml } from '../chartHtml';
import { amount, number, share, type Page } from '../Page';
import { numbersOf, section, table } from '../parts';
import { STEPS, type Step } from '../texts/ReportTexts';

interface FunnelStep {
	readonly paint: Paint;
	/** What it is told as a part of. */
	readonly base: RateBase | null;
}

const FUNNEL: Readonly<Record<Step, FunnelStep>> = {
	selected: { paint: 'four', base: null },
	messages: { paint: 'four', base: null },
	sent: { paint: 'one', base: null },
	delivered: { paint: 'one', base: 'sent' },
	opened: { paint: 'one', base: 'delivered' },
	clicked: { paint: 'one', base: 'delivered' },
	tasks: { paint: 'two', base: null },
	positiveTasks: { paint: 'two', base: 'tasks' },
	opportunities: { paint: 'three', base: null },
	won: { paint: 'three', base: 'opportunities' },
};

const ROW = { wide: 30, narrow: 38 } as const;

/** The steps from selected to won, and what was earned. */
export function funnelSection(page: Page): Html {
	const { texts, formats, report, draw } = page;
	const { figures } = report;
	const steps = stepsOf(figures);
	const shareOf = ({ step, count }: CountedStep): string => {
		const { base } = FUNNEL[step];
		return base === null ? '' : texts.ofBase(formats.percent(share(count, figures[base])), base);
	};
	const chart = chartHtml(draw, {
		id: 'funnel',
		title: texts.sections.funnel.title,
		description: texts.chartOf.funnel,
		heights: { wide: steps.length * ROW.wide, narrow: steps.length * ROW.narrow },
		chart: (size) => ({
			kind: 'bars',
			size,
			bars: steps.map((one) => ({ name: texts.steps[one.step], value: one.count, text: [formats.number(one.count), size.narrow ? '' : shareOf(one)].filter((text) => text !== '').join(' · '), paint: FUNNEL[one.step].paint })),
		}),
	});
	const numbers = table({
		label: texts.sections.funnel.title,
		columns: [{ label: texts.columns.step, kind: 'text' }, { label: texts.columns.number, kind: 'number' }, { label: texts.columns.share, kind: 'number' }],
		rows: [
			...steps.map((one) => [html`${texts.steps[one.step]}`, number(page, one.count), html`${shareOf(one)}`]),
			[html`${texts.amount}`, amount(page, figures.amount), html``],
			[html`${texts.wonAmount}`, amount(page, figures.wonAmount), html`${figures.amount === 0 ? '' : formats.percent(share(figures.wonAmount, figures.amount))}`],
		],
	});
	return section('funnel', texts.sections.funnel, [chart, numbersOf(texts.asTable, numbers)]);
}

interface CountedStep {
	readonly step: Step;
	readonly count: number;
}

/** Without a run nobody was selected. */
function stepsOf(figures: Figures): CountedStep[] {
	return STEPS.flatMap((step) => {
		const count = figures[step];
		return count === null ? [] : [{ step, count }];
	});
}
