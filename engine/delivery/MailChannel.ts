import type { CampaignTracking } from './DeliveryLinks';

/** A mailbox with an optional display name. */
export interface Mailbox {
	readonly name: string | null;
	readonly address: string;
}

/** Fixed text, or the number of a gap that each recipient's own value fills. */
export type Piece = string | number;

/** What many mails of one template have in common: services that fill gaps take it once for a thousand recipients. */
export interface SharedBody {
	/** Mails of the same body have the same id. */
	readonly id: string;
	readonly subject: readonly Piece[];
	readonly html: readonly Piece[];
	readonly text: readonly Piece[];
}

/** A mail told as a shared body and what fills its gaps, ready to be put in as it is (escaped where HTML wants it). */
export interface FilledBody {
	readonly body: SharedBody;
	/** By the gap's number. */
	readonly values: readonly string[];
}

/** One mail, rendered and addressed, ready for the wire. */
export interface OutgoingMail {
	/** Our message's opaque reference: rides along so that answers and bounces find their message. */
	readonly messageRef: string;
	readonly from: Mailbox;
	readonly to: Mailbox;
	readonly replyTo: Mailbox | null;
	/** Where bounces go: the envelope's sender. Null: the From address. */
	readonly returnPath: string | null;
	readonly subject: string;
	readonly html: string;
	readonly text: string;
	/** The same once more, apart in what is shared and what is this recipient's own; null where that can't be told. */
	readonly filled: FilledBody | null;
	/** Whether its recipient must be able to unsubscribe: false for an invoice and the like. */
	readonly marketing: boolean;
	/** What its campaign lets a channel follow that follows by itself; null: the campaign says nothing, the account decides. */
	readonly tracking: CampaignTracking | null;
	/** Further headers, by name. */
	readonly headers: Readonly<Record<string, string>>;
}

/** What became of one mail that was handed to a channel. */
export type SendOutcome =
	/** Accepted: the service answers for it from here on. */
	| { readonly kind: 'sent'; readonly reply: string; readonly remoteId: string | null }
	/** Answered no. `permanent` false: the same mail may be tried again later. */
	| { readonly kind: 'refused'; readonly permanent: boolean; readonly reply: string }
	/** Certainly not handed over (no connection, sign-in failed): nothing about this mail is wrong. */
	| { readonly kind: 'unreachable'; readonly reply: string }
	/** Handed over, the answer was lost: it may or may not have been accepted. Never resent blindly. */
	| { readonly kind: 'uncertain'; readonly reply: string };

/** A way out for mail: one's own SMTP server, SendGrid, Brevo. Owned by the engine, built by connectors. */
export interface MailChannel {
	/** Short name as stored with each message: `smtp`, `sendgrid`, `brevo`. */
	readonly name: string;
	/** The most mails one call of `send` takes. */
	readonly batchSize: number;
	/** The most calls of `send` that may be under way at once. */
	readonly concurrency: number;
	/** Takes a shared body with gaps: mails come with `filled`. */
	readonly fillsGaps?: boolean;
	/** Adds a way to unsubscribe to each mail by itself, also where the mail has none. */
	readonly addsUnsubscribe?: boolean;
	/** Follows opens and clicks by itself. */
	readonly tracks?: boolean;
	/** Signs in without sending. Throws an EngineError when that fails. */
	verify(): Promise<void>;
	/** One outcome per mail, in order. Never throws for what a mail or the service does: that is an outcome. */
	send(batch: readonly OutgoingMail[]): Promise<readonly SendOutcome[]>;
	close(): Promise<void>;
}
