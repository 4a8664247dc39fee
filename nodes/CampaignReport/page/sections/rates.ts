import { html, type Html } from '../../../shared/page/html';
import { percent, type Page } from '../Page';
import { meter, note, section } from '../parts';

/** Every rate with its base, and how "delivered" was told. */
export function ratesSection(page: Page): Html {
	const { texts, formats, report } = page;
	const rates = report.rates.filter(({ name }) => page.machineOpens || name !== 'openWithMachines');
	const { assumed, unheard } = report.delivery;
	return section('rates', texts.sections.rates, [
		html`<dl class="rates">${rates.map(({ name, rate, count, base, baseName }) => html`<div><dt>${texts.rates[name]}</dt><dd class="share">${percent(page, rate)}</dd><dd class="quiet">${meter(rate ?? 0)}${texts.countOf(formats.number(count), formats.number(base), baseName)}</dd></div>
`)}</dl>
`,
		...(assumed === 0 ? [] : [note(texts.assumed(formats.number(assumed)))]),
		...(unheard.length === 0 ? [] : [note(texts.unheard(formats.list(unheard.map(serviceName))))]),
	]);
}

/** Its name as it writes itself, where it is known. */
function serviceName(channel: string): string {
	return { sendgrid: 'SendGrid', brevo: 'Brevo' }[channel] ?? channel;
}
