import type { IDataObject } from 'n8n-workflow';

import type { CampaignReport, Figures } from '../../../engine/reports/CampaignReport';
import type { Rate } from '../../../engine/reports/rates';
import { daysOf } from '../page/titles';

/** What figures are given as: one item, or one for each row. */
export const FIGURES = ['campaigns', 'days', 'everything', 'funnel', 'links', 'reasons', 'salespeople'] as const;

export type FiguresChoice = (typeof FIGURES)[number];

/** Of what and when, so that rows of several reports can lie in one spreadsheet. */
function heading(report: CampaignReport): IDataObject {
	const { campaignIds } = report.scope;
	const names = report.campaigns.filter(({ campaignId }) => campaignIds?.includes(campaignId) ?? false).map(({ campaignId, name }) => name ?? `#${campaignId}`);
	return { campaign: campaignIds === null ? 'All campaigns' : names.join(', '), ...daysOf(report) };
}

/** The figures of a report as flat items; `everything` as one with all of its parts. */
export function reportItems(report: CampaignReport, choice: FiguresChoice, machineOpens: boolean): IDataObject[] {
	const about = heading(report);
	switch (choice) {
		case 'campaigns':
			return report.campaigns.map(({ campaignId, name, ...figures }) => ({ campaign: name, campaignId, from: about['from'], until: about['until'], ...figures }));
		case 'days':
			return report.days.map((row) => ({ campaign: about['campaign'], ...row }));
		case 'everything':
			return [everything(report, machineOpens)];
		case 'funnel':
			return [funnelItem(report, machineOpens)];
		case 'links':
			return report.links.map((row) => ({ ...about, ...row }));
		case 'reasons':
			return report.reasons.map(({ reasonClass, reason, rest, messages }) => ({ ...about, reasonClass, reason: rest ? 'Other reasons' : reason, messages }));
		case 'salespeople':
			return report.salespeople.map(({ userId, name, ...figures }) => ({ ...about, salesperson: name, userId, ...figures }));
	}
}

/** The funnel and every rate beside what it is a part of. */
export function funnelItem(report: CampaignReport, machineOpens: boolean): IDataObject {
	return { ...heading(report), ...told(report.figures, machineOpens), ...Object.fromEntries(ratesTold(report, machineOpens).flatMap(flatRate)) };
}

function everything(report: CampaignReport, machineOpens: boolean): IDataObject {
	const rows = (choice: FiguresChoice): IDataObject[] => reportItems(report, choice, machineOpens);
	return {
		...heading(report),
		figures: told(report.figures, machineOpens),
		rates: Object.fromEntries(ratesTold(report, machineOpens).map(({ name, ...rate }) => [name, rate])),
		delivery: { assumed: report.delivery.assumed, unheard: [...report.delivery.unheard] },
		campaigns: rows('campaigns'),
		days: rows('days'),
		salespeople: rows('salespeople'),
		links: rows('links'),
		reasons: rows('reasons'),
	};
}

function told({ openedWithMachines, ...figures }: Figures, machineOpens: boolean): IDataObject {
	return machineOpens ? { ...figures, openedWithMachines } : figures;
}

function ratesTold({ rates }: CampaignReport, machineOpens: boolean): readonly Rate[] {
	return rates.filter(({ name }) => machineOpens || name !== 'openWithMachines');
}

function flatRate({ name, rate, base, baseName }: Rate): [string, number | string | null][] {
	return [[`${name}Rate`, rate], [`${name}Base`, base], [`${name}BaseName`, baseName]];
}
