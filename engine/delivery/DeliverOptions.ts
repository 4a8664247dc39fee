import type { DeliveryLinks } from './DeliveryLinks';
import type { SenderDefaults } from './MailRenderer';

export interface DeliverOptions {
	/** Only this campaign's messages; null: any that are queued. */
	readonly campaignId: number | null;
	readonly from: SenderDefaults;
	/** What mails carry of this n8n. */
	readonly links: DeliveryLinks;
	/** Messages a second; null: as fast as the channel takes them. */
	readonly rate: number | null;
	/** Ends after so many messages were tried; null: when the queue is empty. */
	readonly maxMessages: number | null;
	/** Ends after so many ms; null: when the queue is empty. */
	readonly maxTime: number | null;
	readonly onProgress?: (result: DeliveryResult) => void;
	readonly signal?: AbortSignal;
}

export type DeliveryEnd =
	| { readonly kind: 'queue empty' }
	| { readonly kind: 'limit reached' }
	| { readonly kind: 'stopped' }
	/** The channel can't be reached: everything is back in the queue. */
	| { readonly kind: 'unreachable'; readonly reply: string };

export interface DeliveryResult {
	readonly sent: number;
	readonly failed: number;
	/** Refused for now: back in the queue, tried again later. */
	readonly deferred: number;
	readonly uncertain: number;
	/** Not sent: opted out or deleted since the message was made. */
	readonly notSent: number;
	/** Still queued: neither their template nor the options say whom they come from. */
	readonly withoutSender: number;
	/** Still queued: marketing, and neither their template nor the channel offers a way to unsubscribe. */
	readonly withoutUnsubscribe: number;
	readonly ended: DeliveryEnd;
}
