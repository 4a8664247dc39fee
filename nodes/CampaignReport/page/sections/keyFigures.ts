import { html, type Html } from '../../../shared/page/html';
import { number, share, shortAmount, type Page } from '../Page';

/** What a reader with ten seconds takes along. */
export function keyFigures(page: Page): Html {
	const { texts, formats, report } = page;
	const { figures } = report;
	const rate = (count: number, base: 'sent' | 'delivered'): string => (figures[base] === 0 ? '' : texts.ofBase(formats.percent(share(count, figures[base])), base));
	const tiles: readonly (readonly [label: string, value: Html, beside: string])[] = [
		[texts.steps.sent, number(page, figures.sent), texts.ofMessages(formats.number(figures.messages))],
		[texts.steps.delivered, number(page, figures.delivered), rate(figures.delivered, 'sent')],
		[texts.steps.opened, number(page, figures.opened), rate(figures.opened, 'delivered')],
		[texts.steps.clicked, number(page, figures.clicked), rate(figures.clicked, 'delivered')],
		[texts.steps.opportunities, number(page, figures.opportunities), texts.wonOf(formats.number(figures.won))],
		[texts.wonAmount, shortAmount(page, figures.wonAmount), texts.ofAmount(formats.shortAmount(figures.amount))],
	];
	return html`<dl class="key">${tiles.map(([label, value, beside]) => html`<div><dt>${label}</dt><dd class="big">${value}</dd><dd class="quiet">${beside}</dd></div>
`)}</dl>
`;
}
