import { share, type Page } from './Page';
import { titleOf } from './titles';

/** The key numbers as plain text: what a mail says to which the page is attached. */
export function summaryOf(page: Pick<Page, 'report' | 'texts' | 'formats'>): string {
	const { report, texts, formats } = page;
	const { figures } = report;
	const { title, period, asOf } = titleOf(page);
	const rate = (count: number, base: 'sent' | 'delivered' | 'tasks'): string => (figures[base] === 0 ? '' : ` (${texts.ofBase(formats.percent(share(count, figures[base])), base)})`);
	const { steps } = texts;
	return [
		`${texts.report}: ${title}`,
		period,
		asOf,
		'',
		`${steps.sent}: ${formats.number(figures.sent)} (${texts.ofMessages(formats.number(figures.messages))})`,
		`${steps.delivered}: ${formats.number(figures.delivered)}${rate(figures.delivered, 'sent')}`,
		`${steps.opened}: ${formats.number(figures.opened)}${rate(figures.opened, 'delivered')}`,
		`${steps.clicked}: ${formats.number(figures.clicked)}${rate(figures.clicked, 'delivered')}`,
		`${steps.tasks}: ${formats.number(figures.tasks)}`,
		`${steps.positiveTasks}: ${formats.number(figures.positiveTasks)}${rate(figures.positiveTasks, 'tasks')}`,
		`${steps.opportunities}: ${formats.number(figures.opportunities)} (${texts.wonOf(formats.number(figures.won))})`,
		`${texts.wonAmount}: ${formats.shortAmount(figures.wonAmount)} (${texts.ofAmount(formats.shortAmount(figures.amount))})`,
	].join('\n');
}
