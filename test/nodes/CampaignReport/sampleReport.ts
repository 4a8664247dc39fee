import type { CampaignReport } from '../../../engine/reports/CampaignReport';
import { ratesOf } from '../../../engine/reports/rates';
import { drawChart } from '../../../nodes/CampaignReport/page/drawing';
import { Formats } from '../../../nodes/CampaignReport/page/Formats';
import type { Page } from '../../../nodes/CampaignReport/page/Page';
import { ENGLISH } from '../../../nodes/CampaignReport/page/texts/english';
import { ITALIAN } from '../../../nodes/CampaignReport/page/texts/italian';
import { SPANISH } from '../../../nodes/CampaignReport/page/texts/spanish';
import type { PageLanguage } from '../../../nodes/shared/page/language';

const FIGURES = {
	selected: 15_200, messages: 15_120, notSent: 472, failed: 36, uncertain: 2, waiting: 10, sent: 14_600, delivered: 14_206, opened: 7_649, openedWithMachines: 10_097, clicked: 1_658,
	openedAndClicked: 1_542, hardBounced: 214, softBounced: 92, dropped: 12, unsubscribed: 53, spam: 3, tasks: 1_240, positiveTasks: 318, opportunities: 172, won: 41, amount: 386_400.5, wonAmount: 92_150,
} as const;

/** A campaign that went as campaigns go. */
export const SAMPLE: CampaignReport = {
	scope: { campaignIds: [3], from: Date.UTC(2026, 2, 1, 23), until: Date.UTC(2026, 2, 25, 23), timeZone: 'Europe/Madrid', wonStages: ['Closed Won'], links: 20 },
	madeAt: Date.UTC(2026, 2, 26, 6),
	figures: FIGURES,
	rates: ratesOf(FIGURES),
	delivery: { assumed: 1_200, unheard: [] },
	campaigns: [{ campaignId: 3, name: 'Spring offers', ...FIGURES }],
	days: Array.from({ length: 24 }, (_, index) => ({
		day: new Date(Date.UTC(2026, 2, 2 + index)).toISOString().slice(0, 10),
		sent: [8_200, 4_100, 2_300][index] ?? 0,
		delivered: [7_980, 3_990, 2_236][index] ?? 0,
		opened: Math.round(2_600 * Math.exp(-index / 2.2)),
		clicked: Math.round(520 * Math.exp(-index / 2.5)),
		bounced: [172, 86, 48][index] ?? 0,
		unsubscribed: [24, 12, 8, 5, 4][index] ?? 0,
	})),
	salespeople: ['Jane Peacock', 'Margaret Park', 'Steve Johnson', null].map((name, index) => ({
		...FIGURES,
		userId: name === null ? null : index + 1,
		name,
		messages: 4_400 - index * 400,
		tasks: 420 - index * 70,
		positiveTasks: 110 - index * 20,
		opportunities: 60 - index * 11,
		won: 14 - index * 4,
		wonAmount: 38_000 - index * 9_999.5,
	})),
	links: [
		{ link: 'https://shop.example.com/spring/offer?utm_source=mail', clicks: 842, people: 790 },
		{ link: 'https://shop.example.com/catalogue.pdf', clicks: 311, people: 302 },
	],
	reasons: [
		{ reasonClass: 'address', reason: 'No email address', rest: false, messages: 248 },
		{ reasonClass: 'policy', reason: 'Opted out', rest: false, messages: 224 },
		{ reasonClass: 'server', reason: '550 5.1.1 No such user', rest: false, messages: 30 },
		{ reasonClass: 'server', reason: null, rest: true, messages: 6 },
		{ reasonClass: 'uncertain', reason: 'The server\'s answer was lost', rest: false, messages: 2 },
	],
};

export const TEXTS = { en: ENGLISH, es: SPANISH, it: ITALIAN } as const;

export function pageOf(report: CampaignReport, language: PageLanguage = 'en', more: Partial<Page> = {}): Page {
	return { report, texts: TEXTS[language], formats: new Formats({ language, region: '', currency: 'EUR', timeZone: report.scope.timeZone }), machineOpens: true, draw: drawChart, ...more };
}
