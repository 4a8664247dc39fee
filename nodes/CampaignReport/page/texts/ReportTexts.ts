import type { MessageCounts } from '../../../../engine/reports/messageCounts';
import type { Figures } from '../../../../engine/reports/CampaignReport';
import type { RateBase, RateName } from '../../../../engine/reports/rates';
import type { ReportedReasonClass } from '../../../../engine/reports/reasons';

/** The steps of the funnel, in order. */
export const STEPS = ['selected', 'messages', 'sent', 'delivered', 'opened', 'clicked', 'tasks', 'positiveTasks', 'opportunities', 'won'] as const satisfies readonly (keyof Figures)[];

export type Step = (typeof STEPS)[number];

/** A heading and a sentence that says what is below it. */
export interface SectionText {
	readonly title: string;
	readonly lead: string;
}

/** Everything the campaign report says, in one language. */
export interface ReportTexts {
	readonly report: string;
	readonly allCampaigns: string;
	campaigns(count: string): string;
	/** Of which days its messages are, as the reader writes them. */
	readonly period: {
		/** A day, or from one to another. */
		days(range: string): string;
		since(day: string): string;
		until(day: string): string;
		readonly all: string;
	};
	asOf(moment: string, timeZone: string): string;
	readonly steps: Readonly<Record<Step, string>>;
	readonly amount: string;
	readonly wonAmount: string;
	/** "of 15,120 messages"; "41 won"; "of €386,400 in all". */
	ofMessages(count: string): string;
	wonOf(count: string): string;
	ofAmount(amount: string): string;
	/** "92 % of sent". */
	ofBase(percent: string, base: RateBase): string;
	/** "13,890 of 15,100 sent". */
	countOf(count: string, base: string, baseName: RateBase): string;
	readonly rates: Readonly<Record<RateName, string>>;
	readonly bases: Readonly<Record<RateBase, string>>;
	readonly sections: Readonly<Record<'funnel' | 'rates' | 'days' | 'salespeople' | 'links' | 'reasons' | 'campaigns', SectionText>>;
	/** How the points of the chart over time are told. */
	readonly everyDay: string;
	readonly everyWeek: string;
	readonly everyMonth: string;
	readonly columns: {
		readonly step: string;
		readonly number: string;
		readonly share: string;
		readonly day: string;
		readonly week: string;
		readonly month: string;
		readonly salesperson: string;
		readonly campaign: string;
		readonly link: string;
		readonly clicks: string;
		readonly people: string;
		readonly reason: string;
		readonly bounced: string;
		readonly unsubscribed: string;
	};
	/** What did not leave, below the funnel. */
	readonly unsent: Readonly<Record<Extract<keyof MessageCounts, 'notSent' | 'failed' | 'uncertain' | 'waiting'>, string>>;
	readonly reasonClasses: Readonly<Record<ReportedReasonClass, SectionText>>;
	/** By the store's own words. */
	readonly reasons: Readonly<Record<string, string>>;
	readonly noReason: string;
	readonly otherReasons: string;
	readonly asTable: string;
	readonly nobody: string;
	deletedUser(id: number): string;
	unnamedCampaign(id: number): string;
	more(count: string): string;
	/** Said where there is nothing to show. */
	readonly none: Readonly<Record<'all' | 'days' | 'salespeople' | 'links' | 'reasons', string>>;
	/** Of those delivered, how many nobody reported. */
	assumed(count: string): string;
	/** Services that report deliveries and reported none. */
	unheard(services: string): string;
	/** What each figure means: term and definition. */
	readonly definitions: { readonly title: string; readonly entries: readonly (readonly [term: string, meaning: string])[] };
	readonly chartOf: Readonly<Record<'funnel' | 'days' | 'salespeople', string>>;
}
