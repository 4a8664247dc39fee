import { html, type Html } from '../../../shared/page/html';
import { number, type Page } from '../Page';
import { meter, note, section, table } from '../parts';

/** Where recipients went. As words, not as links: whoever reads the report needn't follow them. */
export function linksSection(page: Page): Html {
	const { texts, report } = page;
	if (report.links.length === 0) return section('links', texts.sections.links, [note(texts.none.links)]);
	const most = Math.max(...report.links.map(({ clicks }) => clicks));
	return section('links', texts.sections.links, [
		table({
			label: texts.sections.links.title,
			columns: [{ label: texts.columns.link, kind: 'text' }, { label: texts.columns.clicks, kind: 'number' }, { label: texts.columns.people, kind: 'number' }],
			rows: report.links.map(({ link, clicks, people }) => [
				html`<span class="link" dir="ltr">${link}</span>${meter(clicks / most)}`,
				number(page, clicks),
				number(page, people),
			]),
		}),
	]);
}
