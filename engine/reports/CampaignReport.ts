import type { DayFigures } from './days';
import type { LinkFigures } from './links';
import type { MessageCounts } from './messageCounts';
import type { ReasonFigures } from './reasons';
import type { Rate } from './rates';
import type { WorkCounts } from './work';

/** What a report is about. */
export interface ReportScope {
	/** Null: all campaigns. */
	readonly campaignIds: readonly number[] | null;
	/**
	 * UTC ms, the first included, the second not; null: no bound. A message counts where it was sent, one that did not
	 * leave by its date. What became of it counts whenever it happened: opens, tasks, sales of the period's messages.
	 */
	readonly from: number | null;
	readonly until: number | null;
	/** IANA name: what a day is. */
	readonly timeZone: string;
	/** Stages of an opportunity that mean it is won. */
	readonly wonStages: readonly string[];
	/** How many links, those with most clicks first. */
	readonly links: number;
}

/** The steps from whom a search found to what was earned. */
export interface Figures extends MessageCounts, WorkCounts {
	/**
	 * Rows of selections that messages were made of, in runs of the period; rows that an earlier run had done already
	 * are not counted again. Null where no run made these messages: logged ones, or ones written down by hand.
	 */
	readonly selected: number | null;
}

export interface CampaignFigures extends Figures {
	readonly campaignId: number;
	/** Null: it has none, or was deleted. */
	readonly name: string | null;
}

/** What is assigned to one salesperson: messages by theirs, tasks and opportunities by their own assigned user. */
export interface SalespersonFigures extends MessageCounts, WorkCounts {
	/** Null: assigned to nobody. */
	readonly userId: number | null;
	/** Null: nobody, or a user who was deleted. */
	readonly name: string | null;
}

/** How "delivered" was told. */
export interface DeliveryBasis {
	/** Of those delivered: nobody reported it, but nothing came back. */
	readonly assumed: number;
	/** Services that report deliveries, but reported none: the events don't get here. */
	readonly unheard: readonly string[];
}

/** Plain data, in the words of the glossary; figures equal the rows of the store. */
export interface CampaignReport {
	readonly scope: ReportScope;
	/** UTC ms: all of it is as of this moment. */
	readonly madeAt: number;
	readonly figures: Figures;
	readonly rates: readonly Rate[];
	readonly delivery: DeliveryBasis;
	/** Those with anything to tell, and each that was asked for; most sent first. */
	readonly campaigns: readonly CampaignFigures[];
	readonly days: readonly DayFigures[];
	/** Most won first, then most messages. */
	readonly salespeople: readonly SalespersonFigures[];
	readonly links: readonly LinkFigures[];
	/** Why messages were not sent; most first within a class. */
	readonly reasons: readonly ReasonFigures[];
}
