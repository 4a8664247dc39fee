import { createHash } from 'node:crypto';

import type { CampaignReport } from '../../../engine/reports/CampaignReport';
import { PAINTS } from '../../../nodes/CampaignReport/page/Chart';
import { Formats } from '../../../nodes/CampaignReport/page/Formats';
import { reportPage } from '../../../nodes/CampaignReport/page/reportPage';
import { CHART_DARK, CHART_LIGHT } from '../../../nodes/CampaignReport/page/style';
import { summaryOf } from '../../../nodes/CampaignReport/page/summary';
import { svgHtml } from '../../../nodes/CampaignReport/page/svgHtml';
import { timeGroups } from '../../../nodes/CampaignReport/page/timeGroups';
import { PAGE_LANGUAGES } from '../../../nodes/shared/page/language';
import { DARK, LIGHT } from '../../../nodes/shared/page/palette';
import { contrast } from '../../support/contrast';
import { PAYLOADS } from './payloads';
import { numbersOf, sectionOf, tablesOf, textOf, unescaped } from './readPage';
import { pageOf, SAMPLE, TEXTS } from './sampleReport';

const SECTIONS = ['funnel', 'rates', 'days', 'salespeople', 'links', 'reasons', 'definitions'];

describe('X-06 the page of the campaign report', () => {
	const page = reportPage(pageOf(SAMPLE), 'en');

	test('has every section, with the numbers of each chart as a table too', () => {
		expect(SECTIONS.filter((id) => sectionOf(page, id) === '')).toEqual([]);
		const [funnel] = tablesOf(page, 'funnel');
		expect(funnel?.rows.map((cells) => cells.map(({ text }) => text))).toEqual([
			['Selected', '15,200', ''],
			['Messages', '15,120', ''],
			['Sent', '14,600', ''],
			['Delivered', '14,206', '97.3% of sent'],
			['Opened', '7,649', '53.8% of delivered'],
			['Clicked', '1,658', '11.7% of delivered'],
			['Tasks', '1,240', ''],
			['Positive tasks', '318', '25.6% of tasks'],
			['Opportunities', '172', ''],
			['Won', '41', '23.8% of opportunities'],
			['Amount of opportunities', '€386,400.50', ''],
			['Amount won', '€92,150.00', '23.8%'],
		]);
		expect(tablesOf(page, 'days')[0]?.rows).toHaveLength(24);
		expect(tablesOf(page, 'salespeople')[0]?.rows.at(-1)?.[0]?.text).toBe('Nobody');
	});

	test('tells each rate with its base, and machine opens apart', () => {
		const rates = textOf(sectionOf(page, 'rates'));
		expect(rates).toContain('Opened53.8%7,649 of 14,206 delivered');
		expect(rates).toContain('Opened, machines included71.1%10,097 of 14,206 delivered');
		expect(rates).toContain('Clicked, of those opened20.2%1,542 of 7,649 opened');
		expect(rates).toContain('Of those delivered, 1,200 count because nothing came back');
		expect(textOf(sectionOf(reportPage(pageOf(SAMPLE, 'en', { machineOpens: false }), 'en'), 'rates'))).not.toContain('machines');
	});

	test('every number reads the same for people and for programs', () => {
		const numbers = numbersOf(page);
		expect(numbers.length).toBeGreaterThan(200);
		for (const { text, value } of numbers) {
			const read = Number(text.replace(/[€,%<> ]/g, '')) / (text.includes('%') ? 100 : 1);
			const exact = /[<>]/.test(text) ? 0.001 : text.includes('%') ? 0.0005 : 0.005;
			expect(Math.abs(read - value)).toBeLessThanOrEqual(exact);
		}
	});

	test('says what is missing where there is nothing, and why deliveries of a service are missing', () => {
		const none: CampaignReport = { ...SAMPLE, figures: { ...SAMPLE.figures, messages: 0, tasks: 0, opportunities: 0, selected: null }, days: [], salespeople: [], links: [], reasons: [] };
		const empty = reportPage(pageOf(none), 'en');
		expect(empty).toContain(TEXTS.en.none.all);
		expect(sectionOf(empty, 'funnel')).toBe('');
		const sparse = reportPage(pageOf({ ...SAMPLE, figures: { ...SAMPLE.figures, selected: null, waiting: 0 }, days: [], salespeople: [], links: [], reasons: [], delivery: { assumed: 0, unheard: ['brevo', 'sendgrid'] } }), 'en');
		for (const words of [TEXTS.en.none.days, TEXTS.en.none.salespeople, TEXTS.en.none.links, TEXTS.en.none.reasons, 'Brevo and SendGrid reported no delivery at all.']) expect(sparse).toContain(words);
		expect(tablesOf(sparse, 'funnel')[0]?.rows[0]?.[0]?.text).toBe('Messages');
	});

	test('compares campaigns where there are several; a deleted one and a deleted salesperson are told by their numbers', () => {
		const several = { ...SAMPLE, scope: { ...SAMPLE.scope, campaignIds: null }, campaigns: [...SAMPLE.campaigns, { ...SAMPLE.figures, campaignId: 9, name: null, sent: 0 }] };
		const [table] = tablesOf(reportPage(pageOf(several), 'en'), 'campaigns');
		expect(table?.rows.map((cells) => cells.slice(0, 3).map(({ text }) => text))).toEqual([['Spring offers', '14,600', '97.3%'], ['Campaign 9', '0', '–']]);
		const [salespeople] = tablesOf(reportPage(pageOf({ ...SAMPLE, salespeople: SAMPLE.salespeople.map((one) => ({ ...one, name: null })) }), 'en'), 'salespeople');
		expect(salespeople?.rows.map(([name]) => name?.text)).toEqual(['Deleted user 1', 'Deleted user 2', 'Deleted user 3', 'Nobody']);
		expect(sectionOf(page, 'campaigns')).toBe('');
	});

	test('of many salespeople shows fifty and tells how many more there are', () => {
		const [one] = SAMPLE.salespeople;
		if (!one) throw new Error('The sample has no salespeople.');
		const many = reportPage(pageOf({ ...SAMPLE, salespeople: Array.from({ length: 62 }, (_, index) => ({ ...one, userId: index + 1, name: `Person ${index + 1}` })) }), 'en');
		expect(tablesOf(many, 'salespeople')[0]?.rows).toHaveLength(50);
		expect(sectionOf(many, 'salespeople')).toContain('and 12 more');
	});

	test('keeps to itself: no script, nothing fetched, no style of its own anywhere, and a policy that holds it to that', () => {
		expect(page).not.toMatch(/<script|<img|<iframe|<link|<object|\son\w+=|\sstyle=|url\((?!#)|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg|shop\.example\.com)/i);
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
		const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
		expect(unescaped(policy ?? '')).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`);
		expect(page.match(/<style/g)).toHaveLength(1);
		// Links are words: nobody clicks through to a recipient's page.
		expect(page).not.toContain('<a ');
	});

	test('names its parts: no id twice, every chart with a title and a description', () => {
		const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		const charts = [...page.matchAll(/<svg class="chart[^>]*aria-labelledby="([^"]+)"/g)].map(([, names = '']) => names.split(' '));
		expect(charts).toHaveLength(6);
		for (const names of charts) for (const name of names) expect(ids).toContain(name);
		for (const [, clip = ''] of page.matchAll(/clip-path="url\(#([^)]+)\)"/g)) expect(ids).toContain(clip);
	});
});

describe('X-06 whatever stands in names, links and reasons is text on the page', () => {
	test('50 payloads, in every place that takes somebody\'s words', () => {
		expect(new Set(PAYLOADS).size).toBe(50);
		const filled = (words: string): CampaignReport => ({
			...SAMPLE,
			campaigns: [{ ...SAMPLE.figures, campaignId: 3, name: words }, { ...SAMPLE.figures, campaignId: 4, name: words }],
			salespeople: SAMPLE.salespeople.map((one) => ({ ...one, name: words })),
			links: SAMPLE.links.map((one) => ({ ...one, link: words })),
			reasons: SAMPLE.reasons.map((one) => ({ ...one, rest: false, reason: words })),
			delivery: { assumed: 0, unheard: [words] },
		});
		const plain = skeleton(reportPage(pageOf(filled('x')), 'en'));
		for (const payload of PAYLOADS) {
			const page = reportPage(pageOf(filled(payload)), 'en');
			// Not one element, attribute or comment more than with a harmless name.
			expect(skeleton(page)).toEqual(plain);
			const shown = payload.replace(/\s+/g, ' ').trim();
			for (const section of ['salespeople', 'links', 'reasons', 'campaigns', 'rates']) expect(textOf(sectionOf(page, section))).toContain(shown);
			expect(textOf(/<h1>[\s\S]*<\/h1>/.exec(page)?.[0] ?? '')).toContain(shown);
		}
	});

	test('a drawing gives away nothing but shapes and words, in the page\'s colours', () => {
		const drawn = svgHtml(
			{
				tag: 'svg',
				attrs: { width: 10, height: 10, onload: 'alert(1)' },
				children: [
					{ tag: 'script', attrs: {}, text: 'alert(1)' },
					{ tag: 'image', attrs: { href: '//evil.example' } },
					{ tag: 'a', attrs: { href: 'javascript:alert(1)' }, children: [{ tag: 'text', attrs: {}, text: 'x' }] },
					{ tag: 'text', attrs: { onclick: 'alert(1)', style: 'font-size:12px;background:url(//evil.example)', fill: PAINTS.text }, text: '</text><script>' },
					{ tag: 'rect', attrs: { fill: 'url(//evil.example)', width: '1"><script>', stroke: PAINTS.line } },
					{ tag: 'g', attrs: { 'clip-path': 'url(#zr7-c0)' }, children: [{ tag: 'path', attrs: { d: 'M0 0', fill: PAINTS.one } }] },
					{ tag: 'path', attrs: { d: 'M1 1', fill: 'none' } },
				],
			},
			{ id: 'a', title: '<t>', description: '&', className: 'chart' },
		).text;
		expect(drawn).toBe(
			'<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10" role="img" aria-labelledby="a-title a-description"><title id="a-title">&lt;t&gt;</title><desc id="a-description">&amp;</desc>' +
				'<text font-size="12" data-fill="text">&lt;/text&gt;&lt;script&gt;</text><rect fill="none" width="1&quot;&gt;&lt;script&gt;" data-stroke="line"></rect><g clip-path="url(#a-0)"><path d="M0 0" data-fill="one"></path></g></svg>',
		);
	});
});

describe('X-09 the report in each language', () => {
	test.each(PAGE_LANGUAGES)('%s: page and summary are written in it, with its numbers and days', (language) => {
		const page = reportPage(pageOf({ ...SAMPLE, delivery: { assumed: 5, unheard: ['brevo'] } }, language), language);
		expect(page).toContain(`<html lang="${language}">`);
		const expected = { en: ['7,649', '53.8%', '€92,150', '2 March 2026'], es: ['7.649', '53,8 %', '92.150 €', '25 de marzo de 2026'], it: ['7.649', '53,8%', '92.150 €', '25 marzo 2026'] }[language];
		const words = textOf(page).replace(/[\u00a0\u2009\u202f]/g, ' ');
		for (const one of expected) expect(words).toContain(one.replace('2 March', '2 – 25 March'));
		const summary = summaryOf(pageOf(SAMPLE, language)).replace(/[\u00a0\u202f]/g, ' ');
		for (const one of expected.slice(0, 3)) expect(summary).toContain(one);
	});

	test('no language says what another one says', () => {
		const { en, es, it } = TEXTS;
		const all = (texts: object): string[] => Object.values(texts).flatMap((one: unknown) => (typeof one === 'string' ? [one] : typeof one === 'object' && one !== null ? all(one) : []));
		expect(all(es).length).toBe(all(it).length);
		expect(all(en).filter((words) => words.length > 12 && (all(es).includes(words) || all(it).includes(words)))).toEqual([]);
		expect(Object.keys(es.reasons)).toEqual(Object.keys(it.reasons));
	});

	test('a region of one\'s own, no currency, and words for what is unknown', () => {
		const formats = (region: string, currency: string) => new Formats({ language: 'es', region, currency, timeZone: 'UTC' });
		expect(formats('es-MX', 'MXN').amount(1234.5)).toBe('$1,234.50');
		expect(formats('', '').amount(1234.5)).toBe('1.234,50');
		expect(formats('', 'eur').number(1234)).toBe('1.234');
		expect(() => formats('klingon!', '')).toThrow('There is no region "klingon!".');
		expect(() => formats('', 'EURO')).toThrow('There is no currency "EURO".');
	});

	test('hardly anything is not nothing, and nearly all is not all', () => {
		const { percent } = { percent: (rate: number | null) => pageOf(SAMPLE).formats.percent(rate) };
		expect([null, 0, 0.0001, 0.5, 0.9999, 1].map(percent)).toEqual(['–', '0%', '< 0.1%', '50%', '> 99.9%', '100%']);
	});
});

describe('X-06 the chart over time', () => {
	const days = (count: number) => Array.from({ length: count }, (_, index) => ({ day: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), sent: 1, delivered: 1, opened: 2, clicked: 0, bounced: 0, unsubscribed: 0 }));

	test('has a place for each day, week or month, and no more than it has room for', () => {
		expect(timeGroups(days(62))).toMatchObject({ unit: 'day', groups: { length: 62 } });
		const weeks = timeGroups(days(63));
		expect(weeks).toMatchObject({ unit: 'week', groups: { length: 10 } });
		expect(weeks.groups.slice(0, 2)).toEqual([expect.objectContaining({ day: '2025-12-29', sent: 4, opened: 8 }), expect.objectContaining({ day: '2026-01-05', sent: 7 })]);
		const months = timeGroups(days(800));
		expect(months).toMatchObject({ unit: 'month', groups: { length: 27 } });
		expect(months.groups.reduce((sum, { sent }) => sum + sent, 0)).toBe(800);
	});

	test('its colours stand out from the card, light and dark', () => {
		for (const [palette, card] of [[CHART_LIGHT, LIGHT.card], [CHART_DARK, DARK.card]] as const) {
			for (const colour of Object.values(palette) as string[]) expect(contrast(colour, card)).toBeGreaterThanOrEqual(3);
		}
	});
});

/** The page's tags, without text and without what attributes say. */
function skeleton(page: string): string[] {
	return [...page.replace(/<style>[\s\S]*?<\/style>/, '').matchAll(/<[^<>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, '=""')).filter((tag) => !/^<\/?text|^<\/?tspan/.test(tag));
}
