import { html, type Html } from '../../../shared/page/html';
import { amount, MOST_ROWS, name, number, percent, share, type Page } from '../Page';
import { note, section, table } from '../parts';

/** Several campaigns beside one another; nothing where there is one. */
export function campaignsSection(page: Page): Html {
	const { texts, formats, report } = page;
	if (report.campaigns.length < 2) return html``;
	const { steps } = texts;
	const numbers = [steps.sent, steps.delivered, steps.opened, steps.clicked, steps.tasks, steps.opportunities, steps.won, texts.wonAmount];
	const rest = report.campaigns.length - MOST_ROWS;
	return section('campaigns', texts.sections.campaigns, [
		table({
			label: texts.sections.campaigns.title,
			columns: [{ label: texts.columns.campaign, kind: 'text' }, ...numbers.map((label) => ({ label, kind: 'number' as const }))],
			rows: report.campaigns.slice(0, MOST_ROWS).map((one) => [
				name(one.name ?? texts.unnamedCampaign(one.campaignId)),
				number(page, one.sent),
				percent(page, share(one.delivered, one.sent)),
				percent(page, share(one.opened, one.delivered)),
				percent(page, share(one.clicked, one.delivered)),
				...[one.tasks, one.opportunities, one.won].map((value) => number(page, value)),
				amount(page, one.wonAmount),
			]),
		}),
		...(rest > 0 ? [note(texts.more(formats.number(rest)))] : []),
	]);
}
