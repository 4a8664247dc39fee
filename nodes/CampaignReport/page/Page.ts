import type { CampaignReport } from '../../../engine/reports/CampaignReport';
import { html, type Html } from '../../shared/page/html';
import type { DrawChart } from './Chart';
import type { Formats } from './Formats';
import type { ReportTexts } from './texts/ReportTexts';

/** What every part of the page is made from. */
export interface Page {
	readonly report: CampaignReport;
	readonly texts: ReportTexts;
	readonly formats: Formats;
	/** Whether rates with machine opens are told beside those without. */
	readonly machineOpens: boolean;
	readonly draw: DrawChart;
}

/** So many rows of a table are shown; the rest is a number. All of them are among the items. */
export const MOST_ROWS = 50;

/** A number for people and for programs. */
export function number({ formats }: Pick<Page, 'formats'>, value: number): Html {
	return html`<data value="${value}">${formats.number(value)}</data>`;
}

export function amount({ formats }: Pick<Page, 'formats'>, value: number): Html {
	return html`<data value="${value}">${formats.amount(value)}</data>`;
}

/** The same where it stands alone: without decimals where there are none. */
export function shortAmount({ formats }: Pick<Page, 'formats'>, value: number): Html {
	return html`<data value="${value}">${formats.shortAmount(value)}</data>`;
}

/** A part of a whole, 0 to 1; null where there is no whole. */
export function percent({ formats }: Pick<Page, 'formats'>, rate: number | null): Html {
	return html`<data value="${rate ?? ''}">${formats.percent(rate)}</data>`;
}

export function share(count: number, base: number): number | null {
	return base === 0 ? null : count / base;
}

/** Of any direction of writing. */
export function name(text: string): Html {
	return html`<bdi>${text}</bdi>`;
}
