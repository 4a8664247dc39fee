import type { MessageEventKind } from './MessageEvent';

/** Who reports what became of a mail; `own` is one's own server: open pixel, click links, bounce mails, unsubscribe page. */
export type EventService = 'sendgrid' | 'brevo' | 'mailup' | 'own';

/**
 * What a service reports, in our words:
 * - `accepted` it took the mail over; `deferred` the recipient's server asks to wait
 * - `resubscribed` somebody joined again: kept in the record of what happened, never by itself a lift of a no
 * - `unknown` a kind of event nobody here has heard of: kept and counted
 */
export type ReceivedKind = MessageEventKind | 'accepted' | 'deferred' | 'resubscribed' | 'unknown';

/** Where at the service an unsubscribe holds. */
export type UnsubscribedFrom =
	| { readonly kind: 'all' }
	/** Some of the service's lists, or one of its suppression groups. */
	| { readonly kind: 'lists'; readonly lists: readonly string[] }
	/** The campaign of the message only. */
	| { readonly kind: 'campaign' };

/** One event as a connector hands it to the engine: verified, read, in our words. */
export interface ReceivedEvent {
	readonly service: EventService;
	/** Names the event at its service: the same again is a repetition. At most 200 characters. */
	readonly key: string;
	readonly kind: ReceivedKind;
	/** Of an unknown kind: what the service calls it. */
	readonly name?: string;
	/** UTC ms at which it happened. */
	readonly happenedAt: number;
	/** The recipient as reported; null where the service left it out. */
	readonly address: string | null;
	/** Our own reference (`messageRef`), where it came back. */
	readonly messageRef: string | null;
	/** The service's id of the mail, bare: without <>, and as it was answered when the mail was sent. */
	readonly remoteId: string | null;
	/** Of a click. */
	readonly link: string | null;
	/** Of a bounce. */
	readonly bounce: 'hard' | 'soft' | null;
	/** A machine did it, not a person. */
	readonly machine: boolean;
	/** The service's or server's words. */
	readonly reason: string | null;
	/** Of an unsubscribe; null otherwise. */
	readonly from: UnsubscribedFrom | null;
	/** What arrived, as JSON of at most 4,000 characters, where we did not understand it; else null. */
	readonly raw: string | null;
}

/** An event that can't be read: kept with its reason, the others of its batch are taken in all the same. */
export interface RejectedEvent {
	readonly service: EventService;
	readonly reason: string;
	/** What arrived, at most 4,000 characters. */
	readonly raw: string;
}

/** What a request of a service holds. */
export interface ReadEvents {
	readonly events: readonly ReceivedEvent[];
	readonly rejected: readonly RejectedEvent[];
}
