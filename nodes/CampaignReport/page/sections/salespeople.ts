import type { SalespersonFigures } from '../../../../engine/reports/CampaignReport';
import { html, type Html } from '../../../shared/page/html';
import { chartHtml } from '../chartHtml';
import { amount, MOST_ROWS, name, number, type Page } from '../Page';
import { note, section, table } from '../parts';
import type { ReportTexts } from '../texts/ReportTexts';

const MOST_BARS = 10;
const ROW = { wide: 32, narrow: 40 } as const;

type Measure = 'wonAmount' | 'opportunities' | 'tasks' | 'messages';

/** Who made what of it. */
export function salespeopleSection(page: Page): Html {
	const { texts, formats, report, draw } = page;
	const { salespeople } = report;
	if (salespeople.length === 0) return section('salespeople', texts.sections.salespeople, [note(texts.none.salespeople)]);
	const measure = measureOf(salespeople);
	const shown = [...salespeople].sort((one, other) => other[measure] - one[measure]).filter((one) => one[measure] > 0).slice(0, MOST_BARS);
	const title = `${texts.sections.salespeople.title}: ${measure === 'wonAmount' ? texts.wonAmount : texts.steps[measure]}`;
	const chart = chartHtml(draw, {
		id: 'salespeople',
		title,
		description: texts.chartOf.salespeople,
		heights: { wide: shown.length * ROW.wide, narrow: shown.length * ROW.narrow },
		chart: (size) => ({
			kind: 'bars',
			size,
			bars: shown.map((one) => ({ name: salespersonName(texts, one), value: one[measure], text: measure === 'wonAmount' ? formats.shortAmount(one.wonAmount) : formats.number(one[measure]), paint: measure === 'messages' ? 'one' : measure === 'tasks' ? 'two' : 'three' })),
		}),
	});
	const rest = salespeople.length - MOST_ROWS;
	return section('salespeople', texts.sections.salespeople, [
		...(shown.length === 0 ? [] : [html`<h3>${measure === 'wonAmount' ? texts.wonAmount : texts.steps[measure]}</h3>`, chart]),
		salespeopleTable(page, salespeople.slice(0, MOST_ROWS)),
		...(rest > 0 ? [note(texts.more(formats.number(rest)))] : []),
	]);
}

/** What tells most apart: money where there is any. */
function measureOf(salespeople: readonly SalespersonFigures[]): Measure {
	const measures: readonly Measure[] = ['wonAmount', 'opportunities', 'tasks'];
	return measures.find((measure) => salespeople.some((one) => one[measure] > 0)) ?? 'messages';
}

function salespeopleTable(page: Page, salespeople: readonly SalespersonFigures[]): Html {
	const { texts } = page;
	const { steps } = texts;
	const numbers = [steps.messages, steps.opened, steps.clicked, steps.tasks, steps.positiveTasks, steps.opportunities, steps.won, texts.wonAmount];
	return table({
		label: texts.sections.salespeople.title,
		columns: [{ label: texts.columns.salesperson, kind: 'text' }, ...numbers.map((label) => ({ label, kind: 'number' as const }))],
		rows: salespeople.map((one) => [
			name(salespersonName(texts, one)),
			...[one.messages, one.opened, one.clicked, one.tasks, one.positiveTasks, one.opportunities, one.won].map((value) => number(page, value)),
			amount(page, one.wonAmount),
		]),
	});
}

function salespersonName(texts: ReportTexts, { userId, name }: SalespersonFigures): string {
	return name ?? (userId === null ? texts.nobody : texts.deletedUser(userId));
}
