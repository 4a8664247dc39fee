import type { ReadEvents } from '../../events/ReceivedEvent';

/** Why a service mails an address no longer. `blocked`: by hand there, by its API, or it doesn't say. */
export type SuppressionReason = 'unsubscribed' | 'spam' | 'bounced' | 'blocked';

/** An address that a service doesn't mail any more. */
export interface Suppression {
	/** As the service has it. */
	readonly address: string;
	readonly reason: SuppressionReason;
	/** UTC ms; null: the service doesn't say. */
	readonly since: number | null;
	/** Whether `since` may be later than the no: the service tells only when it last changed what it holds of the person. */
	readonly sinceIsLastChange: boolean;
	/** What else it says: its words on a bounce, a group, a sender. */
	readonly note: string | null;
}

/** What is read of a list. Instants in UTC ms. */
export interface ReadRange {
	/** What was put on the list before is known; null: read all. */
	readonly since: number | null;
	/** What comes after is left to the next sweep: pages don't move meanwhile. */
	readonly until: number;
	/** Where to go on, as a page's `next` told; 0: from the start. */
	readonly from: number;
}

/** Where to go on after a page; null: it was the last. */
interface Paged {
	readonly next: number | null;
}

export interface SuppressionPage extends Paged {
	readonly rows: readonly Suppression[];
}

/** One of the lists that a service keeps. */
export interface SuppressionList {
	/** As cursor and proof call it: letters and dashes. */
	readonly name: string;
	/** At least one page, the last of them with `next` null. Throws EngineError: the pages before it stand. */
	pages(range: ReadRange): AsyncIterable<SuppressionPage>;
}

/** What a service still knows of what became of mails: whatever its webhook lost is found there. */
export interface ReportedEvents {
	/** As `SuppressionList.pages`. */
	pages(range: ReadRange): AsyncIterable<ReadEvents & Paged>;
}

/** What became of addresses that a service was told. */
export interface ToldNoes {
	/** Those it doesn't take, with its words; all others it mails no longer. */
	readonly refused: readonly { readonly address: string; readonly reason: string }[];
}

/** A mail service that keeps suppressions of its own (VM-19): connectors implement it, the engine sweeps it. */
export interface SuppressionService {
	/** As people know it: SendGrid, Brevo. */
	readonly name: string;
	/** Tells this account apart from others without naming it: letters, digits, dashes. Another one is swept from the start. */
	readonly account: string;
	readonly lists: readonly SuppressionList[];
	/** Null: the service doesn't tell. */
	readonly events: ReportedEvents | null;
	/** The most addresses that `tell` takes. */
	readonly tellAtOnce: number;
	/**
	 * Has the service mail these addresses no longer. Gets addresses, and nothing else about anybody. Harmless to repeat.
	 * @throws EngineError where the service can't be told; it may know of some then
	 */
	tell(addresses: readonly string[]): Promise<ToldNoes>;
	/** What the service can't do, in sentences for people. */
	readonly cannot: readonly string[];
}
