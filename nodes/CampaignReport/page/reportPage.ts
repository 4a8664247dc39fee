import { createHash } from 'node:crypto';

import { html, type Html } from '../../shared/page/html';
import type { PageLanguage } from '../../shared/page/language';
import { name, type Page } from './Page';
import { note, section } from './parts';
import { campaignsSection } from './sections/campaigns';
import { daysSection } from './sections/days';
import { funnelSection } from './sections/funnel';
import { keyFigures } from './sections/keyFigures';
import { linksSection } from './sections/links';
import { ratesSection } from './sections/rates';
import { reasonsSection } from './sections/reasons';
import { salespeopleSection } from './sections/salespeople';
import { STYLE } from './style';
import { titleOf } from './titles';

/** What the page may do: show itself. It is opened from a mail, or lies on somebody's disk. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE.text).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The whole report as one HTML file: no script, nothing from elsewhere, to be looked at, mailed and printed. */
export function reportPage(page: Page, language: PageLanguage): string {
	const { texts } = page;
	const { title, period, asOf } = titleOf(page);
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${`${title} · ${texts.report}`}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kind">${texts.report}</p>
<h1>${name(title)}</h1>
<p class="quiet">${period}<br>${asOf}</p>
</header>
${isEmpty(page) ? note(texts.none.all) : [keyFigures(page), funnelSection(page), ratesSection(page), daysSection(page), salespeopleSection(page), linksSection(page), reasonsSection(page), campaignsSection(page)]}
${definitions(page)}
</main>
</body>
</html>
`.text;
}

function isEmpty({ report: { figures } }: Page): boolean {
	return figures.messages === 0 && figures.tasks === 0 && figures.opportunities === 0 && (figures.selected ?? 0) === 0;
}

function definitions({ texts }: Page): Html {
	return section('definitions', { title: texts.definitions.title, lead: '' }, [
		html`<dl class="terms">${texts.definitions.entries.map(([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`)}</dl>
`,
	]);
}
