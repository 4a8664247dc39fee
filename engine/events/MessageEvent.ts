/** What may become of a message that was sent. */
export const MESSAGE_EVENTS = ['delivered', 'opened', 'clicked', 'bounced', 'dropped', 'spam', 'unsubscribed'] as const;

export type MessageEventKind = (typeof MESSAGE_EVENTS)[number];

/** Kept with a message, without changing its figures: the service took it over, asks to wait, the recipient joined again. */
export type NotedEventKind = 'accepted' | 'deferred' | 'resubscribed';

export interface MessageEvent {
	readonly messageId: number;
	readonly kind: MessageEventKind | NotedEventKind;
	/** UTC ms; null, and a time still to come: now. */
	readonly happenedAt: number | null;
	/** Of a click: where it led. */
	readonly link: string | null;
	/** Of a bounce; null: hard. */
	readonly bounce: 'hard' | 'soft' | null;
	/** A machine did it, not a person: a scanner's click, a privacy proxy's open. Counted apart. */
	readonly machine: boolean;
	/** Names the event: the same again for this message changes nothing. Null: each call counts. */
	readonly eventId: string | null;
	/** Of an unsubscribe: it holds for the message's campaign only. Default: for all email. */
	readonly campaignOnly?: boolean;
	/** The server's or service's words on a bounce or drop. */
	readonly reason?: string | null;
}
