import { DateTime } from 'luxon';

import type { CampaignReport } from '../../../engine/reports/CampaignReport';
import type { Formats } from './Formats';
import type { ReportTexts } from './texts/ReportTexts';

/** What a report is called, and of when it is. */
export interface ReportTitle {
	/** The campaign, or how many. */
	readonly title: string;
	readonly period: string;
	readonly asOf: string;
}

/** First and last day of a report's period, YYYY-MM-DD; null: no bound. */
export function daysOf({ scope }: CampaignReport): { readonly from: string | null; readonly until: string | null } {
	const { from, until, timeZone } = scope;
	const day = (instant: number): string | null => DateTime.fromMillis(instant, { zone: timeZone }).toISODate();
	return { from: from === null ? null : day(from), until: until === null ? null : day(until - 1) };
}

export function titleOf({ report, texts, formats }: { readonly report: CampaignReport; readonly texts: ReportTexts; readonly formats: Formats }): ReportTitle {
	const { from, until } = daysOf(report);
	return {
		title: campaignTitle(report, texts, formats),
		period: periodText(texts, formats, from, until),
		asOf: texts.asOf(formats.moment(report.madeAt), report.scope.timeZone),
	};
}

function periodText({ period }: ReportTexts, formats: Formats, from: string | null, until: string | null): string {
	if (from !== null) return until === null ? period.since(formats.day(from, 'long')) : period.days(formats.days(from, until));
	return until === null ? period.all : period.until(formats.day(until, 'long'));
}

function campaignTitle({ scope, campaigns }: CampaignReport, texts: ReportTexts, formats: Formats): string {
	if (scope.campaignIds === null) return texts.allCampaigns;
	const names = campaigns.filter(({ campaignId }) => scope.campaignIds?.includes(campaignId)).map(({ campaignId, name }) => name ?? texts.unnamedCampaign(campaignId));
	return names.length <= 3 ? formats.list(names) : texts.campaigns(formats.number(names.length));
}
